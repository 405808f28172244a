"""Gates and the conclusion: what fails, what stays open, and in which words."""

import pytest

from service import evaluate, gates
from service.gates import Case
from service.model import Analysis, NotAnalysed, Severity
from tests.examples import finding

HIGH = finding()
SECRET = finding(tool="secrets", rule="github-token", path="shop/config.py", start=3)
MEDIUM = finding(severity=Severity.MEDIUM)
COMPLEX = finding(tool="lizard", rule="complexity", severity=Severity.MEDIUM, metric=33, limit=30)
RUFF_DIED = NotAnalysed("ruff", "timed out after 60 s")
LIZARD_DIED = NotAnalysed("lizard", "timed out after 60 s")
UNREADABLE = NotAnalysed("repository", "the repository cannot be fetched")
LOCK_FILE = NotAnalysed("files", "lock file: uv.lock", blocking=False)


def judged(name: str, *introduced: object, gaps: tuple[NotAnalysed, ...] = (), dropped: int = 0):
    gate = next(gate for gate in gates.every() if gate.name == name)
    return gate.judge(Case(Analysis(introduced=introduced, gaps=gaps, dropped=dropped, files=1)))


def test_three_gates_are_in_force_where_nobody_decided():
    assert [gate.name for gate in gates.on(Case(Analysis()))] == ["new_high_severity", "new_secrets", "complexity"]


@pytest.mark.parametrize(
    ("introduced", "gaps", "met", "value"),
    [
        ((), (), True, "0"),
        ((MEDIUM, COMPLEX), (), True, "0"),
        ((HIGH,), (), False, "1"),
        ((HIGH, SECRET), (), False, "1"),
        ((SECRET,), (), True, "0"),
        ((HIGH, finding(start=4)), (), False, "2"),
        ((), (RUFF_DIED,), None, "unknown"),
        ((), (NotAnalysed("secrets", "crashed"),), True, "0"),
        ((), (UNREADABLE,), None, "unknown"),
        ((), (NotAnalysed("files", "only 3,000 files of a change are analysed"),), None, "unknown"),
        ((), (LIZARD_DIED,), True, "0"),
        ((), (LOCK_FILE,), True, "0"),
        ((HIGH,), (RUFF_DIED,), False, "1 or more"),
    ],
)
def test_new_high_severity_findings(introduced, gaps, met, value):
    condition = judged("new_high_severity", *introduced, gaps=gaps)

    assert (condition.met, condition.value, condition.limit) == (met, value, "0")
    assert condition.reason
    assert bool(condition.to_pass) == (met is not True)


@pytest.mark.parametrize(
    ("introduced", "gaps", "dropped", "met", "value"),
    [
        ((), (), 0, True, "0"),
        ((HIGH, MEDIUM), (), 0, True, "0"),
        ((COMPLEX,), (), 0, False, "1"),
        ((), (LIZARD_DIED,), 0, None, "unknown"),
        ((), (RUFF_DIED,), 0, True, "0"),
        ((HIGH,), (), 40, None, "unknown"),
        ((HIGH, finding(severity=Severity.LOW)), (), 40, True, "0"),
        ((COMPLEX,), (), 40, False, "1 or more"),
    ],
)
def test_functions_above_the_complexity_limit(introduced, gaps, dropped, met, value):
    condition = judged("complexity", *introduced, gaps=gaps, dropped=dropped)

    assert (condition.met, condition.value) == (met, value)


def test_a_failed_gate_says_where_to_look():
    assert judged("new_high_severity", HIGH).to_pass == "resolve shop/export.py:12"
    many = [finding(start=line) for line in range(1, 6)]
    assert judged("new_high_severity", *many).to_pass == (
        "resolve shop/export.py:1, shop/export.py:2, shop/export.py:3 and 2 more, all listed"
    )
    assert judged("complexity", COMPLEX).reason == ("1 new function above the complexity limit (highest 33, limit 30)")


@pytest.mark.parametrize(
    ("analysis", "conclusion", "reason"),
    [
        (Analysis(files=3), "success", "Passed: 3 of 3 conditions met"),
        (Analysis(introduced=(HIGH,), files=3), "failure", "Failed: 1 new high-severity finding (limit 0)"),
        (
            Analysis(introduced=(HIGH, COMPLEX), files=3),
            "failure",
            (
                "Failed: 1 new high-severity finding (limit 0); "
                "1 new function above the complexity limit (highest 33, limit 30)"
            ),
        ),
        (
            Analysis(introduced=(HIGH,), gaps=(LIZARD_DIED,), files=3),
            "failure",
            "Failed: 1 new high-severity finding (limit 0)",
        ),
        (Analysis(gaps=(RUFF_DIED,), files=3), "neutral", "Incomplete: ruff: timed out after 60 s"),
        (Analysis(gaps=(UNREADABLE,)), "neutral", "Incomplete: repository: the repository cannot be fetched"),
        (
            Analysis(gaps=(NotAnalysed("shop/a.py", "not UTF-8"),), files=3),
            "neutral",
            "Incomplete: shop/a.py: not UTF-8",
        ),
        (Analysis(gaps=(LOCK_FILE,)), "skipped", "Skipped: the change has no file that Hone analyses"),
        (Analysis(gaps=(LOCK_FILE,), files=2), "success", "Passed: 3 of 3 conditions met"),
    ],
)
def test_the_conclusion_and_its_title(analysis, conclusion, reason):
    assert evaluate.conclude(evaluate.gate(Case(analysis)), analysis) == (conclusion, reason)


def test_a_title_stays_one_line():
    gaps = tuple(NotAnalysed(f"shop/{number}.py", "not readable") for number in range(90))

    _, reason = evaluate.conclude((), Analysis(gaps=gaps))

    assert len(reason) <= evaluate.MAX_REASON
    assert reason.endswith("...")
