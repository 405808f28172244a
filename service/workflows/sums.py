"""SUMS: what the analyzers say of many files, added up without keeping all of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from service.analyze import identify, named
from service.analyze.debt import debt
from service.analyze.health import standings
from service.analyzers import Analyzer, Text
from service.analyzers.measures import suffix
from service.model import Debt, Finding, Severity, Standing
from service.paths import is_test
from service.workflows.batches import Batch, Gap
from service.workflows.gaps import unread
from service.workflows.inspection import Reading

MOST_FINDINGS = 5_000
"""Findings that are listed, worst first; the others are counted."""
MOST_TEXT = 4_000_000
"""Characters of all listed findings together: a hostile path alone may have 4,096."""
SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Sum:
    """What a part of a tree sums up to; of its findings the worst are listed."""

    files: int = 0
    analysed: int = 0
    bytes: int = 0
    comments: int = 0
    debt: Debt = field(default_factory=Debt)
    count: int = 0
    severe: int = 0
    findings: tuple[Finding, ...] = ()
    standing: tuple[Standing, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(
            self.files + other.files,
            self.analysed + other.analysed,
            self.bytes + other.bytes,
            self.comments + other.comments,
            Debt(self.debt.minutes + other.debt.minutes, self.debt.lines + other.debt.lines),
            self.count + other.count,
            self.severe + other.severe,
            worst((*self.findings, *other.findings)),
            (*self.standing, *other.standing),
            (*self.gaps, *other.gaps),
        )


def summed(batch: Batch, readings: Mapping[Analyzer, Reading]) -> Sum:
    """What every analyzer says of the files of one batch, with the identity of each finding."""
    contents = {path: text.content for (_, path), text in batch.texts.items()}
    found = [one for reading in readings.values() for one in reading.found.values()]
    functions = [function for one in found for function in one.functions]
    findings = named(
        one.finding for one in identify((each for one in found for each in one.findings), contents, functions)
    )
    standing = standings((one.measures for one in found if one.measures), functions)
    unfinished = (
        (one.name, reason, key[1], blocks)
        for one, reading in readings.items()
        for key, reason, blocks in unread(reading)
        if reason
    )
    return Sum(
        files=len({path for reading in readings.values() for _, path in reading.found}),
        bytes=sum(map(len, contents.values())),
        comments=sum(file.comments for file in standing),
        debt=debt(findings, standing),
        count=len(findings),
        severe=sum(finding.severity is Severity.HIGH for finding in findings),
        findings=tuple(findings),
        standing=standing,
        gaps=(*(_unread(*gap) for gap in batch.gaps), *unfinished),
    )


def _unread(what: str, reason: str, path: str, blocks: bool) -> Gap:
    """The same gap; data that is too large to read is nothing that anybody misses in a tree."""
    return what, reason, path, blocks and bool(suffix(Text(path, b"")))


def worst(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that are listed, worst first: high severity, then the product, then what costs most."""
    listed = sorted(findings, key=_rank)[:MOST_FINDINGS]
    lengths = accumulate(len(one.path) + len(one.message) + len(one.advice) + len(one.symbol) for one in listed)
    return tuple(one for one, length in zip(listed, lengths, strict=True) if length <= MOST_TEXT)


def _rank(finding: Finding) -> tuple[int, bool, int, str, int]:
    return (SEVERITIES.index(finding.severity), is_test(finding.path), -finding.minutes, finding.path, finding.start)
