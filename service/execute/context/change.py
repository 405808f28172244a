"""What a model is told of a change: the code around its findings, what was there before, their tests and callers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.execute.context.excerpts import RULES, Excerpt, excerpt, joined, safe
from service.execute.names import plain_path, prose
from service.model import ChangedFile, Diff, Finding, Grounding, LinkedIssue, Passage

MOST_CODE, AROUND = 60, 15
"""Lines of one passage, and lines above and below a finding that are shown of a longer one."""
BESIDE_A_CALL = 3
TEST_LINES = 50
MOST_CALLERS, MOST_TESTS, MOST_REMOVED = 6, 3, 30
MOST_FILES = 30
Lines = Mapping[str, Sequence[str]]
"""What `readable` says of files, by path."""


def excerpts(
    findings: Sequence[Finding], grounding: Grounding, diff: Diff, head: Lines, base: Lines
) -> Iterator[Excerpt]:
    """In the order of their worth: the findings' own code, what it replaced, its tests, its callers.

    Rules for agents that the change itself writes are left out: who opens a pull request does not instruct Hone.
    """
    spoken = forbidden(diff)
    passages = _passages(findings, grounding)
    yield from (each for each in _own(findings, passages, head) if each.path not in spoken)
    yield from (each for each in _removed(passages, diff, base) if each.path not in spoken)
    yield from _tests(passages, head)
    yield from _callers(passages, head)


def told(diff: Diff, issues: Iterable[LinkedIssue]) -> str:
    """The changed files and the linked issues, as one text."""
    spoken = forbidden(diff)
    shown = [file for file in diff.files if plain_path(file.path) and file.path not in spoken]
    lines = [f"- {file.path} ({file.status}, +{file.added} -{file.deleted})" for file in shown[:MOST_FILES]]
    if len(diff.files) > len(lines):
        lines.append(f"- and {len(diff.files) - len(lines)} more")
    parts = ["\n".join(["Changed files:", *lines])] if diff.files else []
    return "\n\n".join([*parts, *map(_issue, issues)])


def forbidden(diff: Diff) -> frozenset[str]:
    """Files of the change that tell agents what to do."""
    return frozenset(path for file in diff.files for path in (file.path, file.old_path) if path and RULES.search(path))


def places(findings: Sequence[Finding], grounding: Grounding) -> tuple[str, ...]:
    """The files that `excerpts` reads of the head."""
    passages = _passages(findings, grounding)
    callers = [place.rpartition(":")[0] for passage in passages.values() for place in passage.callers]
    own = [path for passage in passages.values() for path in (passage.path, passage.test) if path]
    return tuple(dict.fromkeys((*own, *callers)))


def _passages(findings: Iterable[Finding], grounding: Grounding) -> dict[str, Passage]:
    wanted = {finding.id for finding in findings}
    return {passage.finding: passage for passage in grounding.passages if passage.finding in wanted}


def _own(findings: Iterable[Finding], passages: Mapping[str, Passage], head: Lines) -> Iterator[Excerpt]:
    ranges: dict[str, list[tuple[int, int]]] = {}
    for finding in findings:
        if finding.id in passages:
            passage = passages[finding.id]
            ranges.setdefault(passage.path, []).append(_window(finding, passage))
    for path, wanted in ranges.items():
        for start, end in joined(wanted):
            yield from excerpt(path, head.get(path, ()), start, end, "the finding's own code")


def _window(finding: Finding, passage: Passage) -> tuple[int, int]:
    """The whole function where it is short, else the lines around the finding."""
    start, end = passage.start, passage.end
    if end == finding.end and start == finding.start:
        return max(1, start - AROUND // 2), end + AROUND // 2
    if end - start < MOST_CODE:
        return start, end
    return max(start, finding.start - AROUND), min(end, finding.end + AROUND, finding.start + MOST_CODE)


def _removed(passages: Mapping[str, Passage], diff: Diff, base: Lines) -> Iterator[Excerpt]:
    """The lines that the change took away in the files of the findings."""
    paths = {passage.path for passage in passages.values()}
    for file in diff.files:
        if file.path in paths and (text := _gone(file, base.get(file.old_path or file.path, ()))):
            yield Excerpt(file.path, 0, 0, text, "lines the change removed")


def _gone(file: ChangedFile, lines: Sequence[str]) -> str:
    gone: list[str] = []
    for hunk in file.hunks:
        first = hunk.old_start - 1
        gone += [f"-{line}" for line in lines[first : first + hunk.old_lines]] if hunk.old_lines else []
    return "\n".join(gone[:MOST_REMOVED])


def _tests(passages: Mapping[str, Passage], head: Lines) -> Iterator[Excerpt]:
    tests = dict.fromkeys((passage.test, passage.symbol) for passage in passages.values() if passage.test)
    seen: dict[str, int] = {}
    for path, symbol in tests:
        lines = head.get(path, ())
        at = next((number for number, line in enumerate(lines, 1) if symbol and _last(symbol) in line), 1)
        if path in seen or len(seen) == MOST_TESTS:
            continue
        seen[path] = at
        start = max(1, at - TEST_LINES // 2)
        yield from excerpt(path, lines, start, start + TEST_LINES, "its test")


def _last(symbol: str) -> str:
    return symbol.replace("::", ".").rpartition(".")[2]


def _callers(passages: Mapping[str, Passage], head: Lines) -> Iterator[Excerpt]:
    callers = dict.fromkeys(place for passage in passages.values() for place in passage.callers)
    for place in list(callers)[:MOST_CALLERS]:
        path, _, line = place.rpartition(":")
        yield from excerpt(path, head.get(path, ()), int(line) - BESIDE_A_CALL, int(line) + BESIDE_A_CALL, "a caller")


def _issue(issue: LinkedIssue) -> str:
    milestone = f", milestone {safe('', prose(issue.milestone, 60))}" if issue.milestone else ""
    labels = ", ".join(safe("", prose(label, 40)) for label in issue.labels)
    return f"Linked issue #{issue.number}: {safe('', prose(issue.title, 160))}{milestone}" + (
        f", labels {labels}" if labels else ""
    )
