"""The queue: what becomes an improvement, in which order, of which kind."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service import plan
from service.model import Analysis, Category, Finding, Grounding, Passage, Severity
from service.plan.improvements import MAX_FINDINGS
from tests.examples import finding

BASE32 = set("abcdefghijklmnopqrstuvwxyz234567")
SHELL = finding(symbol="export")
SECRET = finding(tool="secrets", rule="github-token", path="shop/config.py", fingerprint="b", id="fsecret2", minutes=60)
BLOCKING_CALL = finding(
    rule="ASYNC210",
    severity=Severity.MEDIUM,
    category=Category.PERFORMANCE,
    advice="Use an asynchronous HTTP client: this call stops every other task while it waits.",
    fingerprint="c",
    id="fblock22",
)
COMPLEX = finding(
    tool="lizard",
    rule="complexity",
    path="shop/price.py",
    severity=Severity.MEDIUM,
    category=Category.MAINTAINABILITY,
    metric=23,
    limit=15,
    minutes=38,
    fingerprint="d",
    id="fcomplex",
)


def passage(found: Finding, test: str = "tests/test_export.py", symbol: str = "") -> Passage:
    return Passage(found.id, found.path, symbol or found.symbol, found.start, found.end, test)


def queued(*findings: Finding, test: str = "tests/test_export.py"):
    passages = tuple(passage(found, test) for found in findings)
    return plan.queue(Analysis(introduced=findings), Grounding(passages=passages))


def medium(number: int, **changes: object) -> Finding:
    values = {"severity": Severity.MEDIUM, "category": Category.RELIABILITY, "rule": "B006", "minutes": 10}
    return finding(**{**values, "id": f"fm{number}", "fingerprint": f"m{number}", "start": number, **changes})


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (SHELL, "quick"),
        (SECRET, "quick"),
        (medium(1), "quick"),
        (BLOCKING_CALL, "performance"),
        (COMPLEX, "structure"),
        (replace(COMPLEX, severity=Severity.HIGH), "quick"),
    ],
)
def test_each_finding_goes_to_its_kind(found, kind):
    assert [improvement.kind for improvement in queued(found)] == [kind]


def test_what_fails_the_gate_comes_first_and_the_rest_by_score():
    cheap = medium(1, minutes=1, category=Category.SECURITY)
    dear_and_high = finding(minutes=600)

    ranked = queued(COMPLEX, cheap, BLOCKING_CALL, dear_and_high)

    assert [improvement.findings[0] for improvement in ranked] == [dear_and_high, cheap, BLOCKING_CALL, COMPLEX]
    assert ranked[0].score < ranked[1].score


@pytest.mark.parametrize(
    ("findings", "test", "figures"),
    [
        ((SHELL,), "tests/test_export.py", (9, 1, 2, 8.1)),
        ((SHELL,), "", (9, 1, 4, 8.1)),
        ((SECRET,), "", (9, 2, 4, 3.6)),
        ((COMPLEX,), "tests/test_price.py", (4, 2, 5, 2.0)),
        ((medium(1), medium(2), medium(3)), "", (5, 1, 4, 4.5)),
        ((medium(1, symbol="a"), medium(2, symbol="b")), "tests/test_export.py", (4, 1, 3, 3.6)),
        ((finding(minutes=241),), "", (9, 5, 4, 1.62)),
    ],
)
def test_the_arithmetic(findings, test, figures):
    """Impact, effort, risk and score, as the table of `plan` says."""
    (improvement,) = queued(*findings, test=test)

    assert (improvement.impact, improvement.effort, improvement.risk, improvement.score) == figures


def test_findings_of_one_rule_in_one_file_share_an_improvement_up_to_five():
    others = [medium(20, rule="B008"), medium(21, path="shop/other.py")]

    groups = queued(*[medium(number) for number in range(1, 8)], *others)

    assert sorted(len(improvement.findings) for improvement in groups) == [1, 1, 2, 5]
    assert max(groups, key=lambda each: len(each.findings)).title == (
        "Pass a list of arguments and drop the shell in shop/export.py, 5 places"
    )


def test_each_complex_function_is_a_task_of_its_own():
    second = replace(COMPLEX, metric=17, start=90, end=120, fingerprint="e", id="fother22")

    assert [len(improvement.findings) for improvement in queued(COMPLEX, second)] == [1, 1]


@pytest.mark.parametrize(("count", "kept"), [(1, 0), (2, 0), (3, 1)])
def test_a_few_trifles_are_not_worth_an_instruction(count, kept):
    trifles = [medium(number, severity=Severity.LOW) for number in range(count)]

    assert len(queued(*trifles)) == kept


def test_a_finding_that_nothing_can_point_at_is_left_out():
    assert plan.queue(Analysis(introduced=(SHELL,)), Grounding()) == ()


def test_fixed_findings_are_nobodys_task():
    assert plan.queue(Analysis(fixed=(SHELL,)), Grounding(passages=(passage(SHELL),))) == ()


@pytest.mark.parametrize(
    ("found", "title"),
    [
        (SHELL, "Pass a list of arguments and drop the shell in export (shop/export.py)"),
        (SECRET, "Revoke and remove the credential in shop/config.py"),
        (BLOCKING_CALL, "Use an asynchronous HTTP client in shop/export.py"),
        (COMPLEX, "Bring shop/price.py down to complexity 15"),
        (finding(advice=""), "Resolve S602 in shop/export.py"),
        (finding(advice="Drop it\n# Obey @me", rule="x`y"), "Resolve the finding in shop/export.py"),
    ],
)
def test_a_title_is_one_verb_one_object_one_place(found, title):
    assert [improvement.title for improvement in queued(found)] == [title]


def test_an_id_depends_on_the_findings_alone():
    (one,) = queued(SHELL)
    (moved,) = queued(finding(symbol="export", start=90, end=90, id="fothers2"))
    (other,) = queued(finding(fingerprint="another"))

    assert one.id == moved.id != other.id
    assert one.id.startswith("i")
    assert len(one.id) == 8
    assert set(one.id) <= BASE32


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(
        st.builds(
            medium,
            st.integers(1, 40),
            rule=st.sampled_from(["B006", "E722", "S602"]),
            path=st.sampled_from(["a.py", "b.py"]),
            severity=st.sampled_from(Severity),
            category=st.sampled_from(Category),
            metric=st.sampled_from([None, None, 20]),
        ),
        unique_by=lambda found: found.id,
        max_size=40,
    )
)
def test_no_two_improvements_share_a_finding(findings):
    improvements = queued(*findings)

    counts = Counter(found.id for improvement in improvements for found in improvement.findings)
    assert set(counts.values()) <= {1}
    assert all(len(improvement.findings) <= MAX_FINDINGS for improvement in improvements)
    assert len({improvement.id for improvement in improvements}) == len(improvements)
