"""Gates whose evidence others bring, and those that only a repository switches on: every state of each."""

import pytest

from service import evaluate, gates
from service.gates import Case
from service.model import (
    Analysis,
    Approval,
    Benchmark,
    Benchmarks,
    Config,
    Coverage,
    GateSetting,
    NotAnalysed,
    OtherCheck,
    Risk,
    Signals,
)
from service.words import comment
from tests.examples import report

GREEN, RED, OPEN = (OtherCheck("tests", state) for state in ("success", "failure", "waiting"))
CHANGE = Analysis(files=1, added=30)
HIGH = Risk(8.2, "high")
LIZARD_DIED = (NotAnalysed("lizard", "timed out"),)


def condition(name, analysis=CHANGE, signals=None, **setting):
    gate = next(gate for gate in gates.every() if gate.name == name)
    return gate.judge(Case(analysis, Config(gates={name: GateSetting(on=True, **setting)}), signals or Signals()))


def seen(*checks, **what):
    return Signals(looked=True, checks=checks, **what)


@pytest.mark.parametrize(
    ("signals", "met", "waiting", "value"),
    [
        (Signals(), None, True, "waiting"),
        (seen(OPEN), None, True, "waiting"),
        (seen(GREEN), None, False, "not found"),
        (seen(GREEN, OPEN, coverage=Coverage(10, 8)), True, False, "80 %"),
        (seen(GREEN, coverage=Coverage(10_000, 7_999)), False, False, "79.9 %"),
        (seen(GREEN, coverage=Coverage(0, 0)), True, False, "no lines"),
        (seen(GREEN, coverage=Coverage(0, 0, unnamed=("a.py",))), None, False, "unknown"),
        (seen(GREEN, coverage=Coverage(4, 4, unnamed=("a.py",))), True, False, "100 %"),
        (seen(missing=(("artifacts", "Hone could not read the workflow runs."),)), None, False, "unknown"),
        (Signals(final=True), None, False, "not found"),
    ],
)
def test_coverage_of_changed_lines(signals, met, waiting, value):
    found = condition("coverage", signals=signals)

    assert (found.met, found.waiting, found.value) == (met, waiting, value)
    assert bool(found.to_pass) == (met is not True)


def test_a_change_that_adds_nothing_needs_no_coverage():
    assert condition("coverage", Analysis(files=1, deleted=4)).met is True


def test_coverage_says_which_lines_to_test():
    found = condition("coverage", signals=seen(coverage=Coverage(9, 4, ("a.py:3-6", "b.py:9"))), limit=60.0)

    assert found.reason == "tests reach 44.4 % of the changed lines (limit 60 %)"
    assert found.to_pass == "test the 5 changed lines that no test reaches: a.py:3-6, b.py:9"


@pytest.mark.parametrize(
    ("lines", "minutes", "gaps", "met", "value"),
    [
        (100, 300, (), True, "10 %"),
        (100, 301, (), False, "10.1 %"),
        (100, 330, (), False, "11 %"),
        (19, 9_000, (), True, "too few lines"),
        (100, 0, (), True, "0 %"),
        (100, 0, LIZARD_DIED, None, "unknown"),
    ],
)
def test_debt_ratio_of_new_code(lines, minutes, gaps, met, value):
    found = condition("debt", Analysis(files=1, new_lines=lines, debt_minutes=minutes, gaps=gaps))

    assert (found.met, found.value) == (met, value)


@pytest.mark.parametrize(
    ("before", "after", "gaps", "met", "value"),
    [
        (70.0, 65.0, (), True, "70 → 65"),
        (70.0, 64.9, (), False, "70 → 64.9"),
        (70.0, 80.0, (), True, "70 → 80"),
        (None, 60.0, (), True, "nothing to compare"),
        (70.0, 60.0, LIZARD_DIED, None, "unknown"),
    ],
)
def test_maintainability_of_the_changed_files(before, after, gaps, met, value):
    found = condition("health", Analysis(files=1, health_before=before, health_after=after, gaps=gaps))

    assert (found.met, found.value) == (met, value)


