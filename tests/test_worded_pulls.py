"""What stands on a pull request when a language model words and judges its prompts, and when the model misbehaves."""

import asyncio
import re
import threading

import pytest

from tests.examples import CLEAN, SHELL
from tests.model_answers import NOWHERE, ORDER
from tests.model_stub import HOSTILE, KEY
from tests.serving import serving

FILES = {"send.py": CLEAN, "Makefile": "test:\n\tpytest\n", "tests/test_send.py": "from send import send\n"}
TRAP = SHELL.replace("subprocess.run", f"# {ORDER}\n    subprocess.run")
RULES = "The prompts stand as the rules wrote them."


@pytest.fixture
async def talking(world):
    """A whole Hone that is configured with a model."""
    assert world.model.url
    async with serving(world) as running:
        yield running


@pytest.fixture
async def hurried(world):
    """The same, and what the model does not answer within a second it need not answer."""
    world.model.timeout, world.model.delay = "1", 5
    async with serving(world) as running:
        yield running


async def reviewed(world, files=None, text=SHELL, **how):
    repo = await world.repo({**FILES, **(files or {})})
    pull = await repo.pull({"send.py": text}, **how)
    await world.settled(60)
    return pull


def prompts(pull):
    """The text of each prompt in the comment."""
    return re.findall(r"^````text\n(.*?)\n````$", pull.comment, re.DOTALL | re.MULTILINE)


async def test_a_model_words_the_prompt_and_everything_that_counts_stays_hones(talking):
    pull = await reviewed(talking.world)
    (body,) = prompts(pull)

    assert "worded by `stub-writer` · judged by `stub-judge`" in pull.comment
    assert "because the change opens a weakness there today." in body
    assert re.search(r"^R-1\. At `send.py:5` in `send`, .+ Cover it where `\S+` is used\.$", body, re.MULTILINE)
    assert "Next step: Look at the other callers of" in body
    assert re.search(
        r"^AC-1\. \(R-1\) When Hone analyses the new head, `send.py` shall have 0 find", body, re.MULTILINE
    )
    assert "```sh\nmake test\n" in body
    assert pull.check.conclusion == "failure"
    assert len(pull.said) == 1


async def test_two_calls_for_all_prompts_and_the_judge_three_samples_in_one(talking):
    await reviewed(talking.world)

    asked = [(each["model"], each.get("n", 1)) for each in talking.world.model.requests]
    assert asked == [("stub-writer", 1), ("stub-judge", 3)]


async def test_what_was_handed_out_is_what_stands_in_the_comment(talking):
    pull = await reviewed(talking.world)
    (body,) = prompts(pull)
    id = re.search(r"Prompt-Id: (\w+)", body)[1]
    change, kept = await talking.hone.edge.store.prompt(await repository(talking, pull), id)

    assert (kept.body, kept.writer) == (body, "stub-writer")
    assert change.head == pull.head


async def repository(talking, pull):
    return next(one for one in await talking.hone.edge.store.active_repositories() if one.id == pull.repo.id)


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ("garbage", RULES),
        ("truncated", RULES),
        ("refusal", RULES),
        ("filtered", RULES),
        ("empty", RULES),
        ("misfit", RULES),
        ("broken", RULES),
        ("busy", RULES),
        ("cut", RULES),
        ("locked", RULES),
        ("invented", "The language model gave no better words that hold at this commit"),
        ("copied", "The language model gave no better words that hold at this commit"),
    ],
)
async def test_whatever_a_model_does_the_rules_prompt_stands_with_one_honest_line(talking, fault, line):
    talking.world.model.fault = fault
    pull = await reviewed(talking.world, text=TRAP)
    (body,) = prompts(pull)

    assert pull.check.conclusion == "failure"
    assert pull.comment.count(line) == 1
    assert "worded by" not in pull.comment
    assert re.search(r"^GOAL\nUsers cannot trust `send` with input from outside, because", body, re.MULTILINE)
    assert "AC-1. (R-1)" in body
    assert not [bad for bad in (KEY, HOSTILE, "</details> @everyone", NOWHERE, ORDER) if bad in pull.comment]
    assert len(talking.world.model.requests) <= 3
    assert len(pull.said) == 1


async def test_a_model_that_takes_its_time_is_not_waited_for(hurried):
    hurried.world.model.fault = "slow"
    pull = await reviewed(hurried.world)

    assert pull.comment.count(RULES) == 1
    assert len(prompts(pull)) == 1
    assert len(hurried.world.model.requests) <= 3


@pytest.mark.parametrize("fault", ["prose", "no-usage", "plain-only", "object-only", "one-choice", "bare"])
async def test_a_server_with_manners_of_its_own_is_understood(talking, fault):
    talking.world.model.fault = fault
    pull = await reviewed(talking.world)

    assert "worded by `stub-writer`" in pull.comment
    assert len(talking.world.model.requests) <= 3


@pytest.mark.parametrize("fault", ["lenient", "harsh"])
async def test_a_judge_whose_quotes_are_not_there_makes_a_draft_of_it(talking, fault):
    talking.world.model.fault = fault
    pull = await reviewed(talking.world)

    assert "draft, not ready" in pull.comment
    assert pull.check.conclusion == "failure"


async def test_a_judge_of_two_minds_is_said(talking):
    talking.world.model.fault = "divided"
    pull = await reviewed(talking.world)

    assert "samples lie more than a point apart" in pull.comment


@pytest.mark.parametrize(
    ("files", "how"),
    [
        ({}, {"draft": True}),
        ({}, {"author": "renovate[bot]", "bot": True}),
        ({".github/hone.yml": "mode: check-only\n"}, {}),
        ({".github/hone.yml": "mode: off\n"}, {}),
        ({".github/hone.yml": "prompts: 0\n"}, {}),
    ],
    ids=["draft", "bot", "check-only", "off", "no prompts"],
)
async def test_nobody_pays_for_what_nobody_reads(talking, files, how):
    await reviewed(talking.world, files, **how)

    assert talking.world.model.requests == []


async def test_a_clean_change_asks_no_model(talking):
    await reviewed(talking.world, text=CLEAN + "\n# the same\n")

    assert talking.world.model.requests == []


async def test_a_push_that_comes_while_the_model_thinks_ends_the_work_on_the_old_head(talking):
    world, model = talking.world, talking.world.model
    loop, asked, pushed = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def thinks(_schema, _messages):
        loop.call_soon_threadsafe(asked.set)
        pushed.wait(30)

    model.answer = thinks
    repo = await world.repo(FILES)
    pull = await repo.pull({"send.py": SHELL})
    await asyncio.wait_for(asked.wait(), 30)
    old = pull.head
    await pull.push({"send.py": SHELL + "# again\n"})
    pushed.set()
    await world.settled(60)

    assert f"head={pull.head[:7]}" in pull.comment
    assert old[:7] not in prompts(pull)[0]
    assert [each["model"] for each in model.requests] == ["stub-writer", "stub-writer", "stub-judge"]
    assert len(pull.said) == 1
