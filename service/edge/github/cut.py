"""Cuts texts to what GitHub takes, and to what a log may show."""

import re
from collections.abc import Iterable

_SECRETS = re.compile(r"gh[a-z]_\S+|github_pat_\S+|eyJ[\w-]+\.[\w.-]+|-----BEGIN.*", re.DOTALL)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
CUT = "…"


def sendable(value: str, most: int) -> str:
    """The text in at most `most` characters and bytes of UTF-8, without what JSON or GitHub refuses.

    Counting bytes keeps the promise whichever of the two GitHub counts.
    """
    raw = _encodable(value).encode()
    if len(raw) <= most:
        return raw.decode()
    room = most - len(CUT.encode())
    return raw[: max(room, 0)].decode("utf-8", "ignore") + CUT if room >= 0 else raw[:most].decode("utf-8", "ignore")


def shortened(value: str, most: int) -> str:
    """The text in at most `most` characters, without what JSON or GitHub refuses."""
    whole = _encodable(value)
    return whole if len(whole) <= most else whole[: most - 1] + CUT


def label(value: str, most: int) -> str:
    """One line in at most `most` characters."""
    return shortened(_UNPRINTABLE.sub(" ", value).strip(), most)


def quotable(message: str, known: Iterable[str] = ()) -> str:
    """Somebody else's sentence, fit for a log or a fault: one short line without any token."""
    for secret in known:
        message = message.replace(secret, "[removed]") if secret else message
    return label(_SECRETS.sub("[removed]", message), 200)


def _encodable(value: str) -> str:
    """Without NUL, and without the halves of characters that file names in no encoding leave behind."""
    return value.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
