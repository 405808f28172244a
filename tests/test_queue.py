"""The improvement queue over time: what stays the same, what goes, what comes back, and how it reads."""

from dataclasses import replace

import pytest

from service import plan
from service.model import Baseline, Crossing, Debt, Entry, Grounding, Hotspot, Passage, Queued, Severity, TrendPoint
from service.words.queue import queue_issue
from tests.examples import HEAD, PROMPT, REPO, finding

MONDAY, TUESDAY, WEDNESDAY = 1_000, 2_000, 3_000


def passages(*findings):
    places = tuple(Passage(each.id, each.path, "", each.start, each.end) for each in findings)
    return Grounding(passages=places, paths=frozenset(each.path for each in findings))


def improvements(*findings):
    return plan.backlog(findings, passages(*findings))


SHELL = finding(id="fshell", fingerprint="shell")
HASH = finding(id="fhash", fingerprint="hash", rule="S324", path="shop/sign.py")


def states(queue):
    return {queued.improvement.findings[0].rule: queued.state for queued in queue}


def test_what_is_found_again_keeps_its_id_its_date_and_where_it_came_from():
    first = plan.proposed((), improvements(SHELL), 482, MONDAY)
    moved = replace(SHELL, start=40, end=40, id="fother")
    second = plan.merged(first, improvements(moved), TUESDAY)

    assert [each.state for each in second] == ["open"]
    assert second[0].improvement.id == first[0].improvement.id
    assert (second[0].since, second[0].source) == (MONDAY, 482)
    assert second[0].improvement.findings[0].start == 40


def test_what_is_gone_closes_by_itself_and_opens_again_when_it_returns():
    monday = plan.merged((), improvements(SHELL, HASH), MONDAY)
    tuesday = plan.merged(monday, improvements(HASH), TUESDAY)
    wednesday = plan.merged(tuesday, improvements(SHELL, HASH), WEDNESDAY)

    assert states(monday) == {"S602": "open", "S324": "open"}
    assert states(tuesday) == {"S602": "closed", "S324": "open"}
    assert states(wednesday) == {"S602": "open", "S324": "open"}
    back = next(each for each in wednesday if each.improvement.findings[0].rule == "S602")
    assert (back.returned, back.closed_at, back.since) == (1, None, MONDAY)


def test_two_pull_requests_with_the_same_finding_are_one_improvement():
    first = plan.proposed((), improvements(SHELL), 1, MONDAY)

    assert plan.proposed(first, improvements(SHELL), 2, TUESDAY) == ()
    assert len(plan.proposed(first, improvements(SHELL, HASH), 2, TUESDAY)) == 1


def test_a_proposal_waits_until_its_pull_request_is_merged():
    proposal = plan.proposed((), improvements(SHELL), 1, MONDAY)

    assert states(plan.merged(proposal, (), TUESDAY)) == {"S602": "proposed"}


def test_part_of_an_improvement_may_be_done_without_making_it_another():
    other = replace(SHELL, id="fshell2", fingerprint="shell2", start=30, end=30)
    monday = plan.merged((), improvements(SHELL, other), MONDAY)
    tuesday = plan.merged(monday, improvements(other), TUESDAY)

    assert [each.improvement.id for each in tuesday] == [monday[0].improvement.id]


HOT = Hotspot("shop/basket.py", 34, 120, 0.93, 41.0)
ABOVE = finding(tool="lizard", rule="complexity", path="shop/basket.py", metric=40, limit=15, id="fabove22")


@pytest.mark.parametrize(
    ("hotspot", "worth"),
    [(HOT, True), (replace(HOT, health=80.0), False), (replace(HOT, score=0.5), False)],
)
def test_only_a_hotspot_that_is_hard_to_work_on_becomes_an_improvement(hotspot, worth):
    _, *found = plan.evidence([ABOVE], [hotspot])

    assert [each.rule for each in found] == ["hotspot"] * worth
    assert [each.title for each in improvements(*found)] == ["Split the hotspot shop/basket.py"] * worth


def test_a_file_of_many_simple_parts_is_no_hotspot_to_split():
    assert plan.evidence((), [HOT]) == ()


def test_a_hotspot_says_which_functions_come_first():
    found = plan.evidence([replace(ABOVE, metric=n, id=f"fabove{n}", start=n) for n in (16, 40, 20, 30)], [HOT])

    assert "(fabove40, fabove30, fabove20) first" in found[-1].advice


def test_small_debts_of_one_file_are_one_improvement():
    small = [
        finding(id=f"f{n}", fingerprint=f"{n}", rule=f"R{n}", severity=Severity.LOW, start=n, end=n)
        for n in range(1, 5)
    ]

    (one,) = improvements(*small)
    assert one.title == "Resolve 4 small findings in shop/export.py"


BASELINE = Baseline(HEAD, MONDAY, files=12, debt=Debt(600, 400), health=71.0, findings=5, hotspots=(HOT,))


def body(*entries, closed=(), trend=(), crossings=()):
    return queue_issue(REPO, BASELINE, entries, closed, trend, crossings)


def entry(of=SHELL, **changes):
    (improvement,) = improvements(of)
    return Entry(Queued(improvement, "open", MONDAY, **changes), 0.9, PROMPT)


def test_the_issue_shows_the_arithmetic_the_prompt_and_the_gate():
    issue = body(entry(source=482, returned=1))

    assert issue.body.startswith("<!-- hone:queue v=1 ")
    assert "impact 9 × confidence 0.9 ÷ effort 1" in issue.body
    assert "from [PR 482](../pull/482) · came back" in issue.body
    assert "Task: run scp without a shell." in issue.body
    assert "has to pass the `hone` check, with 1 finding gone (`S602`)" in issue.body
    assert "**Technical debt: A (5.0 %)** · about 10 h" in issue.body


def test_nothing_to_do_makes_no_issue_but_keeps_one_true():
    issue = body(closed=[Queued(entry().queued.improvement, "closed", MONDAY, closed_at=TUESDAY)])

    assert not issue.create
    assert "Nothing on the default branch asks for work." in issue.body
    assert "Gone: 1 improvement" in issue.body


def test_the_trend_is_a_chart_and_a_table_oldest_first():
    points = [TrendPoint(head * 40, MONDAY, Debt(n * 100, 400), 70.0 + n, n) for n, head in ((2, "b"), (1, "a"))]
    shown = body(entry(), trend=points).body

    assert 'x-axis ["aaaaaaa", "bbbbbbb"]' in shown
    assert "line [0.8, 1.7]" in shown
    assert "Trend" not in body(entry(), trend=points[:1]).body


def test_a_crossed_limit_is_said_once_at_the_top():
    crossing = Crossing("debt", HEAD, MONDAY, 0.04, 0.12)

    assert "Technical debt rose past its limit at `aaaaaaa`: 4.0% to 12.0%." in body(entry(), crossings=[crossing]).body


def test_fifty_entries_with_long_prompts_still_fit_into_one_issue():
    long = replace(PROMPT, body="x" * 9_000)
    entries = [replace(entry(), prompt=long)] * 50

    assert len(body(*entries).body) < 65_536
    assert "more sections did not fit here" in body(*entries).body


def test_a_line_at_fault_many_times_never_gives_two_improvements_of_one_name():
    many = [replace(SHELL, id=f"f{n:02}", start=n, end=n) for n in range(1, 13)]
    monday = plan.merged((), improvements(*many), MONDAY)
    tuesday = plan.merged(monday, improvements(*many[3:]), TUESDAY)

    for queue in (monday, tuesday):
        ids = [each.improvement.id for each in queue]
        assert len(set(ids)) == len(ids)
