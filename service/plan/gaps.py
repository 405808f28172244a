"""What a change leaves out, as findings: files without a changed test, functions without documentation."""

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256

from service.claims import covers
from service.model import Analysis, Category, Finding, Grounding, Improvement, Severity, Untried
from service.plan.improvements import asked
from service.plan.kinds import GAPS

MAX_UNTESTED, MAX_UNDOCUMENTED = 10, 20
"""Gaps of one change that are listed: more would not be closed in one sitting."""
TEST_MINUTES, DOCUMENT_MINUTES = 30, 5
"""What a gap costs to close: the tests of a file that was not read, the documentation of one function."""
LEAST_MINUTES, MOST_MINUTES = 10, 60
"""The tests of one definition: so long to set them up, and a minute for each line of code the change wrote."""


def missing(analysis: Analysis) -> tuple[Finding, ...]:
    """One finding for each gap of the change: tool `gaps`, rules `untested` and `undocumented`.

    Their fingerprints last as long as the gap does. They are nobody's fault on a pull request: they are written about
    only when somebody asks.
    """
    return (*_untested(analysis), *_undocumented(analysis))


def gaps(analysis: Analysis, grounding: Grounding) -> tuple[Improvement, ...]:
    """Improvements of kind `tests` and `docs`, best first; the grounding needs passages for what `missing` gives.

    Tests are asked for only where the package of the file has some, and a declared command runs them.
    """
    found = asked(missing(analysis), grounding)
    return tuple(each for each in found if each.kind != "tests" or not _hindered(each.findings[0].path, grounding))


def without_tests(analysis: Analysis, grounding: Grounding) -> str:
    """Why files that grew without a changed test get no prompt, in one clause; empty where none did."""
    why = {each.path: each.why for each in analysis.excused}
    why |= {path: said for path in analysis.untested if (said := _hindered(path, grounding))}
    if not why:
        return ""
    counted = Counter(why.values()).most_common()
    files = (
        "1 file changed without a test of its" if len(why) == 1 else f"{len(why)} files changed without tests of their"
    )
    return f"{files} own: {', '.join(f'{count} {said}' for said, count in counted)}"


def _hindered(path: str, grounding: Grounding) -> str:
    """What stands in the way of a test of that file; empty when nothing does."""
    if not any(command.kind == "test" and covers(command, path) for command in grounding.commands):
        return "in a package without a declared test command"
    places = [each for each in grounding.passages if each.path == path]
    return "" if any(each.test or each.new_test for each in places) else "in a package without tests"


def _untested(analysis: Analysis) -> Iterator[Finding]:
    for path in analysis.untested[:MAX_UNTESTED]:
        parts = [each for each in analysis.untried if each.path == path]
        yield from (_part(each) for each in parts or [Untried(path, "", 1, 1, 0)])


def _part(part: Untried) -> Finding:
    """One finding for each definition the change wrote in; one for the file where it was not read."""
    return _finding(
        "untested",
        part.path,
        (part.start, part.end),
        "the change adds lines to this file, and no test of it changed",
        _cases(part.fails) if part.lines else "Test what the change wrote.",
        min(MOST_MINUTES, LEAST_MINUTES + part.lines) if part.lines else TEST_MINUTES,
        part.symbol,
    )


def _cases(fails: Sequence[str]) -> str:
    """What is to be tested; what was seen by name."""
    seen = "".join(f", 1 where it {said}" for said in fails)
    return f"1 usual case{seen}, and 1 for each {'other ' if seen else ''}way it fails"


def _undocumented(analysis: Analysis) -> Iterator[Finding]:
    for function in analysis.undocumented[:MAX_UNDOCUMENTED]:
        yield _finding(
            "undocumented",
            function.path,
            (function.start, function.start),
            f"`{function.name}` is public and has no documentation, unlike the other functions of this file",
            "Say what the function promises.",
            DOCUMENT_MINUTES,
            function.name,
        )


def _finding(
    rule: str, path: str, lines: tuple[int, int], message: str, advice: str, minutes: int, symbol: str = ""
) -> Finding:
    print = sha256(f"{GAPS}\0{rule}\0{path}\0{symbol}".encode(errors="backslashreplace")).hexdigest()
    return Finding(
        tool=GAPS,
        rule=rule,
        path=path,
        start=lines[0],
        end=lines[1],
        message=message,
        severity=Severity.LOW,
        category=Category.MAINTAINABILITY,
        minutes=minutes,
        advice=advice,
        symbol=symbol,
        fingerprint=print,
        id=f"f{print[:7]}",
        on_change=True,
    )
