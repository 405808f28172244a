"""GIVEN: reports somebody hands over by name, in the place of what other tools would have left on GitHub."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from service import sarif, signals
from service.analyze import on_lines
from service.analyze.coverage import compared, covered
from service.model import Change, Config, Evidence, Finding, GateSetting, Signals
from service.ports import Code
from service.signals import Unreadable
from service.workflows.settings import spared

T = TypeVar("T")


class Misread(Exception):
    """A report that is none; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Reports:
    """Content by file name."""

    coverage: Mapping[str, bytes] = field(default_factory=dict)
    benchmarks: Mapping[str, bytes] = field(default_factory=dict)
    before: Mapping[str, bytes] = field(default_factory=dict)
    """Benchmarks of the base."""
    sarif: Mapping[str, bytes] = field(default_factory=dict)
    """What other analyzers found, in the format of OASIS."""
    root: str = ""
    """The folder that absolute paths in them begin with."""


def judging(chosen: Config, reports: Reports) -> Config:
    """The same settings, with the gates on that the reports are for: who hands one over wants it judged."""
    wanted = {"coverage": reports.coverage, "benchmark": reports.benchmarks}
    gates = dict(chosen.gates)
    for name in (name for name, given in wanted.items() if given):
        setting = gates.get(name, GateSetting())
        gates[name] = replace(setting, on=True) if setting.on is None else setting
    return replace(chosen, gates=gates)


def _read(parse: Callable[[bytes, str], T], name: str, content: bytes) -> T:
    try:
        return parse(content, name)
    except Unreadable as fault:
        raise Misread(f"{name} cannot be read: {fault}.") from None


async def told(code: Code, change: Change, reports: Reports, evidence: Evidence) -> Signals:
    """What the reports say of the change; nothing more will come. Raises Misread."""
    lines = {name: _read(signals.coverage, name, content) for name, content in reports.coverage.items()}
    now = {name: _read(signals.benchmarks, name, content) for name, content in reports.benchmarks.items()}
    before = {name: _read(signals.benchmarks, name, content) for name, content in reports.before.items()}
    coverage = None
    if lines:
        diff, _ = spared(await code.fetch(change), evidence.config)
        coverage = covered(diff, (await code.tree(change.repo, diff.head)).keys(), lines)
    return Signals(
        looked=True,
        alerts=await _alerts(code, change, reports, evidence) if reports.sarif else None,
        coverage=coverage,
        benchmarks=compared(now, before, change.base) if now else None,
        final=True,
    )


async def _alerts(code: Code, change: Change, reports: Reports, evidence: Evidence) -> tuple[Finding, ...]:
    """What the logs report on lines of the change. Raises Misread."""
    found: list[Finding] = []
    for name, content in reports.sarif.items():
        try:
            found += sarif.read(content, reports.root)
        except sarif.NotSarif as fault:
            raise Misread(f"{name} cannot be read: {fault}.") from None
    diff, _ = spared(await code.fetch(change), evidence.config)
    paths = {each.path for each in found}
    blobs = {file.path: file.new_blob for file in diff.files if file.path in paths and file.new_blob}
    contents = await code.blobs(change.repo, list(blobs.values()))
    return on_lines(found, diff, {path: contents[blob] for path, blob in blobs.items() if blob in contents})
