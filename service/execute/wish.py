"""A wish in its author's own words, cut into lines that can be quoted: a stranger's text, and data throughout."""

import re
import unicodedata
from collections.abc import Iterator

from service.model import Wish

MOST_LINES = 5
"""Lines of a wish that one prompt asks for: more is not finished in one sitting."""
MOST_LETTERS = 160
LEAST_LETTERS = 4
MOST_TEXT = 20_000
"""Characters of a wish that are read."""
_COMMENT = re.compile(r"<!--.{0,5000}?-->|<[^<>\n]{1,200}>", re.DOTALL)
_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\n]{0,500}\)")
_ITEM = re.compile(r"^\s{0,12}(?:[-*+]|\d{1,2}[.)])\s+(?:\[[ xX]\]\s+)?(.*)$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s|^\s*\*\*[^*]{1,80}\*\*:?\s*$|^[^.!?]{1,60}:\s*$")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_EMPTY = re.compile(r"_?no response_?|n/?a|none|-+|tbd|todo", re.IGNORECASE)
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|above|previous)|system prompt",
    re.IGNORECASE,
)
"""What speaks to an agent instead of asking for something."""
_COMMAND = re.compile(r"(?:\$ )?(?:sudo|rm|curl|wget|chmod|chown|dd|mkfs\S*|kill|eval|bash|sh|sed|git)\s+[-/~.\w]")
"""What a shell would run; a wish says what is wanted, not what to type."""
_MARKS = str.maketrans({"`": "'", '"': "'", "“": "'", "”": "'", "<": " ", ">": " ", "$": "", "\\": "/", "|": "/"})
_ACTIVE = re.compile(r"@(?=\w)|://|(?<=#)(?=\d)|(?<=\bGH)-(?=\d)", re.IGNORECASE)


def lines(wish: Wish) -> tuple[str, ...]:
    """What the wish asks for, one line each, all of them: its list items, else its sentences, else its name.

    A line has up to 160 characters of letters, digits and plain punctuation of any language; nothing in it mentions,
    refers, links or closes anything, and it holds no quotation mark.
    """
    found = dict.fromkeys(line for line in map(shaped, _raw(wish.text[:MOST_TEXT])) if _asks(line))
    if not found:
        return tuple(line for line in (shaped(wish.name),) if any(map(str.isalnum, line)))
    return tuple(found)


def shaped(text: str) -> str:
    """One line that can stand between quotation marks."""
    plain = unicodedata.normalize("NFC", text).translate(_MARKS)
    shown = "".join(char if unicodedata.category(char)[0] in "LMNPSZ" else " " for char in plain)
    line = _ACTIVE.sub(" ", " ".join(shown.split())).strip(" .;,:*_")
    return line if len(line) <= MOST_LETTERS else line[:MOST_LETTERS].rsplit(" ", 1)[0] + " ..."


def _raw(text: str) -> Iterator[str]:
    bare = _LINK.sub(r"\1", _COMMENT.sub(" ", _FENCED.sub("", text.replace("\r\n", "\n"))))
    rows = [row for row in bare.split("\n") if row.strip() and not _HEADING.match(row)]
    listed = [item[1] for row in rows if (item := _ITEM.match(row))]
    if listed:
        yield from listed
        return
    for paragraph in rows:
        yield from _SENTENCE.split(paragraph)


def _asks(line: str) -> bool:
    letters = sum(char.isalnum() for char in line)
    return letters >= LEAST_LETTERS and not any((_EMPTY.fullmatch(line), _ORDERS.search(line), _COMMAND.match(line)))
