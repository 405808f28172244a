"""Takes out of a stranger's text what a person would not see, and what a server could take for its own marks."""

import re
import unicodedata
from collections.abc import Iterator

_SEEN_AS_NOTHING = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Fillers, joiners and variation selectors: letters or marks by their category, and nothing to the eye."""
_HIDDEN = frozenset({"Cf", "Cc", "Cs", "Cn", "Co"})
"""Categories of characters that have no shape: format, control, half a pair, unassigned, private."""
_OTHER_BREAKS = re.compile(r"[\r\x0b\x0c\x85\u2028\u2029]")
"""Line ends of other systems and pages: git counts none of them as a line."""
_OPENS, _CLOSES = "<!--", re.compile(r"--!?>")
_REFERENCE = re.compile(r"^ {0,3}\[(?://|comment|_)[^\]\n]*\]:.*$", re.MULTILINE | re.IGNORECASE)
"""Markdown's way to write what is not shown: a link definition that nothing links to."""
_MARKUP = re.compile(r"\.(?:md|mdx|markdown|html?|xml|svg|vue|svelte|rst)$|^$", re.IGNORECASE)
_TURN = re.compile(
    r"<\|(?=[^|<>\n]{1,40}\|>)|\[(?=/?INST\])|<(?=<SYS>>|</SYS>>)|<(?=/?(?:start|end)_of_turn>)|<(?=｜[^｜\n]{1,40}｜>)"
)
"""How chat templates of common model families begin a turn."""


def clean(text: str, path: str = "") -> str:
    """The text as a person reads it, its lines still where they were: hidden characters and comments are gone.

    Hidden characters are zero-width, direction-changing and control ones, tags and variation selectors. HTML comments
    leave a space; one that is never closed hides the rest only where the path says that the text is markup, or is
    empty. Marks that chat templates begin a turn with are parted.
    """
    text = _OTHER_BREAKS.sub(" ", text.replace("\r\n", "\n"))
    unseen = {ord(char): None for char in set(text) if _unseen(char)}
    markup = bool(_MARKUP.search(path))
    shown = "".join(_uncommented(text.translate(unseen) if unseen else text, to_the_end=markup))
    return _TURN.sub(r"\g<0> ", _REFERENCE.sub("", shown) if markup else shown)


def _uncommented(text: str, *, to_the_end: bool) -> Iterator[str]:
    """The text outside of comments, and for each comment a space and its line ends.

    Read from left to right, once: a text of nothing but openings takes no longer than any other.
    """
    at = 0
    while (start := text.find(_OPENS, at)) >= 0:
        closed = _CLOSES.search(text, start + len(_OPENS))
        if closed is None and not to_the_end:
            break
        end = closed.end() if closed else len(text)
        yield from (text[at:start], " ", "\n" * text.count("\n", start, end))
        at = end
    yield text[at:]


def _unseen(char: str) -> bool:
    return char not in "\n\t" and (unicodedata.category(char) in _HIDDEN or char in _SEEN_AS_NOTHING)
