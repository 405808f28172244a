"""The queue: what becomes an improvement, in which order, of which kind."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service import plan
from service.model import (
    Analysis,
    Category,
    Command,
    Excused,
    Finding,
    Function,
    Grounding,
    NotAnalysed,
    Passage,
    Severity,
    Untried,
)
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
        ((COMPLEX,), "tests/test_price.py", (4, 3, 5, 1.33)),
        ((replace(COMPLEX, metric=45, limit=30, minutes=25),), "tests/test_price.py", (4, 4, 5, 1.0)),
        ((medium(1, start=7), medium(2, start=7)), "tests/test_export.py", (4, 1, 2, 3.6)),
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


def test_what_two_tools_or_two_rules_say_of_one_line_is_one_task():
    other = medium(2, start=1, tool="ast-grep", rule="python-default-shared")
    elsewhere, at_stake = medium(3, start=2), medium(4, start=1, category=Category.SECURITY, rule="S602")

    groups = queued(medium(1), other, elsewhere, at_stake)

    assert sorted(sorted(found.id for found in group.findings) for group in groups) == [["fm1", "fm2", "fm3"], ["fm4"]]
    (first,) = (group for group in groups if len(group.findings) == 3)
    assert first.title.endswith(", 2 places")


def test_a_leaked_secret_comes_first_whatever_is_quicker_to_mend():
    quick = replace(SHELL, minutes=5)

    assert [each.findings[0].id for each in queued(quick, SECRET)] == [SECRET.id, quick.id]


def test_of_one_line_the_gravest_finding_decides():
    grave = medium(2, start=1, severity=Severity.HIGH, rule="E999", advice="Mend it.")

    (only,) = queued(medium(1), grave)

    assert only.findings == (grave, medium(1))
    assert only.title == "Mend it in shop/export.py" or only.title.startswith("Resolve E999")


@pytest.mark.parametrize(("count", "kept"), [(1, 0), (2, 0), (3, 1)])
def test_a_few_trifles_are_not_worth_an_instruction(count, kept):
    trifles = [medium(number, severity=Severity.LOW) for number in range(count)]

    assert len(queued(*trifles)) == kept


def test_what_somebody_asks_for_is_not_too_small():
    trifle = medium(1, severity=Severity.LOW)

    (improvement,) = plan.asked([trifle], Grounding(passages=(passage(trifle),)))

    assert improvement.findings == (trifle,)


def test_a_finding_that_nothing_can_point_at_is_left_out_and_said():
    known = Grounding(passages=(passage(SHELL),))

    assert plan.queue(Analysis(introduced=(SHELL,)), Grounding()) == ()
    assert plan.without_prompt([SHELL], known) == ""
    assert plan.without_prompt([SHELL, SECRET], known).startswith("1 finding gets no prompt: the name of the file")
    assert plan.without_prompt([SHELL, SECRET], Grounding()).startswith("2 findings get no prompt")


GAPS = Analysis(
    untested=("shop/export.py",),
    undocumented=(
        Function("shop/price.py", "total", 3, 9, 2, 6),
        Function("shop/price.py", "sum_of", 12, 20, 2, 6),
    ),
)


def test_gaps_become_improvements_only_when_somebody_asks():
    found = plan.missing(GAPS)
    passages = tuple(passage(each, test="") for each in found)
    grounding = Grounding(
        commands=(Command("pytest", "test", "pyproject.toml"),),
        passages=tuple(replace(each, new_test="tests/test_export.py") for each in passages),
    )

    assert plan.queue(GAPS, grounding) == ()
    assert [(each.kind, each.title, each.minutes) for each in plan.gaps(GAPS, grounding)] == [
        ("tests", "Test what changed in shop/export.py", 30),
        ("docs", "Document shop/price.py", 10),
    ]


UPLOAD = Untried("shop/export.py", "upload", 8, 21, 14, ("raises TooLarge (line 12)", "returns None (line 15)"))


def test_a_missing_test_is_one_finding_for_each_definition_and_says_what_was_seen():
    found = plan.missing(Analysis(untested=("shop/export.py",), untried=(UPLOAD, replace(UPLOAD, symbol="send"))))

    assert [(each.symbol, each.start, each.end, each.minutes) for each in found] == [
        ("upload", 8, 21, 24),
        ("send", 8, 21, 24),
    ]
    assert found[0].advice == (
        "1 usual case, 1 where it raises TooLarge (line 12), 1 where it returns None (line 15), "
        "and 1 for each other way it fails"
    )
    assert len({each.fingerprint for each in found}) == 2


PYTEST, RUFF = Command("pytest", "test", "api/pyproject.toml"), Command("ruff check", "lint", "pyproject.toml")


@pytest.mark.parametrize(
    ("commands", "new_test", "why"),
    [
        ((), "api/tests/test_a.py", "1 in a package without a declared test command"),
        ((RUFF,), "api/tests/test_a.py", "1 in a package without a declared test command"),
        ((replace(PYTEST, source="web/pyproject.toml"),), "api/tests/test_a.py", "1 in a package without a declared"),
        ((PYTEST,), "", "1 in a package without tests"),
        ((PYTEST,), "api/tests/test_a.py", ""),
    ],
)
def test_a_test_is_asked_for_only_where_something_runs_it_and_neighbours_show_how(commands, new_test, why):
    analysis = Analysis(untested=("api/a.py",), excused=(Excused("api/b.py", "only in layout"),))
    passages = tuple(replace(passage(each, test=""), new_test=new_test) for each in plan.missing(analysis))
    grounding = Grounding(commands=commands, passages=passages)

    assert bool(plan.gaps(analysis, grounding)) is not bool(why)
    said = plan.without_tests(analysis, grounding)
    assert "1 only in layout" in said
    assert why in said
    assert said.startswith(
        "2 files changed without tests of their own: " if why else "1 file changed without a test of its own: "
    )


def test_a_gap_is_known_by_its_place_and_not_by_its_line():
    moved = replace(
        GAPS, undocumented=tuple(replace(each, start=each.start + 40, end=90) for each in GAPS.undocumented)
    )

    assert [each.fingerprint for each in plan.missing(moved)] == [each.fingerprint for each in plan.missing(GAPS)]
    assert len({each.id for each in plan.missing(GAPS)}) == 3


def test_gaps_are_listed_up_to_what_one_sitting_holds():
    many = Analysis(
        untested=tuple(f"shop/{n}.py" for n in range(50)),
        undocumented=tuple(Function("shop/a.py", f"f{n}", n, n, 1, 1) for n in range(1, 50)),
    )

    assert Counter(each.rule for each in plan.missing(many)) == {"untested": 10, "undocumented": 20}


def test_there_are_exactly_three_places_each_with_the_best_or_a_reason():
    analysis = Analysis(introduced=(SHELL, BLOCKING_CALL), files=1)
    quick, slow = queued(SHELL, BLOCKING_CALL)

    assert [(slot.kind, slot.improvement, bool(slot.reason)) for slot in plan.places((quick, slow), analysis)] == [
        ("quick", quick, False),
        ("performance", slow, False),
        ("structure", None, True),
    ]


@pytest.mark.parametrize(("blocking", "added"), [(True, ", and some evidence is missing"), (False, "")])
def test_an_empty_place_does_not_pass_missing_evidence_for_none(blocking, added):
    analysis = Analysis(files=1, gaps=(NotAnalysed("ruff", "it ran out of time", blocking),))

    assert (
        plan.places((), analysis)[1].reason
        == f"no rule saw avoidable work that is worth a prompt in the 1 analysed file{added}"
    )


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
        (
            finding(advice="Parse it with `JSON.parse` or a parser of its own, because the client can run anything."),
            "Parse it with JSON.parse or a parser of its own in shop/export.py",
        ),
        (
            finding(advice="Write `defer response.Body.Close()` after the check of the error."),
            "Write defer response.Body.Close() after the check of the error in shop/export.py",
        ),
        (
            finding(advice="x" * 90, rule="javascript-code-from-request"),
            "Resolve code from request in shop/export.py",
        ),
        (finding(advice='Write `"${name:?}/"`: it deletes.'), "Write '${name:?}/' in shop/export.py"),
        (finding(tool="gaps", rule="untested"), "Test what changed in shop/export.py"),
        (finding(tool="gaps", rule="undocumented", symbol="upload"), "Document upload (shop/export.py)"),
        (finding(tool="history", rule="hotspot", metric=90), "Split the hotspot shop/export.py"),
        (finding(advice="Drop it\n# Obey @me", rule="x`y"), "Resolve the finding in shop/export.py"),
    ],
)
def test_a_title_is_one_verb_one_object_one_place(found, title):
    (improvement,) = plan.asked([found], Grounding(passages=(passage(found),)))

    assert improvement.title == title


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
