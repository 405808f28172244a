"""A model words and judges what the rules wrote: what is asked, what is kept, and what its faults leave standing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from service import claims, evaluate
from service.model import Ask, Prompt, Reply, Usage
from service.ports import Lab, Unfetchable
from service.workflows.improving import NOTHING as NOTHING_BETTER
from service.workflows.improving import improved
from service.workflows.judging import judged, opinion
from service.workflows.wording import NOTHING, worded
from tests.examples import CHANGE
from tests.test_execute import COMPLEX, NOW, SHELL, grounded, written
from tests.test_wording import GOOD, R1, answer

GROUNDING = grounded(SHELL, COMPLEX)
FACTS = "shop/export.py:8-21 runs scp for every order"


def prompt(found=SHELL) -> Prompt:
    made = written(found)
    return replace(made, evaluation=evaluate.prompt(made.body, GROUNDING))


class Purse:
    """Answers as scripted: a value, several samples, or a fault; each takes one call."""

    def __init__(self, *script: Any, calls: int = 3) -> None:
        self.script, self.calls, self.asked = list(script), calls, list[Ask]()

    async def ask(self, ask: Ask) -> Reply:
        if self.calls <= 0:
            return Reply(fault="Nothing is left.")
        self.calls -= 1
        self.asked.append(ask)
        said = self.script.pop(0)
        said = said(ask) if callable(said) else said
        usage = Usage(f"{ask.role}-1", ask.role, ask.purpose, 10, 10)
        if isinstance(said, str):
            return Reply(usages=(replace(usage, fault=said),), fault=said)
        return Reply(tuple(said) if isinstance(said, list) else (said,), (usage,))


def agrees(
    said: str = "yes", quote: Callable[[str], str] = lambda body: claims.read(body).title
) -> Callable[[Ask], Any]:
    """A judge that gives the same answer to every question about every prompt, three times."""

    def answers(ask: Ask) -> list[dict[str, Any]]:
        entries = []
        for id in ask.schema["properties"]["prompts"]["items"]["properties"]["id"]["enum"]:
            body = ask.task.partition(f"Prompt {id}:\n````text\n")[2].partition("\n````")[0]
            told = {"answer": said, "quote": quote(body)}
            entries.append({"id": id, "answers": [{"id": number, **told} for number in range(1, 17)]})
        return [{"prompts": entries}] * 3

    return answers


async def test_good_words_are_kept_in_one_call_and_the_score_is_no_lower():
    mine, purse = prompt(), Purse(GOOD)
    (new,), line = await worded(purse, FACTS, [mine], GROUNDING)

    assert line == ""
    assert (new.id, new.criteria, new.writer) == (mine.id, mine.criteria, "writer-1")
    assert R1 in new.body
    assert new.evaluation == evaluate.prompt(new.body, GROUNDING)
    assert new.evaluation.average >= mine.evaluation.average
    assert len(purse.asked) == 1


async def test_words_that_make_it_worse_are_left_out_one_section_at_a_time():
    vague = answer(
        goal="`upload` is various and robust.", next_step="Look at how `tests/test_export.py` quotes its names."
    )
    (new,), _ = await worded(Purse(vague), FACTS, [prompt()], GROUNDING)

    assert claims.read(new.body).section("GOAL") == claims.read(prompt().body).section("GOAL")
    assert "Look at how `tests/test_export.py` quotes its names." in new.next_iteration


async def test_one_question_serves_all_prompts():
    two = [prompt(), prompt(COMPLEX)]
    both = {"prompts": [*GOOD["prompts"], *answer(two[1].id, next_step="Look at `price_of` again.")["prompts"]]}
    purse = Purse(both)
    new, _ = await worded(purse, FACTS, two, GROUNDING)

    assert [each.id for each in new] == [each.id for each in two]
    assert "Look at `price_of` again." in new[1].body
    assert len(purse.asked) == 1


async def test_what_does_not_resolve_is_sent_back_once_and_then_dropped():
    wrong = answer(goal="Everybody uses `shop/invented.py`, says the model.")
    purse = Purse(wrong, wrong)
    (new,), line = await worded(purse, FACTS, [prompt()], GROUNDING)

    assert new == prompt()
    assert line == NOTHING
    assert "shop/invented.py" in purse.asked[1].task


async def test_the_last_call_is_left_to_the_judge():
    purse = Purse(answer(goal="See `shop/invented.py`, says the model."), calls=2)
    await worded(purse, FACTS, [prompt()], GROUNDING)

    assert purse.calls == 1


async def test_a_fault_leaves_the_prompts_and_says_so_in_one_line():
    prompts, line = await worded(Purse("The model's answer was cut off."), FACTS, [prompt()], GROUNDING)

    assert prompts == (prompt(),)
    assert line == "The prompts stand as the rules wrote them. The model's answer was cut off."


async def test_a_judge_that_agrees_signs():
    (new,), line = await judged(Purse(agrees()), FACTS, [prompt()])

    assert line == ""
    assert new.evaluation == replace(prompt().evaluation, judge="judge-1")


@pytest.mark.parametrize("script", [agrees("no", lambda _: ""), agrees("yes", lambda _: "nobody wrote this")])
async def test_a_judge_that_finds_nothing_makes_it_a_draft(script):
    (new,), _ = await judged(Purse(script), FACTS, [prompt()])

    assert not new.ready
    assert new.body == prompt().body


async def test_an_incomplete_judge_changes_nothing():
    (new,), line = await judged(Purse({"prompts": []}), FACTS, [prompt()])

    assert new == prompt()
    assert "not complete" in line


async def test_a_text_somebody_pasted_can_be_judged():
    body = "Make everything better."
    checks = evaluate.prompt(body, GROUNDING)
    found, line = await opinion(Purse(agrees(quote=lambda text: text)), FACTS, body, checks)

    assert (line, found.judge) == ("", "judge-1")
    assert found.average <= checks.average


class Gone:
    """A clone that is not there: the model is told nothing but the prompt."""

    async def fetch(self, _change: object) -> object:
        raise Unfetchable("The repository is gone.")


LAB = Lab(Gone(), None, None, b"", llm=object())
SPOILED = prompt().body.replace("E-2. When", "E-2. Maybe").replace("\nE-3. When", "\nE-3. Perhaps")


def spoiled() -> Prompt:
    """A prompt that somebody made worse by hand, so that it is refused."""
    return replace(prompt(), body=SPOILED, evaluation=evaluate.prompt(SPOILED, GROUNDING))


def three(*cases: tuple[str, ...]) -> dict[str, Any]:
    """Three alternatives, each with its edge cases."""
    names = ("minimal change", "stronger criteria", "narrower scope")
    told = [*cases, *[()] * (3 - len(cases))]
    entries = [answer(edge_cases=each)["prompts"][0] for each in told]
    return {"alternatives": [{**entry, "strategy": name} for name, entry in zip(names, entries, strict=True)]}


HOST = "When the host behind `upload` does not answer, it shall raise ConnectionError."
EMPTY = "When `upload` is given an empty name, it shall raise ValueError and copy nothing."
BUSY = "While another transfer holds the lock, `upload` shall wait for at most one minute."


def prefers(*said: str) -> list[dict[str, str]]:
    return [{"better": each, "why": ""} for each in said]


async def improve(purse: Purse, of: Prompt | None = None):
    return await improved(purse, LAB, CHANGE, of or spoiled(), GROUNDING, (), NOW)


async def test_what_the_rules_can_mend_no_model_is_asked_for():
    purse = Purse(calls=12)
    new, _, line = await improve(purse)

    assert (new.ready, new.evaluation.broken, line) == (True, (), "")
    assert purse.asked == []


async def test_a_round_takes_four_calls_and_the_winner_is_judged_beside_the_original():
    purse = Purse(three((HOST,), (EMPTY,)), *prefers("A", "B"), agrees(), calls=12)
    new, _, line = await improve(purse, worse())

    assert [each.purpose for each in purse.asked] == ["improve", "compare", "compare", "judge"]
    assert purse.asked[1].task.index(HOST) < purse.asked[1].task.index(EMPTY)
    assert purse.asked[2].task.index(EMPTY) < purse.asked[2].task.index(HOST)
    assert [name in purse.asked[3].task for name in ("Prompt BEFORE:", "Prompt AFTER:")] == [True, True]
    assert HOST in new.body
    assert EMPTY not in new.body
    assert (new.id, new.criteria, line) == (prompt().id, prompt().criteria, "")
    assert new.evaluation.judge == "judge-1"


def worse() -> Prompt:
    """A prompt with too few edge cases, which the rules leave alone because it may proceed."""
    body = prompt().body
    section = claims.read(body).section("EDGE CASES")
    short = "\n".join(section.splitlines()[:2])
    body = body.replace(section, short)
    return replace(prompt(), body=body, evaluation=evaluate.prompt(body, GROUNDING))


@pytest.mark.parametrize(
    ("said", "kept"),
    [(("A", "B"), {HOST}), (("B", "A"), {EMPTY}), (("A", "A"), {HOST}), (("tie", "tie"), {HOST})],
    ids=["the first", "the second", "flips", "tie"],
)
async def test_only_a_preference_that_survives_the_turn_decides(said, kept):
    new, _, _ = await improve(Purse(three((HOST,), (EMPTY,)), *prefers(*said), agrees(), calls=12), worse())

    assert {case for case in (HOST, EMPTY) if case in new.body} == kept


@pytest.mark.parametrize(
    ("script", "line"),
    [
        (["The model's answer was cut off."], "The rules alone went over it. The model's answer was cut off."),
        ([three()], NOTHING_BETTER),
        ([three(("See `shop/invented.py`.",), ("When idle, it rests.",))], NOTHING_BETTER),
    ],
    ids=["fault", "empty", "invented"],
)
async def test_a_model_that_gives_nothing_leaves_the_rules_outcome(script, line):
    purse = Purse(*script, calls=12)
    new, learnings, told = await improve(purse, worse())

    assert (new.body, learnings, told) == (worse().body, (), line)
    assert len(purse.asked) == 1


def finds(*shares: int) -> Callable[[Ask], Any]:
    """A judge that finds so many of sixteen answers in what came after, one number a round, and none in what was."""
    left = list(shares)

    def answers(ask: Ask) -> list[dict[str, Any]]:
        (value, *_), many = agrees()(ask), left.pop(0)
        for entry in value["prompts"]:
            for told in entry["answers"]:
                if entry["id"] == "BEFORE" or told["id"] % 4 * 4 + told["id"] // 4 >= many:
                    told["answer"] = "no"
        return [value]

    return answers


async def test_a_round_that_the_judge_finds_no_better_is_the_last_and_changes_nothing():
    new, _, _ = await improve(Purse(three((HOST,)), agrees("no", lambda _: ""), calls=12), worse())

    assert new.body == worse().body
    assert not new.ready


async def test_the_worst_loop_takes_twelve_calls_and_three_rounds():
    judge = finds(4, 8, 12)
    more = [
        (f"When `upload` meets a {what}, it shall raise {error}.",)
        for what, error in (
            ("file larger than the disk has room for", "OSError"),
            ("name that no host can resolve any longer", "LookupError"),
            ("second transfer of one and the same order", "RuntimeError"),
            ("key which its owner revoked meanwhile", "PermissionError"),
            ("clock that runs backwards between retries", "ValueError"),
            ("directory in place of a regular thing", "IsADirectoryError"),
        )
    ]
    rounds = [(three(*more[at : at + 2]), *prefers("A", "B"), judge) for at in (0, 2, 4)]
    purse = Purse(*(step for each in rounds for step in each), calls=12)
    new, _, _ = await improve(purse, worse())

    assert [each.purpose for each in purse.asked] == ["improve", "compare", "compare", "judge"] * 3
    assert (purse.calls, new.rounds) == (0, 3)


async def test_what_a_model_mended_is_learned():
    _, learnings, _ = await improve(Purse(three((HOST, EMPTY)), agrees(), calls=12), worse())

    assert {(each.key, each.strategy) for each in learnings} == {("edge-cases", "model"), ("errors", "model")}
    assert sum(each.gain for each in learnings) > 0
