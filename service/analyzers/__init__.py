"""ANALYZERS: one file per analyzer; each exports one `Analyzer`, and gives findings without identity."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from service import registry
from service.model import Finding, Function, Measures

MAX_MESSAGE = 300
MINIFIED = 500
"""Bytes per line, on average, that no person writes."""
DEFAULT_COMPLEXITY = 30
"""Highest cyclomatic complexity of a function that is no finding.

McCabe's own 10, and the 15 of NIST Special Publication 500-235, are limits to write by. The Software Engineering
Institute's table (CMU/SEI-97-HB-001) calls 21 to 50 a high risk; but of the functions between 21 and 30 that merged
pull requests brought, a reader would have had one in three rebuilt, and left the flat switches, guards and markup of
the others (docs/readings.md). A repository that wants less sets `gates.complexity.limit`.
"""
HEADER = 600
"""Bytes in which a generator says so."""
GENERATED = re.compile(
    rb"(?i)code generated .{0,80}do not edit|\bgenerated (?:from|by) .{0,120}(?:\bantlr\b|do not edit)|@generated\b"
)
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Text:
    """One version of one file; `path` is its path in the repository at that version."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Options:
    """What one review tells its analyzers."""

    salt: bytes
    """Key of the HMAC that names a secret."""
    python: str = ""
    """The oldest Python the repository supports, such as `py311`; empty when unknown."""
    complexity: int = DEFAULT_COMPLEXITY
    """The same, as low as this repository wants it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one analyzer says of one text."""

    findings: tuple[Finding, ...] = ()
    functions: tuple[Function, ...] = ()
    gap: str = ""
    """Why it could not read the text, or not all of it; empty when it could."""
    blind: bool = False
    """True when a defect of the text hid others: as a base, it proves nothing about what was there before."""
    measures: Measures | None = None
    """The size of the text, from the one analyzer that counts."""


class Unreadable(Exception):
    """The output of a tool is not what it promises; the message says what was wrong."""


@dataclass(frozen=True, slots=True)
class Tool:
    """An external program: how to call it on files of these names, and how to read what it printed.

    `read(output, errors, texts)` gets the texts by file name and raises Unreadable.
    `silencers` matches marker words that would let a text silence the tool; they are overwritten in the tool's copy.
    """

    argv: Callable[[Sequence[str], Options], tuple[str, ...]]
    read: Callable[[bytes, bytes, Mapping[str, Text]], Mapping[str, Found]]
    silencers: re.Pattern[bytes]
    version: tuple[str, ...]
    """The call that prints the version."""
    own: Callable[[], Mapping[str, bytes]] = dict
    """Hone's configuration for it: files that stand beside the texts, under names that begin with `own/`."""
    statuses: frozenset[int] = frozenset({0})
    """How it ends when it did its work, findings or not."""
    seconds: float = 40.0
    """Wall time of its first run on a batch."""


Scan = Callable[[Text, Options], Found]
"""A pure function over one text; it may use a processor for long and is called in a thread."""


@dataclass(frozen=True, slots=True)
class Analyzer:
    """One way to find defects; `suffix(text)` is the file name ending under which it reads the text, or empty."""

    name: str
    reads: str
    """The languages it reads, in words for a person."""
    suffix: Callable[[Text], str]
    work: Tool | Scan


def every() -> tuple[Analyzer, ...]:
    """All analyzers, in file-name order."""
    return registry.load(__name__, Analyzer)


def versions() -> Mapping[str, tuple[str, ...]]:
    """The call that prints the version of each tool, by analyzer; what runs inside Hone has none of its own."""
    return {one.name: one.work.version for one in every() if isinstance(one.work, Tool)}


def copy_for(tool: Tool, content: bytes) -> bytes:
    """The bytes a tool gets to see: readable as UTF-8, and with its marker words overwritten, lines unchanged."""
    try:
        content.decode()
    except UnicodeDecodeError:
        content = content.decode("latin-1").encode()
    return tool.silencers.sub(lambda match: b"x" * len(match[0]), content)


def minified(text: Text) -> bool:
    """True for text whose lines are too long to be anybody's: nobody maintains it."""
    return len(text.content) > MINIFIED * (text.content.count(b"\n") + 1)


def generated(text: Text) -> bool:
    """True where the first lines say that a program wrote it, as Go's tools and ANTLR do: nobody restructures it.

    Anybody may write such a line, so it spares a text only judgements of its shape.
    """
    return bool(GENERATED.search(text.content[:HEADER]))


def line_range(start: object, end: object, content: bytes) -> tuple[int, int]:
    """Both lines, forced into the text: 1 <= start <= end <= number of lines. Raises Unreadable for non-numbers."""
    if not isinstance(start, int) or not isinstance(end, int):
        raise Unreadable("a line number is missing")
    last = max(1, content.count(b"\n") + (not content.endswith(b"\n")))
    first = min(max(1, start), last)
    return first, min(max(first, end), last)


def one_line(text: str, limit: int = MAX_MESSAGE) -> str:
    """The text without control and direction-changing characters, cut to the limit."""
    clean = UNPRINTABLE.sub(" ", text).strip()
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
