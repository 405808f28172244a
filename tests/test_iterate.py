"""The improvement loop: what was refused is mended section by section, and never made worse."""

from dataclasses import replace
from functools import partial

import pytest

from service import claims, evaluate, iterate
from service.iterate.facts import facts
from service.iterate.gaps import SECTIONS
from service.model import Answered, Cap, Command, Evaluation, Grounding, Learning, LinkedIssue, Outline, Passage, Symbol
from service.prompts import load

GROUNDING = Grounding(
    paths=frozenset({"shop/export.py", "tests/test_export.py", "pyproject.toml", "docs/adr/0001-export.md"}),
    commands=(Command("pytest", "test", "pyproject.toml"), Command("ruff check .", "lint", "pyproject.toml")),
    passages=(Passage("fabcdefg", "shop/export.py", "send_file", 10, 20, "tests/test_export.py", ("shop/cli.py:3",)),),
    changed=("shop/export.py",),
    outlines=(Outline("shop/export.py", 60, (Symbol("send_file", 10, 20, True), Symbol("read_file", 22, 30))),),
    issues=(LinkedIssue(12, "Uploads hang"),),
    roadmap=("docs/adr/0001-export.md",),
)
GOOD = """Run scp without a shell in send_file

First check each statement against the code as it is now.

GOAL
Users cannot trust `send_file` with a name from outside, because the shell reads it.
Measure: open findings 1 -> 0 (source: finding fabcdefg).

CONTEXT
F-1. `shop/export.py:10-20` in `send_file`, finding fabcdefg. This belongs to #12.
Tests of this code: `tests/test_export.py`.

DEPENDENCIES
D-1. none but `shop/export.py` as it is now.

REQUIREMENTS
R-1. At `shop/export.py:12` in `send_file`, pass a list of arguments and drop the shell.
R-2. Keep names, parameters and return values of `send_file`.
R-3. Add a test of `send_file` in `tests/test_export.py` with a file name that holds a semicolon.

OUT OF SCOPE
- Everything but `shop/export.py:10-20` and `tests/test_export.py`.

SUCCESS CRITERIA
AC-1. (R-1) When Hone analyses the new head, `shop/export.py` shall have 0 findings fabcdefg.
AC-2. (R-2, R-3) When `pytest` runs, it shall exit 0.
AC-3. (R-3) When the name holds a semicolon, `send_file` shall copy exactly 1 file.

EDGE CASES
E-1. When the file does not exist, `send_file` raises FileNotFoundError before anything is run.
E-2. When the remote host answers with an error, scp exits non-zero and `send_file` raises CalledProcessError.
E-3. When the name is empty, `send_file` raises ValueError and starts no program.

IMPACT
Performance: `send_file` takes at most 5 % longer than today.
Security: affected surface is `send_file`; the change may only narrow what it accepts.

VALIDATION APPROACH
V-1. `pytest`, declared in `pyproject.toml`, exits 0 (R-2, R-3).
V-2. `ruff check .` exits 0 (R-1).
```sh
pytest
ruff check .
```

ROLLBACK
Run `git revert <commit>` as soon as 1 test that passes today fails.

NEXT ITERATION
When you push, Hone checks the new head: fabcdefg shall be gone.

RETURN CONTRACT
Prompt-Id: 01JD0000000000000000000000"""
POOR = """Make the export better

Please improve the exporter.

## Requirements
- handle errors properly
- Use `shop/nope.py` for the upload. Also TBD.
- fix `send_file` in `shop/export.py`

## Acceptance criteria
- it works
"""
JUDGE = partial(evaluate.prompt, grounding=GROUNDING)
STRATEGIES = {strategy.name: strategy for strategy in iterate.STRATEGIES}


def swapped(old: str, new: str = "") -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def section(name: str, text: str = "") -> str:
    return claims.read(GOOD).replaced(name, text).text()


