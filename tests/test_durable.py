"""The durable engine, on both databases: each delivery is acted on once, in the order of its subject."""

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable

from service.edge import database
from service.edge.checkpoint import LIMIT, StepFailed
from service.edge.durable import DurableEngine
from service.edge.store import SqlStore
from service.model import Change, Delivery
from service.ports import Refused, Run, Unfetchable
from tests.engines import CHANGE, SHOP, Flows, delivery, idle, on_sqlite, running, state, until

pytest_plugins = ["tests.databases", "tests.engine_fixtures"]


async def test_a_delivery_starts_its_workflow_and_that_one_the_review(
    engine: DurableEngine, flows: Flows, store: SqlStore
) -> None:
    seen: list[object] = []

    async def fetch(id: str) -> Delivery | None:
        return await store.delivery(id)

    async def act(run: Run, id: str) -> None:
        seen.append(await run.step("fetch", fetch, id))
        await run.start("review", CHANGE)

    async def look(run: Run, change: Change) -> None:
        seen.extend([run.id, change])

    flows.on_delivery, flows.on_review = act, look

    assert await engine.accept(delivery()) is True
    await idle(engine)

    assert seen == [delivery(), "gh:d1:1/review", CHANGE]


async def test_a_redelivery_five_times_at_once_is_one_workflow(engine: DurableEngine, flows: Flows) -> None:
    runs: list[str] = []

    async def act(run: Run, _id: str) -> None:
        runs.append(run.id)

    flows.on_delivery = act

    answers = await asyncio.gather(*(engine.accept(delivery()) for _ in range(5)))
    await idle(engine)
    again = await engine.accept(delivery())

    assert Counter(answers) == {True: 1, False: 4}
    assert again is False
    assert runs == ["gh:d1:1"]


async def test_only_a_failed_delivery_is_tried_again_when_it_comes_back(
    engine: DurableEngine, flows: Flows, store: SqlStore
) -> None:
    runs: list[str] = []

    async def act(run: Run, id: str) -> None:
        runs.append(run.id)
        if len(runs) == 1:
            raise Unfetchable("The repository is away.")
        await run.step("settle", store.settle, id, "done")

    flows.on_delivery = act

    await engine.accept(delivery())
    await idle(engine)
    assert state(store) == ("failed", "The repository is away.", 1)

    assert await engine.accept(delivery()) is True
    await idle(engine)
    assert state(store) == ("done", "", 2)
    assert await engine.accept(delivery()) is False
    assert runs == ["gh:d1:1", "gh:d1:2"]


@on_sqlite
async def test_an_unforeseen_error_is_named_but_not_quoted(
    engine: DurableEngine, flows: Flows, store: SqlStore
) -> None:
    async def act(_run: Run, _id: str) -> None:
        raise ValueError("token=hunter2")

    flows.on_delivery = act
    await engine.accept(delivery())
    await idle(engine)

    assert state(store)[:2] == ("failed", "ValueError")


async def test_deliveries_of_one_subject_keep_their_order_and_others_overtake(
    engine: DurableEngine, flows: Flows
) -> None:
    journal: list[str] = []

    async def act(_run: Run, id: str) -> None:
        journal.append(f"{id} begins")
        await asyncio.sleep(0.3 if id == "slow" else 0.01)
        journal.append(f"{id} ends")

    flows.on_delivery = act
    order = ["slow", "z", "y", "x", "w"]

    await asyncio.gather(*(engine.accept(delivery(id)) for id in order), engine.accept(delivery("other", "1/8")))
    await idle(engine)

    same = [line for line in journal if not line.startswith("other")]
    assert same == [f"{id} {what}" for id in order for what in ("begins", "ends")]
    assert journal.index("other ends") < journal.index("slow ends")


