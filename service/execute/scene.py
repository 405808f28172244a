"""One improvement with the passages and commands that belong to it, and how a prompt cites them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from service.execute.choosing import SUPPRESSIONS
from service.execute.fitting import fitting
from service.execute.names import plain_path
from service.execute.nature import Nature, nature
from service.execute.placing import new_test
from service.model import Change, Command, Finding, Grounding, Improvement, Passage

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Spot:
    """One place at fault: all that is said of it, gravest first, and the passage it lies in."""

    findings: tuple[Finding, ...]
    passage: Passage

    @property
    def first(self) -> Finding:
        """The gravest finding."""
        return self.findings[0]

    @property
    def end(self) -> int:
        """The last line that all its findings share; they begin together."""
        return min(finding.end for finding in self.findings)

    @property
    def hidden(self) -> bool:
        """True when a marker asks analyzers to look away from the place."""
        return any(finding.tool == SUPPRESSIONS for finding in self.findings)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all its findings."""
        return tuple(finding.id for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Scene:
    """One improvement with all that a prompt may say of it."""

    improvement: Improvement
    spots: tuple[Spot, ...]
    commands: tuple[Command, ...]
    grounding: Grounding
    head: str
    """The first seven characters of the commit that everything was seen at."""
    cause: str
    """What brought the findings: `the change`, or `the repository` where the repository as a whole was looked at."""
    nature: Nature

    @property
    def first(self) -> Finding:
        """The finding that decides what kind of work it is."""
        return self.improvement.findings[0]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The code around each place."""
        return tuple(spot.passage for spot in self.spots)

    @property
    def ids(self) -> str:
        """The ids of all findings, as they are listed in a sentence."""
        return ", ".join(id for spot in self.spots for id in spot.ids)

    @property
    def metric(self) -> bool:
        """True when a measured function is to be brought below its limit."""
        return self.first.metric is not None and self.first.limit is not None

    @property
    def hotspot(self) -> bool:
        """True when a whole file is to be split."""
        return self.first.metric is not None and self.first.limit is None

    @property
    def measured(self) -> tuple[Passage, ...]:
        """The functions of the file that are longest first: the advice about a hotspot names their findings."""
        own = self.spots[0].passage
        named = set(_WORD.findall(self.first.advice))
        there = (each for each in self.grounding.passages if each.path == own.path and each.finding in named)
        found = {each.symbol: each for each in there if each.symbol}
        return tuple(sorted(found.values(), key=lambda each: (each.start - each.end, each.start)))

    @property
    def tests(self) -> tuple[str, ...]:
        """The existing test files of the code in question."""
        return tuple(sorted({spot.passage.test for spot in self.spots if spot.passage.test}))

    @property
    def created(self) -> str:
        """Where a test of the code would stand that has none yet; empty where the repository has no tests at all."""
        if known := self.spots[0].passage.new_test:
            return known
        existing = [place.path for place in self.grounding.layout if place.role == "tests"]
        tested = existing or any(command.kind == "test" for command in self.commands)
        wanted = new_test(self.spots[0].passage.path, existing) if tested else ""
        return wanted if wanted not in self.grounding.paths and plain_path(wanted) else ""

    @property
    def path(self) -> str:
        """A citation of the file."""
        return code(self.spots[0].passage.path)

    @property
    def subject(self) -> str:
        """The symbol when all findings share one, else the file."""
        symbols = {spot.passage.symbol for spot in self.spots}
        one = len(symbols) == 1 and self.spots[0].passage.symbol
        return code(self.spots[0].passage.symbol) if one else self.path


def staged(improvement: Improvement, grounding: Grounding, change: Change) -> Scene:
    """The improvement with all that belongs to it. Raises KeyError when a finding of the improvement has no passage."""
    passages = {passage.finding: passage for passage in grounding.passages}
    hidden = {(each.path, each.start) for each in improvement.findings if each.tool == SUPPRESSIONS}

    def place(finding: Finding) -> tuple[str, int, str]:
        line = (finding.path, finding.start)
        return (*line, "" if line in hidden else finding.category)

    groups = (tuple(group) for _, group in groupby(sorted(improvement.findings, key=place), key=place))
    spots = tuple(Spot(same, passages[same[0].id]) for same in groups)
    cited = [passages[finding.id] for finding in improvement.findings]
    return Scene(
        improvement,
        spots,
        fitting(grounding.commands, cited),
        grounding,
        change.head[:7],
        "the repository" if change.base == change.head else "the change",
        nature(improvement.findings, cited),
    )


def code(name: str) -> str:
    """A citation: what stands in backticks is checked against the grounding."""
    return f"`{name}`"


def lines(path: str, start: int, end: int) -> str:
    """A citation of lines, 1-based and inclusive."""
    return code(f"{path}:{start}" if start == end else f"{path}:{start}-{end}")


def at(spot: Spot) -> str:
    """Path and lines of what was found there, and the symbol around it."""
    inside = f" in {code(spot.passage.symbol)}" if spot.passage.symbol else ""
    return f"{lines(spot.passage.path, spot.first.start, spot.end)}{inside}"


def named(ids: Sequence[str]) -> str:
    """Findings by their ids."""
    return f"{'finding' if len(ids) == 1 else 'findings'} {', '.join(ids)}"


def listed(names: Sequence[str]) -> str:
    """Citations of several names."""
    return ", ".join(code(name) for name in names)
