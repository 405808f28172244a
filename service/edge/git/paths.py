"""Paths and ids as text: bytes of any kind become strings that fit in JSON and never name two files alike."""

import re
from collections.abc import Sequence

SHA = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")


def is_sha(text: str) -> bool:
    """True for a full lower-case object id, SHA-1 or SHA-256."""
    return SHA.match(text) is not None


def shown(path: bytes) -> str:
    """The path as text that fits in JSON: bytes that are not UTF-8 become backslash escapes."""
    return path.decode("utf-8", "backslashreplace")


def shown_apart(paths: Sequence[bytes]) -> list[str]:
    """The shown paths, all different: an escaped name that reads like another file's gets more backslashes."""
    taken = {shown(path) for path in paths if shown(path).encode() == path}
    texts = []
    for path in paths:
        text = shown(path)
        while text.encode() != path and text in taken:
            text = text.replace("\\", "\\\\")
        taken.add(text)
        texts.append(text)
    return texts
