"""Crashes of a request: wherever one falls, one reply stands in the end, and it reads the same."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import pytest

from service import app
from service.edge import database
from service.edge.inline import Crashed, InlineRun
from service.edge.store import SqlStore
from service.model import IssueChanged, Repo, Request
from service.settings import read
from service.workflows.labelled import labelled
from service.workflows.request import fulfil
from tests.asking import ULID
from tests.examples import CLEAN, SHELL
from tests.maintainer import Pull
from tests.world import World

pytest_plugins = ["tests.databases"]

FILES = {"send.py": CLEAN, "Makefile": "test:\n\tpython -m pytest\n", "page.html": "<p>Hello</p>\n"}
PLACE = ("began", "look", "settings")
STEPS = {
    "prompts": (*PLACE, "examine", "issue", "learnings", "handed", "keep", "learn", "reply 1", "done"),
    "feature": (*PLACE, "ground", "learnings", "keep", "learn", "reply 1", "done"),
    "ux": (*PLACE, "interface", "reply 1", "done"),
    "evaluate": (*PLACE, "ground", "reply 1", "done"),
    "improve": ("which", "apology", "done"),
}
ARGUMENTS = {"prompts": ("quality",), "feature": ("Export",), "ux": ("",), "improve": ("f0000000",)}
CASES = [(verb, step) for verb, steps in STEPS.items() for step in ("", *steps)]


@pytest.fixture
def store(sqlite_address: str) -> Iterator[SqlStore]:
    engine = database.connect(sqlite_address)
    database.upgrade(engine)
    yield SqlStore(engine)
    engine.dispose()


@dataclass
class Asked:
    """A request, and the processes that work on it one after the other."""

    world: World
    pull: Pull
    store: SqlStore
    request: Request
    heard: list[str] = field(default_factory=list)
    finished: dict[str, str] = field(default_factory=dict)
    meanwhile: dict[str, Callable[[], object]] = field(default_factory=dict)
    """What happens on GitHub just before a step."""

    async def process(self, crash_after: str = "") -> None:
        """Work on it in a process that knows nothing but what is finished."""
        edge = app.outside(read(self.world.environment()), self.store)

        def on_step(name: str) -> None:
            self.heard.append(name)
            self.meanwhile.pop(name, lambda: None)()

        try:
            run = InlineRun("r", finished=self.finished, on_step=on_step, crash_after=crash_after)
            await fulfil(run, self.request, edge)
        finally:
            await edge.github.close()


async def asked(world: World, store: SqlStore, verb: str) -> Asked:
    """A command on a pull request that nothing has been said about yet."""
    repo = await world.repo(FILES)
    pull = await repo.pull({"send.py": SHELL})
    comment = await pull.reply(f"/hone {verb}", by="bob", role="write")
    owner, _, name = repo.name.partition("/")
    where = Repo(repo.id, owner, name, world.installations[owner])
    request = Request(
        where, pull.number, verb, ARGUMENTS.get(verb, ()), comment, True, "bob", "/hone evaluate\nMend `send.py:5`."
    )
    return Asked(world, pull, store, request)


@pytest.mark.parametrize(("verb", "crash"), CASES)
async def test_a_request_that_crashes_between_work_and_memory_ends_like_one_that_does_not(
    world: World, store: SqlStore, verb: str, crash: str
) -> None:
    work = await asked(world, store, verb)

    if crash:
        with pytest.raises(Crashed):
            await work.process(crash)
    await work.process()

    assert tuple(dict.fromkeys(work.heard)) == STEPS[verb]
    assert [step for step in STEPS[verb] if work.heard.count(step) > 1] == ([crash] if crash else [])
    assert len(work.pull.said) == 1
    assert "⏳" not in work.pull.said[0]
    assert work.pull.reactions(work.request.comment) == ["confused" if verb == "improve" else "rocket"]
    kept = ULID.findall(work.pull.said[0])
    assert all([await store.prompt(work.request.repo, id) for id in kept])
    assert bool(kept) == (verb in {"prompts", "feature"})


async def test_what_nobody_foresaw_is_said_and_no_eyes_stay(world: World, store: SqlStore) -> None:
    work = await asked(world, store, "ux")

    def broken() -> None:
        raise ZeroDivisionError("the disk is full of zeros")

    work.meanwhile["interface"] = broken
    await work.process()

    assert work.pull.said[0].endswith("😕 Hone failed here by an error of its own; its log says more.")
    assert work.pull.reactions(work.request.comment) == ["confused"]


async def test_an_app_that_is_suspended_meanwhile_leaves_without_a_word(world: World, store: SqlStore) -> None:
    world.expects_refusals()
    work = await asked(world, store, "prompts")
    at = f"installations/{world.installations['acme']}"
    work.meanwhile["reply 1"] = lambda: world.change(at, action="suspend", wait=False)
    await work.process()

    assert work.pull.said == []
    assert work.heard[-1] == "reply 1"


async def test_a_conversation_that_is_locked_meanwhile_is_told_by_a_face(world: World, store: SqlStore) -> None:
    world.expects_refusals()
    work = await asked(world, store, "ux")
    work.meanwhile["reply 1"] = work.pull.lock
    await work.process()

    assert work.pull.said == []
    assert work.pull.reactions(work.request.comment) == ["confused"]


@pytest.mark.parametrize("crash", ["", "role"])
async def test_one_label_is_one_request(world: World, store: SqlStore, crash: str) -> None:
    work = await asked(world, store, "feature")
    edge = app.outside(read(world.environment()), store)
    event = IssueChanged("labeled", work.request.repo, 9, "Export", ("hone:feature",), "bob", "hone:feature")
    finished: dict[str, str] = {}
    run = InlineRun("r", finished=finished, crash_after=crash)
    began: Awaitable[tuple[str, str]] = labelled(run, event, edge)
    if crash:
        with pytest.raises(Crashed):
            await began
        run = InlineRun("r", finished=finished)
        began = labelled(run, event, edge)

    assert await began == ("done", "an answer is on its way")
    assert run.started == [Request(work.request.repo, 9, "feature", ("Export",), author="bob")]
    await edge.github.close()


MODEL = ("model begins", "lessons", "model 1: write", "model 2: judge", "keep again", "reply 2", "done")


@pytest.mark.parametrize("crash", ["", "reply 1", *MODEL])
async def test_a_crash_while_a_model_works_pays_again_only_for_the_answer_that_was_lost(
    world: World, store: SqlStore, crash: str
) -> None:
    paid = world.model.requests
    work = await asked(world, store, "prompts")

    if crash:
        with pytest.raises(Crashed):
            await work.process(crash)
    await work.process()

    assert tuple(dict.fromkeys(work.heard)) == (*STEPS["prompts"][:-1], *MODEL)
    assert len(paid) == 2 + (crash.startswith("model ") and crash != "model begins")
    assert len(work.pull.said) == 1
    assert "judged by `stub-judge`" in work.pull.said[0]
    kept = await store.prompt(work.request.repo, ULID.findall(work.pull.said[0])[0])
    assert kept
    assert kept[1].body in work.pull.said[0]