BROKEN = {
    "drop what does not resolve": ("unresolved-path", swapped("R-3. Add", "R-3. Look at `shop/nope.py` first. Add")),
    "drop what was left open": ("placeholder", swapped("the shell reads it.", "the shell reads it. TBD: the rest.")),
    "leave protected files alone": (
        "protected-path",
        swapped("semicolon.\n\nOUT", "semicolon. Edit `LICENSE`.\n\nOUT"),
    ),
    "drop the line of a credential": (
        "secret",
        swapped("R-3. Add", "R-3. Add") + f"\nToken: {'gh' + 'p_' + 'a1B2c3D4e5F6' * 3}\nEnd.",
    ),
    "drop what nobody sees": ("hidden-text", swapped("drop the shell", "drop the\u200b shell")),
    "drop the weakest sentences": ("too-long", swapped("IMPACT\n", "IMPACT\n" + "Mind the whole picture here. " * 400)),
    "measure the goal": ("metric", swapped("Measure: open findings 1 -> 0 (source: finding fabcdefg).")),
    "say who gains": (
        "value",
        swapped("Users cannot trust `send_file` with a name from outside, because the shell reads it."),
    ),
    "bound the work": ("resources", section("OUT OF SCOPE")),
    "name the issue or plan": ("roadmap", swapped(" This belongs to #12.")),
    "set a performance budget": (
        "performance",
        swapped("Performance: `send_file` takes at most 5 % longer than today."),
    ),
    "say what it exposes": (
        "security",
        swapped("Security: affected surface is `send_file`; the change may only narrow what it accepts."),
    ),
    "cite the changed places": ("context", section("CONTEXT", "Somewhere in the exporter. This belongs to #12.")),
    "add edge cases": (
        "edge-cases",
        section("EDGE CASES", "E-1. When the name is empty, `send_file` raises ValueError."),
    ),
    "name exceptions and exit codes": (
        "errors",
        section(
            "EDGE CASES",
            "E-1. When the name is empty, nothing is sent.\nE-2. When the disk is slow, the copy simply takes long.\n"
            "E-3. When two copies run at once, each has its own name.",
        ),
    ),
    "add a way back with its trigger": ("rollback", section("ROLLBACK", "Undo it when it does not work out.")),
    "number requirements and drop vague words": (
        "requirements",
        swapped(
            "R-2. Keep names, parameters and return values of `send_file`.",
            "- Keep `send_file` robust and properly named.",
        ),
    ),
    "insert the declared commands": ("executable", section("VALIDATION APPROACH", "Run the tests (R-1, R-2, R-3).")),
    "state what it depends on": ("dependencies", section("DEPENDENCIES", "D-1. the usual libraries")),
    "turn criteria into trigger and response": (
        "criteria",
        swapped("When `pytest` runs, it shall exit 0.", "It works as expected."),
    ),
    "name each requirement in a criterion": (
        "traceability",
        swapped("AC-1. (R-1) When", "AC-1. When").replace("exits 0 (R-1).", "exits 0."),
    ),
}
"""By strategy: the check that one defect breaks, and the prompt with that defect."""


def values(evaluation: Evaluation) -> dict[str, float]:
    return {each.key: 1.0 if each.value is None else each.value for each in evaluation.answers}


def mended(name: str, body: str) -> str:
    document, evaluation = claims.read(body), JUDGE(body)
    shown = {
        key: tuple(cap.token for cap in evaluation.caps if cap.key == key) for key in {c.key for c in evaluation.caps}
    }
    return STRATEGIES[name].mend(document, facts(document, GROUNDING), shown).text()


def evaluation(average: float, *caps: str, words: int = 300) -> Evaluation:
    answers = tuple(Answered(n, f"q{n}", "clarity", 1.0, "") for n in range(1, 17))
    return Evaluation(answers, average, average, average, average, average, tuple(Cap(c, c) for c in caps), words)


def test_the_good_prompt_needs_nothing():
    assert JUDGE(GOOD).ready
    assert iterate.improve(GOOD, GROUNDING, JUDGE) == iterate.Improved(GOOD, JUDGE(GOOD))


def test_every_strategy_is_in_the_table():
    assert set(BROKEN) == set(STRATEGIES)


@pytest.mark.parametrize("name", BROKEN)
def test_a_strategy_mends_its_check_and_harms_no_other(name):
    key, body = BROKEN[name]
    before, after = JUDGE(body), JUDGE(mended(name, body))

    assert key in before.broken
    assert key in STRATEGIES[name].mends
    assert key not in {cap.key for cap in after.caps}
    if key in values(before):
        assert values(after)[key] > values(before)[key]
    assert {cap.key for cap in after.caps} <= {cap.key for cap in before.caps}
    assert all(values(after)[each] >= value - 0.01 for each, value in values(before).items())


@pytest.mark.parametrize("name", BROKEN)
def test_a_strategy_done_twice_is_done_once(name):
    once = mended(name, BROKEN[name][1])

    assert mended(name, once) == once


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_strategy_leaves_a_good_prompt_alone(name):
    assert mended(name, GOOD) == GOOD


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_strategy_with_no_facts_makes_nothing_up(name):
    document = claims.read(POOR)
    empty = Grounding()
    text = STRATEGIES[name].mend(document, facts(document, empty), {}).text()

    assert len(claims.unresolved(text, empty)) <= len(claims.unresolved(POOR, empty))


@pytest.mark.parametrize("name", BROKEN)
def test_the_loop_mends_every_single_defect(name):
    body = BROKEN[name][1]
    found = iterate.improve(body, GROUNDING, JUDGE)

    assert found.evaluation.ready
    assert found.evaluation == JUDGE(found.body)
    assert claims.unresolved(found.body, GROUNDING) == ()


