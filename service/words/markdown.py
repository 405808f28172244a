"""Safe GitHub Markdown: untrusted text goes in as data and can never act, link, notify or break a layout."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BODY_LIMIT = 65_536
"""Characters GitHub takes in a comment body; check-run summary and text take one less."""

_BREAK = "&#8203;"
_LINKING = (
    r"(?P<mention>@(?=\w))|(?P<reference>#(?=\d))|(?P<number>\bGH(?=-\d))|(?P<address>:(?=//))|(?P<site>\bwww(?=\.\w))"
)
"""What GitHub turns into mentions, references and links once Markdown, or HTML, is rendered."""
_NAMED = re.compile(_LINKING, re.IGNORECASE)
_ACTIVE = re.compile(
    _LINKING + r"|[\\`*\[\]~|$]|(?<!\w)_|_(?!\w)|^[#+\-=>]|(?<=^\d)[.)]|(?<=^\d\d)[.)]",
    re.IGNORECASE,
)
"""The same, by name; then all Markdown marks."""
_SPAN = re.compile(r"`([^`]+)`")
_SPACE = re.compile(r"\s+")


def visible(text: str, keep: str = "") -> str:
    """The text with every control, bidirectional and zero-width character shown as an escape, save those in `keep`."""
    return "".join(
        char
        if char in keep or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
        else _escape(char)
        for char in text
    )


def _escape(char: str) -> str:
    return f"\\u{{{ord(char):04x}}}"


def text(untrusted: str, most: int = 300) -> str:
    """One line of running text that renders as itself: no markup, mention, reference, link or HTML."""
    line = visible(_SPACE.sub(" ", untrusted)).strip()
    if len(line) > most:
        line = line[: most - 1] + "…"
    line = line.replace("&", "&amp;").replace("<", "&lt;")
    return _ACTIVE.sub(lambda mark: mark[0] + _BREAK if mark.lastgroup else "\\" + mark[0], line)


def prose(untrusted: str, most: int = 300) -> str:
    """Like `text`, but what stands between backticks becomes a code span, as the author of a message meant it."""
    parts = _SPAN.split(untrusted[:most])
    return "".join(code(part) if index % 2 else _spaced(part) for index, part in enumerate(parts)).strip()


def _spaced(part: str) -> str:
    """The text with the spaces at its ends, which `text` takes away."""
    return f"{' ' * part[:1].isspace()}{text(part)}{' ' * part[-1:].isspace()}" if part.strip() else " " * bool(part)


def html(untrusted: str, most: int = 300) -> str:
    """Like `prose`, where GitHub reads no Markdown: in the summary of a fold."""
    parts = _SPAN.split(visible(_SPACE.sub(" ", untrusted)).strip()[:most])
    return "".join(f"<code>{_inert(part)}</code>" if index % 2 else _inert(part) for index, part in enumerate(parts))


def _inert(part: str) -> str:
    """Text in HTML that makes no mention, reference, link or element."""
    escaped = part.replace("&", "&amp;").replace("<", "&lt;")
    return _NAMED.sub(lambda mark: mark[0] + _BREAK, escaped)


def sentence(untrusted: str) -> str:
    """Prose that ends like a sentence; empty stays empty."""
    return full_stop(prose(untrusted))


def capital(said: str) -> str:
    """The text, begun like a sentence."""
    return said[:1].upper() + said[1:]


def full_stop(said: str) -> str:
    """The text, ended like a sentence."""
    return said if not said or said[-1] in ".!?…" else f"{said}."


def code(untrusted: str, most: int = 200) -> str:
    """A code span: its fence is longer than any run of backticks inside."""
    line = visible(_SPACE.sub(" ", untrusted)).strip() or " "
    if len(line) > most:
        line = line[: most - 1] + "…"
    ticks = "`" * (_longest_run("`", line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def fence(untrusted: str, language: str = "text") -> str:
    """A fenced block that its content cannot close."""
    return fence_of(visible(untrusted, keep="\n\t").rstrip("\n").split("\n"), language)


def fence_of(lines: Sequence[str], language: str) -> str:
    """A fenced block of exactly these lines; no line, no content."""
    ticks = "`" * max(4, _longest_run("`", "\n".join(lines)) + 1)
    return "\n".join((f"{ticks}{language}", *lines, ticks))


def _longest_run(char: str, line: str) -> int:
    return max((len(run) for run in re.findall(re.escape(char) + "+", line)), default=0)


def table(head: Sequence[str], align: str, rows: Iterable[Sequence[str]]) -> str:
    """A table of ready-made cells; `align` has one of `l r c` a column."""
    marks = {"l": ":--", "r": "--:", "c": ":-:"}
    lines = [head, [marks[letter] for letter in align], *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(cell: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", cell)


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a page; `title` and `blocks` are ready-made."""

    title: str
    blocks: tuple[str, ...]

    def folded(self) -> str:
        """As GitHub shows it: closed until somebody wants to know."""
        return "\n\n".join((f"<details>\n<summary>{self.title}</summary>", *self.blocks, "</details>"))

    def headed(self) -> str:
        """As a terminal shows it: open, under a heading."""
        return "\n\n".join((f"#### {self.title}", *self.blocks))


def page(blocks: Sequence[str], most: int = BODY_LIMIT - 1) -> str:
    """The blocks as one text within `most` characters; the last block always stays.

    Blocks are cut whole from the end, so that a fence or a fold never stays open, and the page says so.
    """
    *body, last = [block for block in blocks if block]
    cut = 0
    while True:
        note = [f"_{cut} more section{'s'[: cut != 1]} did not fit here._"] if cut else []
        whole = "\n\n".join([*body, *note, last])
        if len(whole) <= most:
            return whole
        if not body:
            return whole[:most]
        body.pop()
        cut += 1
