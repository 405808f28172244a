"""The engine in memory: the same promises as the durable one, as far as a process lives."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import pytest

from service.edge import database
from service.edge.checkpoint import LIMIT, StepFailed
from service.edge.inline import Crashed, InlineEngine, InlineRun
from service.edge.store import SqlStore
from service.model import Category, Change, CheckRun, Comment, Delivery, Effect, Finding, Repo, Severity
from service.ports import Fault, Refused, Run, Unfetchable

pytest_plugins = ["tests.databases"]

SHOP = Repo(1, "octo", "shop", 5)
CHANGE = Change(SHOP, "a" * 40, "b" * 40, "refs/pull/7/head", 7)
FINDING = Finding("ruff", "F401", "a.py", 1, 1, "unused", Severity.LOW, Category.MAINTAINABILITY, 1)


class Unknown(Fault):
    """A Fault that only this test knows."""


async def finding() -> tuple[Finding, ...]:
    return (FINDING,)


async def effects() -> tuple[Effect, ...]:
    return CheckRun(SHOP, "a", "x", "queued", "t", "s"), Comment(SHOP, 7, "<!-- hone", "body")


async def named(a: int, *, b: str) -> dict[str, int]:
    return {"result": a, "fault": len(b)}


async def none() -> None:
    """Nothing comes of it."""


@pytest.mark.parametrize(
    ("work", "result"),
    [
        (finding, (FINDING,)),
        (effects, (CheckRun(SHOP, "a", "x", "queued", "t", "s"), Comment(SHOP, 7, "<!-- hone", "body"))),
        (partial(named, 1, b="four"), {"result": 1, "fault": 4}),
        (none, None),
    ],
)
async def test_a_result_comes_back_as_what_it_was(work: Callable[[], Awaitable[object]], result: object) -> None:
    finished: dict[str, str] = {}

    assert await InlineRun(finished=finished).step("one", work) == result
    assert await InlineRun(finished=finished).step("one", work) == result


async def large() -> str:
    return "x" * LIMIT


async def untyped():  # type: ignore[no-untyped-def]
    return 1


async def wrong() -> int:
    return "a text"  # type: ignore[return-value]


async def binary() -> bytes:
    return b"\xff"


async def away() -> None:
    raise Unfetchable("The commit is gone.")


async def unknown() -> None:
    raise Unknown("Something calm.")


async def broken() -> None:
    raise ZeroDivisionError("oh")


@pytest.mark.parametrize(
    ("work", "kind", "words"),
    [
        (large, StepFailed, "the result of 'one' is 262,146 bytes; at most 262,144 are kept"),
        (untyped, TypeError, "untyped needs a return annotation"),
        (wrong, StepFailed, "the result of wrong is not what it promises"),
        (binary, StepFailed, "step 'one': PydanticSerializationError"),
        (away, Unfetchable, "^The commit is gone.$"),
        (unknown, Unknown, "^Something calm.$"),
        (broken, StepFailed, "step 'one': ZeroDivisionError: oh"),
    ],
)
async def test_a_failure_is_the_same_at_the_first_time_and_after_a_crash(
    work: Callable[[], Awaitable[object]], kind: type[Exception], words: str
) -> None:
    finished: dict[str, str] = {}

    for _ in range(2):
        with pytest.raises(kind, match=words):
            await InlineRun(finished=finished).step("one", work)


async def test_two_steps_of_one_name_are_an_error() -> None:
    run = InlineRun()
    await run.step("one", none)

    with pytest.raises(RuntimeError, match="two steps of one run are called 'one'"):
        await run.step("one", none)


@dataclass
class World:
    """What a workflow of three steps does to the world."""

    said: tuple[str, ...] = ()

    async def say(self, word: str) -> str:
        self.said += (word,)
        return word

    async def flow(self, run: Run) -> str:
        words = [await run.step(word, self.say, word) for word in ("read", "think", "write")]
        await run.sleep("a while", 0)
        await run.start("review", CHANGE)
        return " ".join(words)


@pytest.mark.parametrize(
    ("crash", "said"),
    [
        ("read", ("read", "read", "think", "write")),
        ("think", ("read", "think", "think", "write")),
        ("write", ("read", "think", "write", "write")),
    ],
)
async def test_after_a_crash_only_the_step_that_was_hit_is_done_again(crash: str, said: tuple[str, ...]) -> None:
    world, finished = World(), dict[str, str]()
    with pytest.raises(Crashed):
        await world.flow(InlineRun(finished=finished, crash_after=crash))

    second = InlineRun(finished=finished)
    assert await world.flow(second) == "read think write"
    assert world.said == said
    assert second.started == [CHANGE]

    third = InlineRun(finished=finished)
    assert await world.flow(third) == "read think write"
    assert (world.said, third.started) == (said, [])


async def test_progress_is_heard_before_each_step() -> None:
    heard: list[str] = []
    await World().flow(InlineRun(on_step=heard.append))

    assert heard == ["read", "think", "write"]


class Flows:
    """Deliveries start two reviews of their subject; all of it is written down."""

    def __init__(self) -> None:
        self.journal: list[str] = []
        self.failing: Mapping[str, Exception] = {}

    async def delivered(self, run: Run, delivery: str) -> None:
        self.journal.append(f"{delivery} begins as {run.id}")
        await asyncio.sleep(0.01)
        if error := self.failing.get(delivery):
            raise error
        await run.start("review", replace(CHANGE, head=delivery))
        self.journal.append(f"{delivery} ends")

    async def review(self, run: Run, change: Change) -> None:
        self.journal.append(f"review {change.head} as {run.id}")

    async def reconcile(self, run: Run) -> None:
        self.journal.append(run.id)


@pytest.fixture
def flows() -> Flows:
    return Flows()


@pytest.fixture
async def engine(sqlite_address: str, flows: Flows) -> AsyncIterator[InlineEngine]:
    database_engine = database.connect(sqlite_address)
    database.upgrade(database_engine)
    engine = InlineEngine(SqlStore(database_engine), flows)
    await engine.start()
    yield engine
    await engine.stop()
    database_engine.dispose()


def delivery(id: str) -> Delivery:
    return Delivery(id, "pull_request", "1/7", b"{}")


async def test_deliveries_of_one_subject_follow_each_other(engine: InlineEngine, flows: Flows) -> None:
    assert await asyncio.gather(*(engine.accept(delivery(id)) for id in "ba")) == [True, True]
    assert not await engine.idle()
    await engine.finished()

    assert [line for line in flows.journal if "review" not in line] == [
        "b begins as gh:b:1",
        "b ends",
        "a begins as gh:a:1",
        "a ends",
    ]
    assert "review b as gh:b:1/review" in flows.journal


async def test_a_known_delivery_is_only_tried_again_when_it_failed(engine: InlineEngine, flows: Flows) -> None:
    flows.failing = {"a": Unfetchable("away")}
    answers = [await engine.accept(delivery("a"))]
    await engine.finished()
    flows.failing = {}
    answers.append(await engine.accept(delivery("a")))
    await engine.finished()
    answers.append(await engine.accept(delivery("a")))

    assert answers == [True, True, False]
    assert "a begins as gh:a:2" in flows.journal


async def test_a_stopped_engine_refuses(engine: InlineEngine) -> None:
    await engine.stop()

    with pytest.raises(Refused):
        await engine.accept(delivery("a"))
    assert (await engine.probe())[0] == "down"


async def test_missed_work_is_looked_for_on_demand(engine: InlineEngine, flows: Flows) -> None:
    await engine.reconcile()

    assert flows.journal == ["reconcile"]
