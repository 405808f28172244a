"""The durable engine across stops, restarts and kills: nothing is lost, nothing finished is done again."""

import asyncio
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.edge import database
from service.edge.durable import DurableEngine, Taken
from service.edge.durable.lease import take
from service.edge.store import SqlStore
from service.model import Category, Finding, Severity
from service.ports import Refused, Run, Unfetchable
from tests import durable_child
from tests.engines import Flows, delivery, idle, on_sqlite, running, until

pytest_plugins = ["tests.databases", "tests.engine_fixtures"]


async def test_a_restart_reads_finished_steps_back_and_does_the_rest(store: SqlStore, flows: Flows) -> None:
    finding = Finding("ruff", "F401", "a.py", 1, 1, "unused", Severity.LOW, Category.MAINTAINABILITY, 1)
    done: list[str] = []
    seen: list[object] = []

    async def analyze() -> tuple[Finding, ...]:
        done.append("analyze")
        return (finding,)

    async def fetch() -> None:
        done.append("fetch")
        raise Unfetchable("gone")

    async def publish() -> None:
        done.append("publish")
        if done.count("publish") == 1:
            await asyncio.sleep(60)

    async def act(run: Run, _id: str) -> None:
        found = await run.step("analyze", analyze)
        with pytest.raises(Unfetchable, match="gone"):
            await run.step("fetch", fetch)
        await run.step("publish", publish)
        seen.extend(found)

    flows.on_delivery = act

    async with running(store, flows, drain=1) as engine:
        await engine.accept(delivery())
        await until(lambda: "publish" in done)
    assert seen == []

    async with running(store, flows) as engine:
        await idle(engine)
    assert done == ["analyze", "fetch", "publish", "publish"]
    assert seen == [finding]


@on_sqlite
async def test_a_stop_lets_running_work_finish_and_takes_none(store: SqlStore, flows: Flows) -> None:
    done: list[str] = []

    async def act(_run: Run, id: str) -> None:
        done.append("begun")
        await asyncio.sleep(0.5)
        done.append("ended")

    flows.on_delivery = act
    async with running(store, flows) as engine:
        await engine.accept(delivery())
        await until(lambda: done)

    assert done == ["begun", "ended"]
    with pytest.raises(Refused):
        await engine.accept(delivery("d2"))
    assert await store.delivery("d2") is None


def test_one_executor_id_is_one_process(store: SqlStore) -> None:
    held = take(store.engine, "one")
    with pytest.raises(Taken, match="'one'"):
        take(store.engine, "one")
    take(store.engine, "two").release()

    held.release()

    take(store.engine, "one").release()


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_lost_lease_is_taken_again_unless_somebody_was_faster(store: SqlStore) -> None:
    mine = take(store.engine, "one")
    cut = sa.text(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
    )

    def lose() -> None:
        with store.engine.connect() as connection:
            connection.execute(cut)

    lose()
    assert mine.held()
    lose()
    theirs = take(store.engine, "one")
    assert not mine.held()
    theirs.release()


async def test_a_second_process_under_the_same_id_ends_with_one_sentence(
    address: str, tmp_path: Path, flows: Flows
) -> None:
    store = SqlStore(database.connect(address))
    engine = DurableEngine(store, flows, "child")
    await engine.start()

    second = await asyncio.to_thread(start, address, tmp_path / "journal", 1)
    said, _ = await asyncio.to_thread(second.communicate, timeout=20)
    await engine.stop()
    store.engine.dispose()

    assert second.returncode == 3
    assert said == (
        "Another process already works as executor 'child' on this database; give each its own HONE_EXECUTOR_ID.\n"
    )


def start(address: str, journal: Path, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", durable_child.__name__, address, str(journal), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent)


def test_kills_lose_nothing_and_repeat_only_the_step_they_hit(address: str, tmp_path: Path) -> None:
    count, kills, dice = 30, 0, random.Random(7)
    journal = tmp_path / "journal"
    for _ in range(4):
        with start(address, journal, count) as child:
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
            try:
                child.wait(dice.uniform(0.05, 0.5))
            except subprocess.TimeoutExpired:
                kills += 1
                child.send_signal(signal.SIGKILL)
    with start(address, journal, count) as child:
        assert child.wait(60) == 0

    lines = Counter(journal.read_text().splitlines())
    steps = ("fetch", "think", "analyze", "publish")
    assert kills >= 2
    assert lines.keys() == {f"{n} {step}" for n in range(count) for step in steps}
    # A kill may fall between a step's effect and its checkpoint: at most once for each workflow that ran.
    assert sum(lines.values()) - len(lines) <= kills * 2 * durable_child.KEYS
    engine = database.connect(address)
    with engine.connect() as connection:
        states = connection.execute(sa.text("SELECT state, count(*) FROM delivery GROUP BY state")).all()
    engine.dispose()
    assert [tuple(row) for row in states] == [("done", count)]
