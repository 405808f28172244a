"""Clean as you code: judges the change by what the head has and the merge base had not."""

import hashlib
from base64 import b32encode
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from service.analyze.identity import Identified
from service.model import Diff, Finding, Hunk, Severity
from service.paths import is_test

MAX_FINDINGS = 200
"""Introduced findings that one report lists, and fixed ones; a step's result stays under 256 KB."""
MAX_TEXT = 100_000
"""Characters of all listed findings together: a hostile path alone may have 4,096."""
SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The findings of a change; `dropped` introduced and `also_fixed` fixed ones are counted but not listed."""

    introduced: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    preexisting: int = 0
    dropped: int = 0
    also_fixed: int = 0
    minutes: int = 0
    """What everything introduced would cost to resolve, unlisted findings too; tests are left out."""


Unread = Collection[tuple[str, str]]
"""Tool and head path of texts that the tool could not read in full."""


def compare(
    base: Iterable[Identified],
    head: Iterable[Identified],
    diff: Diff,
    unread_base: Unread = (),
    unread_head: Unread = (),
) -> Comparison:
    """What the head has and the base had not, the reverse, and how much both have.

    Equal fingerprints are counted, not merged. What only moved to another file, whose function was renamed, or whose
    line was rewritten and is slightly at fault as before, is not new. Where the base is unread, only what stands on
    changed lines is new; where the head is, nothing is fixed.
    A secret is new only on a line that the change wrote.
    """
    new, gone, same = unpaired(base, head, diff)
    found = same + len(new)
    new, gone = _pair(new, gone, lambda one: one.moved)
    new, gone = _pair(new, gone, _renamed)
    new, gone = _pair(new, gone, lambda one: one.edited)
    introduced = [one.finding for one in new if _is_new(one.finding, unread_base)]
    paths = {file.old_path: file.path for file in diff.files if file.old_path}
    gone = [one for one in gone if (one.finding.tool, paths.get(one.finding.path, one.finding.path)) not in unread_head]
    listed, fixed = _capped(named(introduced)), _capped(named(one.finding for one in gone))
    return Comparison(
        introduced=listed,
        fixed=fixed,
        preexisting=found - len(introduced),
        dropped=len(introduced) - len(listed),
        also_fixed=len(gone) - len(fixed),
        minutes=sum(finding.minutes for finding in introduced if not is_test(finding.path)),
    )


def unpaired(
    base: Iterable[Identified], head: Iterable[Identified], diff: Diff
) -> tuple[list[Identified], list[Identified], int]:
    """Head and base without the findings they share, and how many those are.

    At the head `on_change` is filled, and a repair of lines that the change did not write is dropped: it could not be
    suggested there.

    Both versions of a file must be in the same call. Unchanged lines are paired first, so that of two equal findings
    the one just written is the new one.
    """
    hunks = {file.path: file.hunks for file in diff.files}
    marked = [replace(one, finding=_marked(one.finding, hunks.get(one.finding.path, ()))) for one in _ordered(head)]
    marked.sort(key=lambda one: one.finding.on_change)
    new, gone = _pair(marked, _ordered(base), lambda one: one.finding.fingerprint)
    return new, gone, len(marked) - len(new)


def _pair(
    new: Sequence[Identified], gone: Sequence[Identified], key: Callable[[Identified], str]
) -> tuple[list[Identified], list[Identified]]:
    """Both sides without the pairs of equal non-empty key."""
    here, there = Counter(map(key, new)), Counter(map(key, gone))
    both = here & there
    return _without(new, key, both.copy()), _without(gone, key, both.copy())


def _without(side: Sequence[Identified], key: Callable[[Identified], str], pairs: Counter[str]) -> list[Identified]:
    """The side without as many of each key as there are pairs, the first ones going first."""
    rest = []
    for one in side:
        name = key(one)
        if name and pairs[name] > 0:
            pairs[name] -= 1
        else:
            rest.append(one)
    return rest


def _renamed(one: Identified) -> str:
    """A changed line under another function's name may be a new mistake that looks like an old one."""
    return one.renamed if one.finding.metric is not None or not one.finding.on_change else ""


def _is_new(finding: Finding, unread_base: Unread) -> bool:
    if finding.tool == "secrets" and finding.severity is Severity.LOW:
        return False  # made up for a test or an example: counted, and nobody is bothered
    if finding.on_change:
        return True
    return finding.tool != "secrets" and (finding.tool, finding.path) not in unread_base


def _marked(finding: Finding, hunks: Sequence[Hunk]) -> Finding:
    fix = finding.fix
    last = _written(hunks, fix.end) if fix else None
    kept = fix if fix and last and last.new_start <= fix.start and fix.end < last.new_start + last.new_lines else None
    return replace(finding, on_change=touches(hunks, finding), fix=kept)


def touches(hunks: Sequence[Hunk], finding: Finding) -> bool:
    """True when the change wrote one of the finding's lines."""
    last = _written(hunks, finding.end)
    return last is not None and last.new_start + last.new_lines > finding.start


def _written(hunks: Sequence[Hunk], line: int) -> Hunk | None:
    """The last hunk with new lines that starts at this line or before it; hunks are in order and do not overlap."""
    written = [hunk for hunk in hunks if hunk.new_lines]
    before = bisect_right(written, line, key=lambda hunk: hunk.new_start)
    return written[before - 1] if before else None


def _ordered(side: Iterable[Identified]) -> list[Identified]:
    return sorted(side, key=lambda one: (one.finding.path, one.finding.start, one.finding.tool, one.finding.rule))


def named(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with ids: a short name of fingerprint and occurrence, most severe first."""
    seen: Counter[str] = Counter()
    named = []
    for finding in findings:
        seen[finding.fingerprint] += 1
        digest = hashlib.sha256(f"{finding.fingerprint}/{seen[finding.fingerprint]}".encode()).digest()
        named.append(replace(finding, id="f" + b32encode(digest).decode().lower()[:7]))
    return sorted(named, key=lambda f: (SEVERITIES.index(f.severity), not f.on_change, f.path, f.start))


def _capped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    kept: list[Finding] = []
    room = MAX_TEXT
    for finding in findings[:MAX_FINDINGS]:
        room -= len(finding.path) + len(finding.message) + len(finding.advice) + len(finding.symbol) + len(finding.rule)
        if room < 0:
            break
        kept.append(finding)
    return tuple(kept)