def test_a_strangers_prompt_becomes_one_that_may_proceed_and_keeps_what_it_asks_for():
    found = iterate.improve(POOR, GROUNDING, JUDGE, template="pasted", at=7)

    assert not JUDGE(POOR).ready
    assert found.evaluation.ready
    assert 1 <= found.rounds <= iterate.MOST_ROUNDS
    assert "fix `send_file` in `shop/export.py`" in found.body
    assert "nope" not in found.body
    assert "TBD" not in found.body
    assert {each.key for each in found.learnings} == set(JUDGE(POOR).broken)
    assert {(each.template, each.at) for each in found.learnings} == {("pasted", 7)}


def test_the_loop_is_the_same_for_the_same_input():
    assert iterate.improve(POOR, GROUNDING, JUDGE) == iterate.improve(POOR, GROUNDING, JUDGE)


@pytest.mark.parametrize(
    "body",
    ["", "\n", "x", "REQUIREMENTS\n", "```\nR-1. data\n", "# Title\n\n## Tasks\n- [ ] one\n  - two\n", "ü" * 9000],
)
def test_any_text_can_be_improved_and_is_never_worse(body):
    found = iterate.improve(body, GROUNDING, JUDGE)

    assert iterate.ahead(found.evaluation, JUDGE(body)) >= 0


def test_with_no_facts_nothing_is_claimed_and_the_prompt_stays_a_draft():
    judge = partial(evaluate.prompt, grounding=Grounding())
    found = iterate.improve(POOR, Grounding(), judge)

    assert not found.evaluation.ready
    assert found.rounds <= iterate.MOST_ROUNDS
    assert claims.unresolved(found.body, Grounding()) == ()


def test_text_in_a_fence_is_nobodys_item_and_stays_word_for_word():
    fence = "```python\n- R-9. keep `shop/gone.py`, `shop/nope.py` and TBD\n```"
    body = swapped("drop the shell.\n", f"drop the shell. See `shop/gone.py`.\n{fence}\n")
    found = iterate.improve(body, GROUNDING, JUDGE)

    assert fence in found.body
    assert "shop/gone.py" not in found.body.replace(fence, "")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("shop/export.py:10-900", "shop/export.py"), ("lib/export.py", "shop/export.py"), ("export.py", "shop/export.py")],
)
def test_a_citation_that_can_only_mean_one_file_is_corrected_and_not_dropped(wrong, right):
    body = swapped(
        "R-2. Keep names, parameters and return values of `send_file`.", f"R-2. Keep the names in `{wrong}`."
    )

    assert f"R-2. Keep the names in `{right}`." in mended("drop what does not resolve", body)


def test_a_criterion_whose_requirement_is_gone_goes_with_it():
    body = swapped(
        "R-3. Add a test of `send_file` in `tests/test_export.py` with a file name that holds a semicolon.",
        "R-3. See `shop/nope.py`.",
    )
    text = mended("drop what does not resolve", body)

    assert "R-3" not in claims.read(text).section("REQUIREMENTS", "SUCCESS CRITERIA")
    assert "AC-3" not in text
    assert "AC-2. (R-2) When" in text


def test_the_digits_of_a_commit_are_no_number_that_calls_for_the_way_back():
    body = section("ROLLBACK", "Run `git revert <commit>` as soon as a check that passed at 1682d9b fails.")

    assert JUDGE(mended("add a way back with its trigger", body)).ready


def test_gaps_name_caps_first_and_the_section_to_mend():
    found = iterate.gaps(JUDGE(POOR))

    assert found[0].text == "unresolved-path: shop/nope.py"
    assert {each.key for each in found} == set(JUDGE(POOR).broken)
    assert {each.section for each in found if each.key == "rollback"} == {"ROLLBACK"}


def test_every_question_has_a_section_and_a_strategy():
    keys = {question.key for question in evaluate.QUESTIONS}

    assert keys <= SECTIONS.keys()
    assert keys | set(evaluate.CAPS) <= {key for strategy in iterate.STRATEGIES for key in strategy.mends}


def test_alternatives_are_three_and_differ():
    found = iterate.alternatives(POOR, GROUNDING, JUDGE(POOR))

    assert [each.name for each in found] == ["minimal change", "stronger criteria", "narrower scope"]
    assert len({each.body for each in found}) == 3
    minimal = next(each for each in found if each.name == "minimal change")
    assert all(len(minimal.strategies) <= len(each.strategies) for each in found)


def test_what_worked_before_is_tried_first():
    tried = [Learning("x@1", "quick", "rollback", "add a way back with its trigger", 2.0)]
    keys = ["metric", "value", "rollback"]

    assert iterate.mending(keys)[0].name == "measure the goal"
    assert iterate.mending(keys, tried)[0].name == "add a way back with its trigger"
    assert iterate.mending([*keys, "placeholder"], tried)[0].name == "drop what was left open"


