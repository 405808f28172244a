"""A language model that takes its time holds nobody up: no verdict, no newer push, no command."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from stage.serve import Hone

from tests.examples import CLEAN, SHELL

OTHERS = 6
"""Pull requests; more than there are reviews at a time."""


@pytest.fixture
def answers(world, tmp_path):
    """What lets the model answer; a real `hone serve` asks it."""
    may = threading.Event()

    def thinks(_schema, _messages):
        may.wait(70)

    world.model.answer = thinks
    with Hone(tmp_path / "served", {**world.environment(), "HONE_DATA_DIR": str(tmp_path / "served")}) as hone:
        world.hook(hone.hook)
        world.busy_until(lambda: asyncio.to_thread(hone.idle))
        yield may
        may.set()


async def until(true: Callable[[], object]) -> None:
    for _ in range(400):
        if await asyncio.to_thread(true):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it never came to that")


def stands(pull) -> bool:
    """True once the newest head has its verdict and its comment."""
    done = [check for check in pull.checks if (check.head, check.conclusion) == (pull.head, "failure")]
    return bool(done) and f"head={pull.head[:7]}" in pull.comment


async def test_nobody_waits_for_a_model_and_everybody_gets_its_words(world, answers):
    repo = await world.repo({"send.py": CLEAN, "tests/test_send.py": "from send import send\n"})
    first = await repo.pull({"send.py": SHELL})
    await until(lambda: world.model.requests)
    old = first.head

    await first.push({"send.py": SHELL + "# again\n"})
    others = [await repo.pull({"send.py": SHELL + f"# {number}\n"}) for number in range(OTHERS)]
    await until(lambda: all(stands(pull) for pull in (first, *others)))
    await first.reply('/hone feature "Export orders"', by="bob", role="write")
    await until(lambda: "goes over this now" in first.said[-1])
    await until(lambda: len(world.model.requests) == 1 + OTHERS + 1)

    assert not [pull for pull in (first, *others) if "worded by" in pull.comment]

    answers.set()
    await world.settled(60)

    assert all("worded by `stub-writer` · judged by `stub-judge`" in pull.comment for pull in (first, *others))
    assert f"head={first.head[:7]}" in first.comment
    assert old[:7] not in first.comment
    assert "judged by `stub-judge`" in first.said[-1]
    assert [len(pull.said) for pull in (first, *others)] == [2, *[1] * OTHERS]


async def test_nobody_can_ask_for_it_by_hand(model, hone):
    repo = await hone.repo({"send.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL}, draft=True)
    await hone.settled()
    comment = await pull.reply("/hone refine 0123456789", by="bob", role="write")
    await hone.settled()

    assert "No command `refine`." in pull.said[-1]
    assert pull.reactions(comment) == ["confused"]
    assert model.requests == []
