"""Prompts about an interface: every rule has one that passes, with people, principle and figure in it."""

import pytest

from service import evaluate, execute, plan
from service.analyze.journey import journey
from service.execute.experience import BARRIERS
from service.model import Change, Command, Grounding, Outline, Passage, Repo
from tests.test_journey import FOUND

HEAD = "a1b2c3d" + "0" * 33
CHANGE = Change(Repo(7, "acme", "shop", 3), HEAD, HEAD, "HEAD")
CASES = {rule: (path, text) for rule, path, text in FOUND}


def improvements(path, text):
    found = journey({f"web/{path}": text.encode()})
    grounding = Grounding(
        paths=frozenset({f"web/{path}", "package.json", "README.md"}),
        commands=(Command("npm test", "test", "package.json"),),
        passages=tuple(Passage(each.id, each.path, "", each.start, each.end) for each in found),
        outlines=(Outline(f"web/{path}", text.count("\n") + 1),),
    )
    return plan.asked(found, grounding), grounding


@pytest.mark.parametrize("rule", sorted(CASES))
def test_each_rule_has_a_prompt_that_passes(rule):
    asked, grounding = improvements(*CASES[rule])
    (improvement,) = [each for each in asked if any(finding.rule == rule for finding in each.findings)]
    prompt = execute.write(improvement, grounding, CHANGE, 1_700_000_000.0)
    found = evaluate.prompt(prompt.body, grounding)

    assert (prompt.kind, prompt.template) == ("experience", "experience@1")
    assert found.ready, (found.broken, found.caps)
    assert found.words < 800


def test_the_prompt_speaks_of_people_and_says_what_it_does_not_know():
    asked, grounding = improvements(*CASES["placeholder-as-label"])
    body = execute.write(asked[0], grounding, CHANGE, 1_700_000_000.0).body

    for heading in (
        "USER JOURNEY",
        "Engagement: ",
        "Conversion: ",
        "Principle: recognition rather than recall",
        "A/B: ",
    ):
        assert heading in body
    assert "Measure: open findings 1 -> 0 (source: finding " in body
    assert "Business: share of opened forms that are sent; not measured here" in body


def test_what_is_asked_for_can_be_proved_by_whoever_looks_again():
    """A requirement that nothing measures is a wish; and `/hone ux` alone leaves out what was there before a change."""
    asked, grounding = improvements(*CASES["page-without-viewport"])
    body = execute.write(asked[0], grounding, CHANGE, 1_700_000_000.0).body

    assert "keyboard" not in body
    assert "When Hone answers /hone ux web/a.html at the new head, `web/a.html` shall have 0 findings f" in body
    assert "at the new head, `web/a.html` shall have 0 findings that it lacks at a1b2c3d" in body
    assert "and new lines right beside these that a requirement asks for" in body


def test_principles_have_a_source():
    assert all("(" in barrier.principle or "Fogg" in barrier.principle for barrier in BARRIERS.values())