async def test_reviews_of_one_pull_request_wait_for_each_other(engine: DurableEngine, flows: Flows) -> None:
    active, most, heads = 0, 0, []

    async def act(run: Run, id: str) -> None:
        await run.start("review", Change(SHOP, id, "b", "main", 7))
        await run.start("other", Change(SHOP, id, "b", "main", 8))

    async def look(_run: Run, change: Change) -> None:
        nonlocal active, most
        if change.number != 7:
            return
        active += 1
        most = max(most, active)
        heads.append(change.head)
        await asyncio.sleep(0.05)
        active -= 1

    flows.on_delivery, flows.on_review = act, look
    for id in ("c", "b", "a"):
        await engine.accept(delivery(id))
    await idle(engine)

    assert (most, heads) == (1, ["c", "b", "a"])


async def failure_of(engine: DurableEngine, flows: Flows, body: Callable[[Run], Awaitable[object]]) -> Exception:
    """What the body raises inside a workflow."""
    caught: list[Exception] = []

    async def act(run: Run, _id: str) -> None:
        try:
            await body(run)
        except (StepFailed, RuntimeError) as error:
            caught.append(error)

    flows.on_delivery = act
    await engine.accept(delivery())
    await idle(engine)
    return caught[0]


async def large() -> str:
    return "x" * LIMIT


@on_sqlite
async def test_a_step_that_cannot_be_kept_says_why(engine: DurableEngine, flows: Flows) -> None:
    error = await failure_of(engine, flows, lambda run: run.step("one", large))

    assert isinstance(error, StepFailed)
    assert "the result of 'one' is 262,146 bytes; at most 262,144 are kept" in str(error)


@on_sqlite
async def test_two_steps_of_one_name_are_an_error(engine: DurableEngine, flows: Flows) -> None:
    async def twice(run: Run) -> None:
        await run.sleep("one", 0)
        await run.step("one", away_quietly)
        await run.step("one", away_quietly)

    assert "two steps of one run are called 'one'" in str(await failure_of(engine, flows, twice))


async def away_quietly() -> None:
    """Nothing to do."""


@on_sqlite
async def test_missed_work_is_looked_for_at_boot(engine: DurableEngine, flows: Flows) -> None:
    await asyncio.sleep(0.1)
    await idle(engine)

    assert len(flows.reconciled) == 1
    assert flows.reconciled[0].startswith("reconcile:one:")


@on_sqlite
async def test_the_probe_counts_what_waits(engine: DurableEngine, flows: Flows) -> None:
    gate: list[str] = []
    await until(lambda: flows.reconciled)
    await idle(engine)

    begun: list[str] = []

    async def act(_run: Run, id: str) -> None:
        begun.append(id)
        await until(lambda: gate)

    flows.on_delivery = act
    await engine.accept(delivery("a"))
    await engine.accept(delivery("b"))
    await until(lambda: begun)

    assert await engine.probe() == ("ok", "deliveries enqueued 1, deliveries pending 1")
    gate.append("open")
    await idle(engine)
    assert await engine.probe() == ("ok", "idle")


async def test_a_locked_database_refuses_instead_of_pretending(sqlite_address: str, flows: Flows) -> None:
    store = SqlStore(database.connect(sqlite_address, patience=1))
    async with running(store, flows) as engine:
        await idle(engine)
        other = sqlite3.connect(store.engine.url.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        began = time.monotonic()
        first = asyncio.create_task(engine.accept(delivery()))
        await asyncio.sleep(0.1)
        answers = await asyncio.gather(first, engine.accept(delivery("late")), return_exceptions=True)

        assert [type(answer) for answer in answers] == [Refused, Refused]
        assert time.monotonic() - began < 1.8, "who came meanwhile must not wait for the lock once more"
        other.execute("ROLLBACK")
        other.close()
        assert await engine.accept(delivery()) is True
        await idle(engine)
    store.engine.dispose()


async def test_a_row_the_database_refuses_takes_only_itself_down(engine: DurableEngine, store: SqlStore) -> None:
    huge = Delivery("bad", "push", "1/x", b"{}", installation=2**70)

    answers = await asyncio.gather(
        engine.accept(delivery("a")), engine.accept(huge), engine.accept(delivery("b")), return_exceptions=True
    )

    assert [type(answer) for answer in answers] == [bool, Refused, bool]
    assert await store.known_deliveries(["a", "bad", "b"]) == {"a": "queued", "b": "queued"}
