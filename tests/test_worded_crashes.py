"""Wherever a process dies while a model words and judges, the same stands on GitHub, and the model is paid once."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from service import app, model
from service.edge import database
from service.edge.inline import Crashed, InlineRun
from service.edge.store import SqlStore
from service.model import Change, Repo, Request
from service.settings import read
from service.words import comment
from service.words.check import external_id
from service.workflows.request import fulfil
from service.workflows.requests.refine import OWN_FAULT, say
from service.workflows.review import review
from tests.examples import CLEAN, SHELL
from tests.maintainer import Pull
from tests.world import World

pytest_plugins = ["tests.databases"]

STEPS = (
    *("words: standing", "words: began", "words: still newest 1", "words: ground", "issue", "words: learnings"),
    *("words: still newest 2", "words 1: write", "words: still newest 3", "words 2: judge"),
    *("words: comment", "words: record"),
)
MODEL = {"words 1: write", "words 2: judge"}


@pytest.fixture
def store(sqlite_address: str) -> Iterator[SqlStore]:
    engine = database.connect(sqlite_address)
    database.upgrade(engine)
    yield SqlStore(engine)
    engine.dispose()


async def opened(world: World) -> tuple[Pull, Change]:
    """A pull request that Hone has not heard of yet, and a model to word its prompt."""
    assert world.model.url
    repo = await world.repo({"send.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL})
    stands = pull.page["pull"]
    owner, _, name = repo.name.partition("/")
    live = model.Pull(pull.number, stands["head"], stands["base"], stands["base_ref"])
    return pull, live.change(Repo(repo.id, owner, name, world.installations[owner]))


async def reviewed(world: World, store: SqlStore, change: Change) -> list[Request]:
    """Review it; the work that the review asks for."""
    edge = app.outside(read(world.environment()), store)
    run = InlineRun("r")
    try:
        await review(run, change, edge)
    finally:
        await edge.github.close()
    return [work for work in run.started if isinstance(work, Request)]


async def process(
    world: World, store: SqlStore, asked: Request, heard: list[str], finished: dict[str, str], crash: str = ""
) -> None:
    """Do what the review asked for in a process that knows nothing but what is finished."""
    edge = app.outside(read(world.environment()), store)
    try:
        await fulfil(InlineRun("w", finished=finished, on_step=heard.append, crash_after=crash), asked, edge)
    finally:
        await edge.github.close()


@pytest.mark.parametrize("crash", ["", *STEPS])
async def test_a_crash_changes_nothing_of_what_stands_in_the_end(world: World, store: SqlStore, crash: str) -> None:
    pull, change = await opened(world)
    (asked,) = await reviewed(world, store, change)
    heard: list[str] = []
    finished: dict[str, str] = {}
    if crash:
        with pytest.raises(Crashed):
            await process(world, store, asked, heard, finished, crash)
    await process(world, store, asked, heard, finished)

    assert tuple(dict.fromkeys(heard)) == STEPS
    assert [step for step in STEPS if heard.count(step) > 1] == ([crash] if crash else [])
    assert len(world.model.requests) == 2 + (crash in MODEL)
    assert len(pull.said) == 1
    assert "worded by `stub-writer`" in pull.comment
    report = await store.report(external_id(change))
    assert [prompt.writer for prompt in report.prompts] == ["stub-writer"]
    assert report.prompts[0].body in pull.comment
    assert (await store.review(external_id(change)))[1] == "published"


@pytest.mark.parametrize("crash", ["record"])
async def test_a_review_asks_for_the_model_once_and_after_everything_else(
    world: World, store: SqlStore, crash: str
) -> None:
    _, change = await opened(world)
    edge = app.outside(read(world.environment()), store)
    heard: list[str] = []
    finished: dict[str, str] = {}
    with pytest.raises(Crashed):
        await review(InlineRun("r", finished=finished, crash_after=crash), change, edge)
    runs = [InlineRun("r", finished=finished, on_step=heard.append) for _ in range(2)]
    for run in runs:
        await review(run, change, edge)
    await edge.github.close()

    assert heard == ["record"]
    (asked,) = [work for run in runs for work in run.started]
    assert asked == Request(change.repo, change.number, "refine", (external_id(change),), on_pull=True)
    assert world.model.requests == []


async def test_the_words_of_a_model_that_dies_in_the_store_take_nothing_away(world: World, store: SqlStore) -> None:
    pull, change = await opened(world)
    (asked,) = await reviewed(world, store, change)

    class Leaky(SqlStore):
        async def spend(self, *_: object) -> None:
            raise ZeroDivisionError("the ledger is gone")

    await process(world, Leaky(store.engine), asked, [], {})

    assert pull.check.conclusion == "failure"
    assert "worded by" not in pull.comment
    assert "R-1." in pull.comment
    assert pull.comment.count(OWN_FAULT) == 1
    assert len(pull.said) == 1
    assert (await store.report(external_id(change))).wording == OWN_FAULT


async def test_a_conversation_that_is_locked_costs_no_call(world: World, store: SqlStore) -> None:
    pull, change = await opened(world)
    world.expects_refusals()
    pull.lock()

    assert await reviewed(world, store, change) == []
    assert world.model.requests == []
    assert pull.check.conclusion == "failure"


class Meddling(SqlStore):
    """A store that something else happens in, while the second answer of the model is paid."""

    def __init__(self, store: SqlStore, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__(store.engine)
        self._meanwhile, self._paid = meanwhile, 0

    async def spend(self, *what: Any) -> None:
        await super().spend(*what)
        self._paid += 1
        if self._paid == 2:
            await self._meanwhile()


async def test_what_others_said_meanwhile_stays_in_the_comment_and_in_the_record(world: World, store: SqlStore) -> None:
    pull, change = await opened(world)
    (asked,) = await reviewed(world, store, change)
    before = await store.report(external_id(change))
    other = replace(before, conclusion="neutral", reason="Waiting for the tests.")
    await process(world, Meddling(store, lambda: store.published(external_id(change), other)), asked, [], {})

    after = await store.report(external_id(change))
    assert (after.conclusion, after.prompts[0].writer) == ("neutral", "stub-writer")
    assert "Waiting for the tests." in pull.comment
    assert "worded by `stub-writer`" in pull.comment


async def test_a_head_that_is_checked_once_more_leaves_the_comment_to_that_check(world: World, store: SqlStore) -> None:
    pull, change = await opened(world)
    (asked,) = await reviewed(world, store, change)
    again = replace(change, attempt="again-1")
    await process(world, Meddling(store, lambda: reviewed(world, store, again)), asked, [], {})

    assert len(world.model.requests) == 2
    assert "worded by" not in pull.comment
    assert (await store.report(external_id(change))).prompts[0].writer == ""


async def test_the_text_of_an_older_head_never_takes_the_place_of_a_newer_one(world: World, store: SqlStore) -> None:
    pull, change = await opened(world)
    await reviewed(world, store, change)
    report = await store.report(external_id(change))
    edge = app.outside(read(world.environment()), store)
    assert await say(edge, change, report.prompts, "First.")
    assert "First." in pull.comment
    newer = replace(report, change=replace(change, head="f" * 40), reason="newer")
    await edge.github.apply(comment.sticky(newer))
    stands = pull.comment

    assert await say(edge, change, report.prompts, "Second.")
    await edge.github.close()

    assert pull.comment == stands
    assert len(pull.said) == 1
