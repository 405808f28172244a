"""A model's sentence as one plain line without markup, links, mentions or orders; or why it is refused."""

import re
import unicodedata
from collections.abc import Collection

from service.execute.names import prose

FEWEST_WORDS = 3

_LEAD = re.compile(r"\A(?:(?:AC|[A-Z])-\d+[.:)]|\d+[.)]|[-*#>+]+)\s+")
_LINK = re.compile(r"://|\bwww\.\w|\bmailto:|\]\(", re.IGNORECASE)
_MARK = re.compile(r"<!--|-->|prompt-id|hone:|</?[a-z]", re.IGNORECASE)
_ORDER = re.compile(
    r"\b(?:ignor\w*|disregard\w*|forget|overrid\w*|bypass\w*)\b.{0,40}"
    r"\b(?:previous|above|prior|earlier|all|any|system|these|those)\b"
    r"|\b(?:system|developer) (?:prompt|message)\b|\byou are (?:now|an?)\b|\bas an? (?:ai|assistant|language model)\b"
    r"|\bpretend\b|\bjailbreak\w*|\bexfiltrat\w*|\bbase64\b"
    r"|\b(?:print|reveal|log|echo|dump|send|post|upload|leak)\b.{0,40}"
    r"\b(?:secret|token|credential|password|environment|api key)s?\b"
    r"|\b(?:approve|merge)\b.{0,20}\b(?:pull request|change|pr)\b|\bgate\b.{0,20}\bpass\w*|\bwaive\b"
    r"|\b(?:suppress|silence|disable|skip|delete|remove)\b.{0,30}"
    r"\b(?:finding|check|test|lint|analysis|warning|rule)s?\b",
    re.IGNORECASE,
)
"""Words that speak to whoever carries the prompt out, or of the verdict, rather than of the code."""
_SHELL = re.compile(
    r"\b(?:curl|wget|sudo|chmod|chown|netcat|powershell|eval)\b|\brm +-|\b(?:ba|z)?sh -c\b|\bgit push\b"
    r"|\b(?:npm|pip|pip3|yarn|pnpm|gem|cargo|brew|apt|apt-get) (?:i|install|add|publish)\b",
    re.IGNORECASE,
)
"""Commands that nobody marked as such: a model brings none."""
_REFERENCE = re.compile(r"\bGH-(?=\d)", re.IGNORECASE)
_SELECTORS = range(0xFE00, 0xFE10)
"""Variation selectors, which are no control characters and can still carry hidden bytes."""
_HEADING = re.compile(r"[A-Z][A-Z -]*:?\Z|\W*\w+(?: \w+){0,3}\W*:\W*\Z")


class Unshapely(Exception):
    """A text that cannot be kept; the message says what is wrong with it, without repeating it."""


def shaped(said: object, most: int, quotes: Collection[str] = ()) -> str:
    """The text as one line of at most `most` characters, with its backticks; empty when nothing was said.

    Marks that would mention or refer to somebody lose their sign. `quotes` are strangers' words that the prompt quotes
    already: they stay as they are, in their quotation marks; any other quotation loses its marks, because what is
    quoted cites nothing. Raises Unshapely for what shaping cannot mend.
    """
    if not isinstance(said, str) or not said.strip():
        return ""
    line = _LEAD.sub("", " ".join(_seen(said[: most * 4]).split()))
    known = [quote for quote in quotes if quote in line]
    told = re.split(f"({'|'.join(map(re.escape, known))})", line) if known else [line]
    if why := _fault(" ".join(told[::2])):
        raise Unshapely(why)
    line = "".join(part if at % 2 else _worded(part) for at, part in enumerate(told)).strip()
    if len(line) > most:
        raise Unshapely(f"is longer than {most} characters")
    if len(line.split()) < FEWEST_WORDS:
        raise Unshapely("is no sentence")
    return line if line[-1] in ".:" else f"{line}."


def _seen(text: str) -> str:
    """The text without characters that nobody sees; every kind of white space becomes a space."""
    return "".join(
        char if unicodedata.category(char)[0] != "C" else " " * char.isspace()
        for char in unicodedata.normalize("NFC", text)
        if ord(char) not in _SELECTORS
    )


def _fault(line: str) -> str:
    if line.count("`") % 2 or "``" in line:
        return "has backticks that do not pair"
    if _LINK.search(line):
        return "has a link"
    if _MARK.search(line):
        return "has markup or a marker"
    if _ORDER.search(line):
        return "gives orders about the work's checks or to its reader"
    if _SHELL.search(line):
        return "has a command in it"
    return "looks like a heading" if _HEADING.match(line) else ""


def _worded(text: str) -> str:
    """The author's own words: what stands in backticks as it is, everything else plain."""
    return "".join(f"`{part}`" if at % 2 else _plain(part) for at, part in enumerate(text.split("`")))


def _plain(part: str) -> str:
    """Words and plain punctuation, the spaces at both ends kept."""
    words = _REFERENCE.sub("GH ", prose(part, len(part)))
    return f"{' ' * part[:1].isspace()}{words}{' ' * part[-1:].isspace()}" if words else " " * bool(part)
