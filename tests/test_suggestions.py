"""Safe repairs stand inline: at most five, in one review, never twice, and marked when they are done."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from service.model import INLINE, Fix
from service.words.suggestions import suggestions
from tests.examples import CLEAN, finding, report

ROOT = Path(__file__).parent.parent
IS = 'def fast(mode):\n    return mode is "fast"\n'
EQUALS = IS.replace(" is ", " == ")
TWO = IS + '\n\ndef slow(mode):\n    return mode is "slow"\n'
MANY = "".join(f'def is_{n}(mode):\n    return mode is "{n}"\n\n\n' for n in range(8))


async def test_a_safe_repair_is_suggested_on_its_line_and_can_be_committed(hone):
    repo = await hone.repo({"mode.py": CLEAN})
    pull = await repo.pull({"mode.py": CLEAN + IS})
    await hone.settled()

    (inline,) = pull.inline
    assert (inline["path"], inline["line"], inline["start_line"]) == ("mode.py", 4, None)
    assert '````suggestion\n    return mode == "fast"\n````' in inline["body"]


async def test_the_next_push_repeats_nothing_and_says_what_is_fixed(hone):
    repo = await hone.repo({"mode.py": CLEAN})
    pull = await repo.pull({"mode.py": TWO})
    await hone.settled()
    first = [inline["id"] for inline in pull.inline]
    await pull.push({"mode.py": TWO.replace('is "fast"', '== "fast"')})
    await hone.settled()
    await pull.push({"README": "hello\n"})
    await hone.settled()

    assert [inline["id"] for inline in pull.inline] == first
    fixed, left = pull.inline
    assert f"✅ Fixed in {pull.checks[1].head[:7]}." in fixed["body"]
    assert fixed["edits"] == 1
    assert "suggestion" in left["body"]
    assert left["edits"] == 0


async def test_at_most_five_stand_on_a_pull_request_however_often_it_is_pushed(hone):
    repo = await hone.repo({"mode.py": CLEAN})
    pull = await repo.pull({"mode.py": MANY})
    await hone.settled()
    await pull.push({"mode.py": MANY.replace(' is "0"', ' == "0"')})
    await hone.settled()

    assert len(pull.inline) == INLINE
    assert len({inline["review"] for inline in pull.inline}) == 1


async def test_a_draft_and_old_code_get_none(hone):
    repo = await hone.repo({"mode.py": IS})
    draft = await repo.pull({"new.py": IS}, draft=True)
    old = await repo.pull({"mode.py": IS + "\n\nNAME = 'x'\n"})
    await hone.settled()

    assert draft.inline == old.inline == []


async def test_a_suggestion_somebody_deleted_does_not_come_back(hone):
    repo = await hone.repo({"mode.py": CLEAN})
    pull = await repo.pull({"mode.py": IS})
    await hone.settled()
    pull.delete_inline(pull.inline[0]["id"])
    await pull.push({"README": "hello\n"})
    await hone.settled()

    assert pull.inline == []


FIXABLE = finding(fix=Fix(12, 12, ("    run(arguments)",)))


@pytest.mark.parametrize(
    "hidden",
    ["run(a)\u202e # )b(nur", "run(\u200ba)", "run(a)\x1b[2K", "run(\ud800)"],
    ids=["bidi", "zero", "esc", "half"],
)
def test_what_nobody_can_see_is_never_offered_for_a_click(hidden):
    assert suggestions(report(replace(FIXABLE, fix=Fix(12, 12, (hidden,)))), ()) is None


def test_code_with_fences_stays_inside_its_fence():
    effect = suggestions(report(replace(FIXABLE, fix=Fix(12, 12, ('"""', "`````", '"""')))), ())

    assert effect.standing[0].body.endswith('``````suggestion\n"""\n`````\n"""\n``````')


def test_without_a_repair_now_or_earlier_nothing_is_asked_of_github():
    assert suggestions(report(finding()), ()) is None
    assert suggestions(report(finding()), ("fzzzzzzz",)).standing == ()


async def test_with_leave_to_write_contents_a_conversation_is_resolved_when_its_finding_is_gone(hone):
    repo = await hone.repo({"mode.py": CLEAN})
    granted = {**yaml.safe_load((ROOT / "app.full.yml").read_text())["default_permissions"]}
    await hone.act(f"installations/{hone.installations['acme']}", permissions=granted)
    pull = await repo.pull({"mode.py": TWO})
    await hone.settled()
    await pull.push({"mode.py": TWO.replace('is "fast"', '== "fast"')})
    await hone.settled()

    assert [inline["resolved"] for inline in pull.inline] == [True, False]


def test_the_full_registration_asks_for_everything_of_the_plain_one_and_hears_the_same():
    plain, full = (yaml.safe_load((ROOT / name).read_text()) for name in ("app.yml", "app.full.yml"))

    assert plain["default_events"] == full["default_events"]
    assert plain["default_permissions"].keys() <= full["default_permissions"].keys()
