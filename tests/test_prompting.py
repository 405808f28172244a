"""From improvements to prompts that may proceed: written, evaluated, mended, and what that taught."""

from dataclasses import replace
from importlib.resources import files

import pytest

from service import claims, evaluate, execute, plan
from service.model import Analysis, Finding, Grounding, Improvement, Learning, Prompt
from service.prompts import load, override
from service.prompts.override import FOLDER
from service.workflows import prompting
from tests.examples import CHANGE
from tests.improvements import BLOCKING, COMPLEX, FUNCTIONS, MANIFESTS, NOW, SHELL, TREE

SECURITY = (files("service.prompts") / "security.md").read_text()


def queued(*findings: Finding) -> tuple[tuple[Improvement, ...], Grounding]:
    analysis = Analysis(introduced=findings)
    grounding = execute.ground(analysis, FUNCTIONS, (*TREE, *MANIFESTS), MANIFESTS)
    return plan.queue(analysis, grounding), grounding


def own(text: str) -> override.Templates:
    return override.read({f"{FOLDER}/security.md": text.encode()})


def broken(prompt: Prompt, heading: str, text: str = "") -> Prompt:
    return replace(prompt, body=claims.read(prompt.body).replaced(heading, text).text())


def test_each_of_the_three_places_gets_one_prompt_that_may_proceed():
    queue, grounding = queued(SHELL, BLOCKING, COMPLEX, replace(SHELL, start=15, id="fsecond2", fingerprint="9" * 64))

    found = prompting.ranked(queue, grounding, CHANGE, NOW)

    assert {prompt.kind for prompt in found.prompts} == set(prompting.PLACES)
    assert all(prompt.ready for prompt in found.prompts)
    assert all(prompt.evaluation == evaluate.prompt(prompt.body, grounding) for prompt in found.prompts)
    assert (found.learnings, found.faults) == ((), ())


def test_the_best_of_each_place_comes_in_the_order_of_the_queue():
    queue, _ = queued(SHELL, BLOCKING, COMPLEX)
    later = replace(queue[0], id="ilater")

    assert prompting.best((*queue, later, replace(queue[0], kind="docs"))) == queue
    assert prompting.best(()) == ()


def test_where_the_best_has_no_passage_the_next_of_its_place_has_its_turn():
    gone = replace(SHELL, id="fgone222", fingerprint="1" * 64)
    here = replace(SHELL, id="fhere222", fingerprint="2" * 64, rule="S608", start=15, end=15)
    queue, grounding = queued(gone, here)
    held = replace(grounding, passages=tuple(each for each in grounding.passages if each.finding == "fhere222"))

    assert [prompt.findings for prompt in prompting.ranked(queue, held, CHANGE, NOW).prompts] == [("fhere222",)]
    assert len(prompting.prompted(queue, held, CHANGE, NOW)) == 1


def test_all_that_is_asked_for_is_written_in_its_order():
    queue, grounding = queued(SHELL, BLOCKING, COMPLEX)

    found = prompting.prompted(reversed(queue), grounding, CHANGE, NOW)

    assert [prompt.improvement for prompt in found] == [each.id for each in reversed(queue)]
    assert prompting.prompted((), grounding, CHANGE, NOW) == ()


def test_the_same_input_gives_the_same_prompts():
    queue, grounding = queued(SHELL, COMPLEX)

    assert prompting.ranked(queue, grounding, CHANGE, NOW) == prompting.ranked(queue, grounding, CHANGE, NOW)


@pytest.mark.parametrize("heading", ["ROLLBACK", "EDGE CASES", "VALIDATION APPROACH", "GOAL", "OUT OF SCOPE"])
def test_a_refused_prompt_is_mended_under_its_id_and_all_it_carries_agrees(heading):
    queue, grounding = queued(SHELL)
    (good,) = prompting.prompted(queue, grounding, CHANGE, NOW)

    mended, learnings = prompting.better(broken(good, heading), grounding, NOW)
    document = claims.read(mended.body)

    assert mended.ready
    assert (mended.id, mended.criteria, mended.findings) == (good.id, good.criteria, good.findings)
    assert mended.rounds >= 1
    assert mended.rollback == document.section("ROLLBACK")
    assert mended.next_iteration == document.section("NEXT ITERATION")
    assert all(step in document.section("VALIDATION APPROACH") for step in mended.validation)
    assert mended.validation
    assert {learning.template for learning in learnings} == {good.template}
    assert any(learning.strategy for learning in learnings)


def test_a_good_prompt_is_only_evaluated():
    queue, grounding = queued(SHELL)
    (good,) = prompting.prompted(queue, grounding, CHANGE, NOW)

    assert prompting.better(replace(good, evaluation=None), grounding, NOW) == (good, ())
    assert prompting.raised(replace(good, evaluation=None), grounding) == good


def test_what_cannot_be_mended_stays_a_draft_with_its_gaps():
    queue, grounding = queued(SHELL)
    (good,) = prompting.prompted(queue, grounding, CHANGE, NOW)

    draft, learnings = prompting.better(replace(good, body="Do it well.\n"), Grounding(), NOW)

    assert not draft.ready
    assert draft.evaluation is not None
    assert draft.evaluation.broken
    assert {learning.key for learning in learnings} == set(evaluate.prompt("Do it well.\n", Grounding()).broken)


def test_what_was_learned_before_changes_nothing_of_a_prompt_that_is_good():
    queue, grounding = queued(SHELL)
    tried = [Learning("security@1", "quick", "rollback", "add a way back with its trigger", 1.0)]

    assert prompting.ranked(queue, grounding, CHANGE, NOW, learnings=tried) == prompting.ranked(
        queue, grounding, CHANGE, NOW
    )


def test_the_repositorys_own_words_are_used_and_named():
    queue, grounding = queued(SHELL)
    templates = own(SECURITY.replace("## impact", "- When in doubt, report the question.\n\n## impact"))

    found = prompting.ranked(queue, grounding, CHANGE, NOW, templates)
    (prompt,) = found.prompts

    assert "When in doubt, report the question." in prompt.body
    assert prompt.template == templates.get("security").label
    assert prompt.ready
    assert found.faults == ()


def test_own_words_with_a_gap_are_mended_and_teach():
    queue, grounding = queued(SHELL)
    start, end = SECURITY.index("## edge cases"), SECURITY.index("## impact")
    templates = own(
        f"{SECURITY[:start]}## edge cases\nNone that we know.\n\n{SECURITY[end:]}".replace(", fail\n", "\n")
    )

    found = prompting.ranked(queue, grounding, CHANGE, NOW, templates)
    (prompt,) = found.prompts

    assert prompt.ready
    assert prompt.rounds >= 1
    assert prompt.template == templates.get("security").label
    assert "edge-cases" in {learning.key for learning in found.learnings if learning.strategy}


def test_own_words_that_lose_a_task_give_way_to_the_shipped_ones():
    queue, grounding = queued(SHELL)

    found = prompting.ranked(queue, grounding, CHANGE, NOW, own(SECURITY.replace("$fixes\n", "")))
    (prompt,) = found.prompts
    (fault,) = found.faults

    assert prompt.template == load("security").label
    assert "no longer asks for" in fault.message
    assert fault.path == f"{FOLDER}/security.md"
