"""One improvement with the passages and commands that belong to it, and how a prompt cites them."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.execute.fitting import fitting
from service.model import Command, Finding, Grounding, Improvement, Passage
from service.paths import is_test


@dataclass(frozen=True, slots=True)
class Scene:
    """One improvement with the passages and commands that belong to it."""

    improvement: Improvement
    pairs: tuple[tuple[Finding, Passage], ...]
    commands: tuple[Command, ...]
    guides: tuple[str, ...]
    head: str

    @property
    def first(self) -> Finding:
        return self.improvement.findings[0]

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(passage for _, passage in self.pairs)

    @property
    def secret(self) -> bool:
        return self.first.tool == "secrets"

    @property
    def metric(self) -> bool:
        return self.first.metric is not None and self.first.limit is not None

    @property
    def in_tests(self) -> bool:
        """True when the code in question is itself a test."""
        return is_test(self.passages[0].path)

    @property
    def tests(self) -> tuple[str, ...]:
        return tuple(sorted({passage.test for passage in self.passages if passage.test}))

    @property
    def path(self) -> str:
        return code(self.passages[0].path)

    @property
    def subject(self) -> str:
        """The symbol when all findings share one, else the file."""
        symbols = {passage.symbol for passage in self.passages}
        one = len(symbols) == 1 and self.passages[0].symbol
        return code(self.passages[0].symbol) if one else f"the code in {self.path}"


def staged(improvement: Improvement, grounding: Grounding, head: str) -> Scene:
    """The improvement with all that belongs to it. Raises KeyError when a finding of the improvement has no passage."""
    passages = {passage.finding: passage for passage in grounding.passages}
    pairs = tuple((finding, passages[finding.id]) for finding in improvement.findings)
    commands = fitting(grounding.commands, [passage for _, passage in pairs])
    return Scene(improvement, pairs, commands, grounding.guides, head)


def code(name: str) -> str:
    """A citation: what stands in backticks is checked against the grounding."""
    return f"`{name}`"


def lines(path: str, start: int, end: int) -> str:
    """A citation of lines, 1-based and inclusive."""
    return code(f"{path}:{start}" if start == end else f"{path}:{start}-{end}")


def at(finding: Finding, passage: Passage) -> str:
    """Path and lines of the finding, and the symbol around it."""
    inside = f" in {code(passage.symbol)}" if passage.symbol else ""
    return f"{lines(passage.path, finding.start, finding.end)}{inside}"


def listed(names: Sequence[str]) -> str:
    """Citations of several names."""
    return ", ".join(code(name) for name in names)
