"""Reassessments wherever they crash, and the work that waits for its time: once, in the end."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from service import app, model
from service.edge import database
from service.edge.durable import DurableEngine
from service.edge.inline import Crashed, InlineRun
from service.edge.store import SqlStore
from service.model import Change, EvidenceArrived, Repo
from service.ports import Run
from service.settings import read
from service.words.check import external_id
from service.workflows.reassess import note, reassess
from service.workflows.review import review
from tests.engines import CHANGE, Flows, delivery, idle
from tests.examples import CLEAN, SHELL
from tests.maintainer import Pull
from tests.world import World

pytest_plugins = ["tests.databases", "tests.engine_fixtures"]

STEPS = ("others", "still newest", "verdict", "comment", "record")


@pytest.fixture
def kept(sqlite_address: str) -> Iterator[SqlStore]:
    engine = database.connect(sqlite_address)
    database.upgrade(engine)
    yield SqlStore(engine)
    engine.dispose()


async def work(world: World, kept: SqlStore, body, change: Change, heard: list[str], finished: dict, crash: str = ""):
    """Do it in a process that knows nothing but what is finished."""
    edge = app.outside(read(world.environment()), kept)
    try:
        await body(InlineRun("r", finished=finished, on_step=heard.append, crash_after=crash), change, edge)
    finally:
        await edge.github.close()


async def reviewed(world: World, kept: SqlStore) -> tuple[Pull, Change]:
    """A pull request whose verdict waits for another check."""
    repo = await world.repo({".github/hone.yml": "gates: {required_checks: on}\n", "send.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL})
    stands = pull.page["pull"]
    owner, _, name = repo.name.partition("/")
    live = model.Pull(pull.number, stands["head"], stands["base"], stands["base_ref"])
    change = live.change(Repo(repo.id, owner, name, world.installations[owner]))
    await work(world, kept, review, change, [], {})
    return pull, replace(change, late="finished")


@pytest.mark.parametrize("crash", ["", *STEPS])
async def test_a_reassessment_that_crashes_ends_like_one_that_does_not(
    world: World, kept: SqlStore, crash: str
) -> None:
    pull, late = await reviewed(world, kept)
    await pull.repo.check(pull.head, "tests", "success")
    heard: list[str] = []
    finished: dict[str, str] = {}
    if crash:
        with pytest.raises(Crashed):
            await work(world, kept, reassess, late, heard, finished, crash)
    await work(world, kept, reassess, late, heard, finished)

    assert tuple(dict.fromkeys(heard)) == STEPS
    (check,) = pull.checks
    assert (check.conclusion, len(check.annotations), len(pull.said)) == ("failure", 1, 1)
    assert "1 green" in pull.comment
    report = await kept.report(external_id(late))
    assert [each.met for each in report.conditions if each.gate == "required_checks"] == [True]


async def test_news_that_change_nothing_write_nothing(world: World, kept: SqlStore) -> None:
    pull, late = await reviewed(world, kept)
    await pull.repo.check(pull.head, "tests", "success")
    await work(world, kept, reassess, late, [], {})
    heard: list[str] = []
    await work(world, kept, reassess, late, heard, {})

    assert heard == ["others"]


async def test_news_of_one_moment_are_one_piece_of_work(world: World, kept: SqlStore) -> None:
    pull, late = await reviewed(world, kept)
    edge = app.outside(read(world.environment()), kept)
    queued: list[str] = []
    for source in ("status", "status", "workflow_run", "check_suite", "pull_request_review"):
        run = InlineRun(
            finished={"time": '{"result":1000.5}'}, delays=lambda name, _work, _seconds: queued.append(name)
        )
        await note(run, EvidenceArrived(late.repo, pull.head, source, app=1), edge)
    await edge.github.close()

    assert len(queued) == 5
    assert len(set(queued)) == 2


async def test_work_that_waits_is_done_once_and_not_before_its_time(engine: DurableEngine, flows: Flows) -> None:
    seen: list[tuple[str, Change, float]] = []

    async def act(run: Run, _id: str) -> None:
        await run.later("late:x:1", CHANGE, 1.0)

    async def look(run: Run, change: Change) -> None:
        seen.append((run.id, change, time.monotonic()))

    flows.on_delivery, flows.on_review = act, look
    began = time.monotonic()
    await engine.accept(delivery("d1"))
    await engine.accept(delivery("d2", key="1/8"))
    await idle(engine)

    assert [(id, change) for id, change, _ in seen] == [("late:x:1", CHANGE)]
    assert seen[0][2] - began >= 1.0


async def test_an_organisations_settings_are_kept_by_its_name_in_any_case(kept: SqlStore) -> None:
    assert (await kept.organisation_settings("Acme"), await kept.organisation_seen("Acme")) == ("", None)

    await kept.keep_organisation_settings("Acme", "prompts: 1\n")
    await kept.keep_organisation_settings("acme", "prompts: 2\n")

    assert await kept.organisation_settings("ACME") == "prompts: 2\n"
    assert await kept.organisation_seen("acme")


async def test_a_report_that_can_no_longer_be_read_is_none(kept: SqlStore) -> None:
    await kept.review_opened(CHANGE, "x")
    await kept.review_closed("x", "published", "success", '{"conclusion": "of another age"}')

    assert await kept.report("x") is None
    assert await kept.report("unknown") is None
