"""One prompt as its sixteen questions read it: the document, the facts, and which of its claims hold."""

from dataclasses import dataclass
from functools import cached_property

from service import claims
from service.claims import Document, Item, Known, Resolved
from service.model import Grounding, Passage

SPOILED = 0.09
"""What a question is worth at most when one of its parts is broken.

A category whose three other questions are full falls below its floor of 7 exactly when the fourth is at most .09.
"""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer before it is numbered."""

    value: float | None
    """None: not applicable, because nothing exists that could be cited."""
    evidence: str
    gap: str = ""
    otherwise: "Said | None" = None
    """What is answered when too many questions are not applicable."""


@dataclass(frozen=True)
class Reading:
    """The prompt, the facts, and what the whole text claims."""

    body: str
    """The text as far as it is read: 60,000 characters."""
    grounding: Grounding
    words: int
    """Of the whole text, however long."""

    @cached_property
    def document(self) -> Document:
        """Title, opening and sections."""
        return claims.read(self.body)

    @cached_property
    def facts(self) -> Known:
        """The index of the grounding."""
        return claims.known(self.grounding)

    @cached_property
    def whole(self) -> Resolved:
        """Every claim of the text."""
        return claims.resolve(self.body, self.facts)

    @cached_property
    def named(self) -> tuple[Passage, ...]:
        """The passages of the findings that the text names."""
        return tuple(each for each in self.grounding.passages if each.finding in self.whole.findings)

    @cached_property
    def about(self) -> tuple[str, ...]:
        """The files the prompt is about: those of its findings, else the changed ones, else those it cites."""
        files = dict.fromkeys(each.path for each in self.named) or dict.fromkeys(self.grounding.changed)
        return tuple(files) or tuple(dict.fromkeys(each.path for each in self.whole.real))

    def section(self, *names: str) -> str:
        """The text of the first of these sections that is there."""
        return self.document.section(*names)

    def items(self, name: str) -> tuple[Item, ...]:
        """The items of a section; each of its lines where it lists none."""
        return claims.entries(self.section(name))

    def of(self, text: str) -> Resolved:
        """The claims of a part; what the rest declares as new is new here, too."""
        return claims.resolve(text, self.facts, self.whole.new)

    def right(self) -> float:
        """1 while every cited path is there; each that is not costs double its share."""
        all_paths = len(self.whole.real) + len(self.whole.bad)
        return max(0.0, 1 - 2 * len(self.whole.bad) / all_paths) if all_paths else 0.0

    def reach(self) -> float:
        """1 when two paths are cited, or the only one that there is; 0 for none."""
        there = {each.path for each in self.whole.real}
        return min(1.0, len(there) / max(1, min(2, len(self.grounding.paths))))


def enough(count: int, full: int) -> float:
    """The share that is there; less than half is as good as missing."""
    share = min(1.0, count / full)
    return share if share >= 1 / 2 else SPOILED * share


def every(good: int, count: int) -> float:
    """1 when all are good; one that is not spoils the rest, because it would be taken for checked."""
    return 1.0 if good == count and count else SPOILED * good / max(1, count)
