"""Crashes of the whole thing: wherever one falls, the same stands on GitHub afterwards, and stands there once."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from stage.census import Census
from stage.github import GitHub
from stage.kills import Campaign
from stage.people import LINE, MANY, People
from stage.serve import Hone

from service import app, model
from service.edge import database
from service.edge.inline import Crashed, InlineRun
from service.edge.store import SqlStore
from service.model import Change, Diff, Repo
from service.settings import read
from service.words.check import external_id
from service.workflows.review import review
from tests.maintainer import Pull
from tests.world import World

pytest_plugins = ["tests.databases"]

FLAWED = "import subprocess\n\n\ndef send(name):\n" + "".join(f"    {LINE}  # {n}\n" for n in range(MANY))
LINES = list(range(5, 5 + MANY))
CLEAN = "def send(name):\n    return name\n"


def test_kills_of_the_running_service_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hone.db"
    with (
        GitHub(tmp_path / "github") as github,
        Hone(tmp_path / "hone", {**github.environment(), "HONE_DATABASE_URL": url}) as hone,
    ):
        github.act("hook", url=hone.hook)
        census = Census(url)
        campaign = Campaign(hone, census, People(github, tmp_path), random.Random(5))
        steps = campaign.rehearse()
        campaign.run(kills=3, pulls=3, least=0)
        standing = campaign.end(pulls=3)
        census.close()

    assert (standing.lost, standing.doubled) == ((), ())
    assert campaign.tally.kills == 3
    assert len(campaign.people.accepted) == len(campaign.people.heads) >= 3
    assert {step for _body, step in steps} >= {"settle", "examine", "verdict", "comment"}


@dataclass(frozen=True)
class Fate:
    """How a review goes, what stands on the pull request in the end, and where a crash is tried."""

    path: tuple[str, ...]
    since: str
    """The first step that this fate alone has, or that ends differently here."""
    conclusion: str
    """Of the check run; empty: there is none."""
    annotations: int
    comments: int
    state: str
    """Of the review, as it is remembered."""

    @property
    def crashes(self) -> tuple[str, ...]:
        return self.path[self.path.index(self.since) :]


READ = ("look", "settings", "open", "learnings", "began", "examine", "issue", "ended", "still newest")
FATES = {
    "answered": Fate(
        (*READ, "verdict", "comment", "suggested before", "propose", "record"), "look", "failure", MANY, 1, "published"
    ),
    "overtaken": Fate((*READ, "close", "record"), "still newest", "cancelled", 0, 0, "superseded"),
    "broken": Fate(
        ("look", "settings", "open", "learnings", "began", "examine", "apology", "failed"),
        "examine",
        "neutral",
        0,
        0,
        "failed",
    ),
    "locked": Fate((*READ, "verdict", "comment", "propose", "record"), "comment", "failure", MANY, 0, "published"),
    "refused": Fate(("look", "settings", "open", "refused"), "open", "", 0, 0, "failed"),
}
CASES = [(fate, step) for fate, told in FATES.items() for step in ("", *told.crashes)]


class Broken:
    """A clone that fails in a way nobody foresaw."""

    async def fetch(self, _change: Change) -> Diff:
        raise ZeroDivisionError("the disk is full of zeros")


@dataclass
class Reviewing:
    """One pull request and the processes that review it, one after the other."""

    world: World
    pull: Pull
    store: SqlStore
    fate: str
    asked: Change

    async def process(self, heard: list[str], finished: dict[str, str], crash_after: str = "") -> None:
        """Review it in a process that knows nothing but what is finished; it tells each step it begins."""
        edge = app.outside(read(self.world.environment()), self.store)
        if self.fate == "broken":
            edge = replace(edge, lab=replace(edge.lab, code=Broken()))

        def on_step(name: str) -> None:
            heard.append(name)
            if name == "still newest" and self.fate == "overtaken":
                self.overtake()

        try:
            run = InlineRun("r", finished=finished, on_step=on_step, crash_after=crash_after)
            await review(run, self.asked, edge)
        finally:
            await edge.github.close()

    def overtake(self) -> None:
        """Somebody pushes, unless that was before the crash already."""
        if self.pull.head == self.asked.head:
            repo = self.pull.repo
            head = repo.git.commit({"more.py": CLEAN}, branch=self.pull.branch)
            at = f"{repo.at}/pulls/{self.pull.number}/push"
            self.world.change(at, git_dir=str(repo.git.path), head=head)


@pytest.fixture
def store(sqlite_address: str) -> Iterator[SqlStore]:
    engine = database.connect(sqlite_address)
    database.upgrade(engine)
    yield SqlStore(engine)
    engine.dispose()


@pytest.mark.parametrize(("name", "crash"), CASES)
async def test_a_review_that_crashes_between_work_and_memory_ends_like_one_that_does_not(
    world: World, store: SqlStore, name: str, crash: str
) -> None:
    fate, finished = FATES[name], dict[str, str]()
    reviewing = await begun(world, store, name)

    heard: list[str] = []
    if crash:
        with pytest.raises(Crashed):
            await reviewing.process(heard, finished, crash)
    await reviewing.process(heard, finished)

    assert tuple(dict.fromkeys(heard)) == fate.path
    assert [step for step in fate.path if heard.count(step) > 1] == ([crash] if crash else [])
    checks = [check for check in reviewing.pull.checks if check.head == reviewing.asked.head]
    ended = [("completed", fate.conclusion)] if fate.conclusion else []
    assert [(check.status, check.conclusion) for check in checks] == ended
    marks = sorted(each["start_line"] for check in checks for each in check.annotations)
    assert marks == LINES[: fate.annotations]
    assert len(reviewing.pull.said) == fate.comments
    assert await store.review(external_id(reviewing.asked)) == (reviewing.asked, fate.state)


async def begun(world: World, store: SqlStore, fate: str) -> Reviewing:
    """A pull request that Hone has not heard of yet."""
    repo = await world.repo({"send.py": CLEAN})
    pull = await repo.pull({"send.py": FLAWED})
    if fate == "locked":
        world.expects_refusals()
        pull.lock()
    if fate == "refused":
        world.fault("POST", "/repos/.*/check-runs", times=9, status=422)
    stands = pull.page["pull"]
    installation = world.installations[repo.name.partition("/")[0]]
    live = model.Pull(pull.number, stands["head"], stands["base"], stands["base_ref"])
    owner, _, name = repo.name.partition("/")
    return Reviewing(world, pull, store, fate, live.change(Repo(repo.id, owner, name, installation)))
