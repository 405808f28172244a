"""Joins what other tools found to what Hone's own analyzers did: each defect once, whoever reported it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from service.analyze.compare import touches
from service.analyze.identity import identify
from service.model import Analysis, Diff, Finding

MOST = 50
"""Findings of others that one report lists."""


def on_lines(outside: Iterable[Finding], diff: Diff, contents: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Those of the findings that stand on lines the change wrote, with identity; `contents` are the head's texts.

    Others are old, or nobody can tell: no other tool looked at the merge base.
    """
    hunks = {file.path: file.hunks for file in diff.files}
    written = [each for each in outside if each.path in contents and touches(hunks.get(each.path, ()), each)]
    named = (one.finding for one in identify(written, contents, ()))
    return tuple(replace(each, id=f"f{each.fingerprint[:7]}", on_change=True) for each in named)


def joined(analysis: Analysis, outside: Iterable[Finding] | None) -> Analysis:
    """The analysis with exactly these findings of others; what an earlier call added and is not among them goes.

    None changes nothing: nobody was asked. One that Hone reports itself, or that two tools report alike (rule, file
    and line), is there once.
    """
    if outside is None:
        return analysis
    own = [each for each in analysis.introduced if each.fingerprint not in analysis.outside]
    seen = {_place(each) for each in own} | {each.fingerprint for each in own}
    new: dict[object, Finding] = {}
    for each in outside:
        if not {_place(each), each.fingerprint} & seen:
            new.setdefault(_place(each), each)
    kept = tuple(new.values())[:MOST]
    return replace(analysis, introduced=(*own, *kept), outside=tuple(each.fingerprint for each in kept))


def _place(finding: Finding) -> tuple[str, str, int]:
    # Some tools name a rule by a path, such as `python/sql-injection`; Hone's own logs are among them.
    return finding.rule.rpartition("/")[2].lower(), finding.path, finding.start