@pytest.mark.parametrize(
    ("risk", "owners", "approvals", "met"),
    [
        (Risk(2.0, "low"), ("@ada",), (), True),
        (Risk(0.0, "unknown"), (), (), True),
        (HIGH, (), (), None),
        (HIGH, (), (Approval("bob", "write"),), True),
        (HIGH, (), (Approval("eve", "read"),), None),
        (HIGH, (), (Approval("eve"),), None),
        (HIGH, ("@ada",), (Approval("bob", "write"),), None),
        (HIGH, ("@Ada",), (Approval("ada", "write"),), True),
        (HIGH, ("@ada",), (Approval("ada", "read"),), None),
        (HIGH, ("ada",), (Approval("bob", "write"),), None),
        (HIGH, ("ada",), (Approval("ada", "write"),), True),
        (HIGH, ("ada@example.org",), (Approval("bob", "write"),), True),
        (HIGH, ("@acme/team",), (Approval("bob", "maintain"),), True),
        (HIGH, ("@acme/team",), (Approval("eve", "triage"),), None),
    ],
)
def test_approval_of_high_risk(risk, owners, approvals, met):
    found = condition("risk_review", Analysis(files=1, risk=risk, owners=owners), seen(GREEN, approvals=approvals))

    assert (found.met, found.waiting) == (met, met is None)


def test_a_review_that_cannot_be_read_is_no_approval_and_no_wait():
    found = condition("risk_review", Analysis(files=1, risk=HIGH), seen(missing=(("reviews", "Not granted."),)))

    assert (found.met, found.waiting, found.reason) == (None, False, "Not granted.")


@pytest.mark.parametrize(("untested", "met"), [((), True), (("shop/a.py",), False)])
def test_tests_changed_with_code(untested, met):
    assert condition("tests_changed", Analysis(files=1, untested=untested)).met is met


def measured(*pairs, bigger=False):
    return Benchmarks(tuple(Benchmark(f"b{n}", now, before, "s", bigger) for n, (now, before) in enumerate(pairs)))


@pytest.mark.parametrize(
    ("signals", "met", "waiting", "value"),
    [
        (Signals(), None, True, "waiting"),
        (seen(GREEN), None, False, "not found"),
        (seen(GREEN, benchmarks=measured()), None, False, "not found"),
        (seen(GREEN, benchmarks=measured((1.2, 1.0))), True, False, "+20 %"),
        (seen(GREEN, benchmarks=measured((1.21, 1.0), (0.5, 1.0))), False, False, "+21 %"),
        (seen(GREEN, benchmarks=measured((70, 100), bigger=True)), False, False, "+43 %"),
        (seen(GREEN, benchmarks=measured((170, 100), bigger=True)), True, False, "-41 %"),
        (seen(GREEN, benchmarks=measured((0, 100), bigger=True)), False, False, "+inf %"),
    ],
)
def test_benchmarks_against_the_base(signals, met, waiting, value):
    found = condition("benchmark", signals=signals)

    assert (found.met, found.waiting, found.value) == (met, waiting, value)


@pytest.mark.parametrize(
    ("names", "signals", "met", "waiting"),
    [
        ((), Signals(), None, True),
        ((), seen(), None, True),
        ((), seen(GREEN), True, False),
        ((), seen(GREEN, OtherCheck("lint", "neutral")), True, False),
        ((), seen(GREEN, OtherCheck("lint", "waiting")), None, True),
        ((), seen(GREEN, OtherCheck("lint", "failure"), OPEN), False, False),
        (("lint",), seen(GREEN), None, True),
        (("tests",), seen(GREEN, OtherCheck("lint", "failure")), True, False),
        (("tests", "lint"), seen(RED), False, False),
        ((), seen(GREEN, missing=(("statuses", "Not granted."),)), None, False),
        (("lint",), Signals(final=True), None, False),
    ],
)
def test_other_checks(names, signals, met, waiting):
    found = condition("required_checks", signals=signals, names=names)

    assert (found.met, found.waiting) == (met, waiting)