def test_each_section_comes_from_the_text_that_does_it_best():
    no_goal, no_way_back = section("GOAL"), section("ROLLBACK")
    scored = [iterate.Scored(body, JUDGE(body)) for body in (no_goal, no_way_back)]

    found = iterate.synthesise(scored, JUDGE)

    assert found.evaluation.ready
    assert "Users cannot trust" in found.body
    assert "git revert" in found.body


def test_a_mixture_that_is_worse_than_one_of_its_parts_is_not_taken():
    scored = [iterate.Scored(GOOD, JUDGE(GOOD)), iterate.Scored(section("GOAL"), JUDGE(section("GOAL")))]

    assert iterate.synthesise(scored, lambda _: evaluation(1.0)) == scored[0]


@pytest.mark.parametrize(
    ("one", "other", "ahead"),
    [
        (evaluation(9.0), evaluation(9.0), 0),
        (evaluation(8.0), evaluation(7.9), 1),
        (evaluation(6.9, "placeholder"), evaluation(5.0), -1),
        (evaluation(6.9), evaluation(6.9, "secret"), 1),
        (evaluation(9.0, words=200), evaluation(9.0, words=400), 1),
        (replace(evaluation(8.5), business=6.0), evaluation(8.0), -1),
    ],
)
def test_what_may_proceed_is_ahead_then_caps_then_points_then_brevity(one, other, ahead):
    assert (iterate.ahead(one, other), iterate.ahead(other, one)) == (ahead, -ahead)
    assert iterate.compare([iterate.Scored("a", other), iterate.Scored("b", one)])[0].body == (
        "b" if ahead > 0 else "a"
    )


@pytest.mark.parametrize(
    ("history", "again"),
    [
        ((evaluation(9.0),), False),
        ((evaluation(5.0),), True),
        ((evaluation(5.0), evaluation(5.2)), True),
        ((evaluation(5.0), evaluation(5.1)), False),
        ((evaluation(6.9, "secret", "placeholder"), evaluation(6.9, "secret")), True),
        ((evaluation(2.0), evaluation(3.0), evaluation(4.0)), True),
        ((evaluation(2.0), evaluation(3.0), evaluation(4.0), evaluation(5.0)), False),
    ],
)
def test_it_goes_on_while_it_gains_and_at_most_three_times(history, again):
    assert iterate.again(history) is again


def test_learnings_tell_what_mended_what_and_what_nothing_did():
    before = replace(
        evaluation(5.0, "placeholder"), answers=(Answered(8, "rollback", "completeness", 0.0, "", "Add."),)
    )
    after = replace(evaluation(7.0), answers=(Answered(8, "rollback", "completeness", 0.0, "", "Add."),))

    found = iterate.learned(
        before, after, ["drop what was left open", "add a way back with its trigger"], "q@1", "quick"
    )

    assert found == (
        Learning("q@1", "quick", "placeholder", "drop what was left open", 2.0),
        Learning("q@1", "quick", "rollback", "", 0.0),
    )


def test_what_is_said_of_learnings_has_its_evidence():
    rollback = Learning("q@1", "quick", "rollback", "add a way back with its trigger", 0.5)
    learnings = [rollback, replace(rollback, gain=1.0), Learning("q@1", "quick", "metric", "", 0.0)]

    assert iterate.said(learnings) == (
        '`rollback` failed twice in q@1; "add a way back with its trigger" mended it twice, +0.75 points on average.',
        "`metric` failed once in q@1; nothing has mended it yet.",
    )
    assert len(iterate.said(learnings, most=1)) == 1
    assert iterate.said(()) == ()


@pytest.mark.parametrize(
    ("times", "prompts", "learned"),
    [(11, 50, True), (10, 50, False), (1, 4, True), (1, 5, False), (0, 50, False), (1, 0, False)],
)
def test_a_check_that_fails_in_more_than_a_fifth_changes_the_template(times, prompts, learned):
    quality = load("quality")
    learnings = [Learning(quality.label, "quick", "errors", "name exceptions and exit codes", 0.5)] * times

    found = iterate.next_version(quality, learnings, prompts)

    assert (found is not quality) is learned
    if learned:
        assert found.version == str(int(quality.version) + 1)
        assert "raises the same type of error afterwards" in found.sections["edge cases"]
        assert found.inputs == quality.inputs
        assert (
            iterate.next_version(replace(found, version=quality.version), learnings, prompts).sections == found.sections
        )


def test_what_nothing_mended_or_another_template_failed_changes_no_template():
    quality = load("quality")
    nothing = [Learning(quality.label, "quick", "errors", "", 0.0)] * 50
    others = [Learning("docs@1", "docs", "errors", "name exceptions and exit codes", 0.5)] * 50

    assert iterate.next_version(quality, [*nothing, *others], 50) is quality