@pytest.mark.parametrize("gate", gates.every(), ids=lambda gate: gate.name)
def test_every_gate_can_be_switched_off_and_says_how_to_pass(gate):
    off = Config(gates={gate.name: GateSetting(on=False)})
    on = Config(gates={gate.name: GateSetting(on=True)})
    worst = Analysis(files=1, added=9, risk=HIGH, untested=("a.py",), new_lines=50, debt_minutes=9_000)

    assert gate.name not in {one.gate for one in evaluate.gate(Case(worst, off))}
    (found,) = [one for one in evaluate.gate(Case(worst, on, seen(RED))) if one.gate == gate.name]
    assert found.title == gate.title
    assert found.met is True or found.to_pass


def test_waiting_is_its_own_conclusion_and_never_hides_a_failure():
    config = Config(gates={"coverage": GateSetting(on=True), "tests_changed": GateSetting(on=True)})

    assert evaluate.conclude(evaluate.gate(Case(CHANGE, config)), CHANGE) == (
        "neutral",
        "Waiting: a coverage report has not arrived yet",
    )
    untested = Analysis(files=1, added=30, untested=("a.py",))
    assert evaluate.conclude(evaluate.gate(Case(untested, config)), untested)[0] == "failure"
    broken = Analysis(files=1, added=30, gaps=LIZARD_DIED)
    assert evaluate.conclude(evaluate.gate(Case(broken, config)), broken)[1].startswith("Incomplete: lizard")


def states(signals, analysis=CHANGE, pull=True):
    return {each.title: each.state for each in evaluate.validations(analysis, signals, pull=pull)}


@pytest.mark.parametrize(
    ("checks", "state"),
    [
        ((OtherCheck("unit-tests (3.11)", "success"),), "done"),
        ((OtherCheck("pytest", "success"), OtherCheck("jest", "failure")), "failed"),
        ((OtherCheck("e2e_test", "waiting"),), "waiting"),
        ((OtherCheck("CI", "success"),), "done"),
        ((OtherCheck("CI", "failure"), OtherCheck("tests", "success")), "done"),
        ((OtherCheck("tests", "neutral"),), "not found"),
        ((OtherCheck("latest-deploy", "success"),), "not found"),
        ((OtherCheck("deploy", "waiting"),), "waiting"),
        ((), "waiting"),
    ],
)
def test_which_checks_say_that_the_tests_ran(checks, state):
    assert states(seen(*checks))["Test suite executed"] == state


def test_the_other_validations():
    found = states(seen(GREEN, OtherCheck("CodeQL", "failure", "github-advanced-security")))
    assert found == {
        "Test suite executed": "done",
        "Benchmarks compared": "not found",
        "Security scan": "failed",
        "Review completed": "waiting",
    }
    more = seen(GREEN, approvals=(Approval("ada"),), benchmarks=measured((1, 1)))
    assert states(more)["Review completed"] == "done"
    assert states(more)["Benchmarks compared"] == "done"
    assert states(more)["Security scan"] == "done"
    assert states(more, Analysis(gaps=LIZARD_DIED))["Security scan"] == "not found"
    assert "Review completed" not in states(more, pull=False)


@pytest.mark.parametrize(
    ("signals", "said"),
    [
        (Signals(), "Waiting: a coverage report has not arrived yet. The gate is judged again when it arrives."),
        (
            seen(GREEN),
            "Incomplete: a coverage report was not found. Let a workflow of this repository bring a coverage report.",
        ),
        (
            seen(coverage=Coverage(2, 0, ("a.py:1-2",))),
            "1. Test the 2 changed lines that no test reaches: a.py:1-2.",
        ),
    ],
)
def test_the_comment_says_what_comes_next(signals, said):
    given = report(config=Config(gates={"coverage": GateSetting(on=True)}), analysis=CHANGE)

    assert said in comment.body(evaluate.judged(given, signals))
