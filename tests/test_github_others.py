"""The client asks what others say: every conclusion, standing approvals, archives of bounded size, single files."""

from collections.abc import AsyncIterator

import httpx
import pytest

from service.edge.github import Live
from service.edge.github.times import Times
from service.local import WallClock
from service.model import OtherCheck, Repo
from service.ports import Fault, Unavailable
from service.settings import read
from tests.examples import CLEAN
from tests.github_client import REPO, connect, github, time, tiny
from tests.maintainer import Pull, zipped
from tests.tiny_github import Tiny, Virtual
from tests.world import World

__all__ = ["connect", "github", "time", "tiny"]

ARCHIVE = zipped({"coverage.xml": "<coverage/>"})


@pytest.fixture
async def live(world: World) -> AsyncIterator[Live]:
    still = Virtual()
    clock = WallClock()
    client = Live(read(world.environment()), clock, Times(clock.now, still.monotonic, still.sleep, still.uniform))
    yield client
    await client.close()


async def opened(world: World) -> tuple[Pull, Repo]:
    made = await world.repo({"a.py": CLEAN}, name="acme/shop")
    pull = await made.pull({"a.py": CLEAN + "#\n"}, author="carol")
    return pull, Repo(made.id, "acme", "shop", world.installations["acme"])


@pytest.mark.parametrize(
    ("conclusion", "state"),
    [
        (None, "waiting"),
        ("success", "success"),
        ("neutral", "neutral"),
        ("skipped", "neutral"),
        *((bad, "failure") for bad in ("failure", "cancelled", "timed_out", "action_required", "startup_failure")),
    ],
)
async def test_a_check_of_another_app_is_read_and_only_a_pass_is_one(world, live, conclusion, state):
    pull, repo = await opened(world)
    await pull.repo.check(pull.head, "tests", conclusion, app="travis")

    assert await live.other_checks(repo, pull.head) == (OtherCheck("tests", state, "travis"),)


async def test_of_each_status_the_newest_counts(world, live):
    pull, repo = await opened(world)
    for context, state in (("ci", "pending"), ("lint", "error"), ("ci", "success"), ("e2e", "pending")):
        await pull.repo.status(pull.head, context, state)

    found = await live.statuses(repo, pull.head)
    assert {check.name: check.state for check in found} == {"ci": "success", "lint": "failure", "e2e": "waiting"}


async def test_an_approval_stands_until_its_author_says_otherwise(world, live):
    pull, repo = await opened(world)
    for login, state in (
        ("ada", "APPROVED"),
        ("bob", "APPROVED"),
        ("eve", "COMMENTED"),
        ("ada", "COMMENTED"),
        ("bob", "CHANGES_REQUESTED"),
    ):
        await pull.review(login, state)

    assert await live.approvals(repo, pull.number, pull.head) == ("ada",)
    assert await live.approvals(repo, pull.number, "f" * 40) == ()


async def test_archives_come_from_where_github_says_and_the_token_stays_here(world, live):
    pull, repo = await opened(world)
    await pull.repo.run(pull.head, {"coverage": ARCHIVE})
    await pull.repo.run(pull.head, {"old": ARCHIVE}, expired=True)

    (artifact,) = await live.artifacts(repo, pull.head)
    assert (artifact.name, artifact.size) == ("coverage", len(ARCHIVE))
    assert await live.archive(repo, artifact.id, 1 << 20) == ARCHIVE
    with pytest.raises(Fault, match="larger than"):
        await live.archive(repo, artifact.id, 10)


async def test_a_file_of_the_default_branch_and_one_that_is_not_there(world, live):
    made = await world.repo({".github/hone.yml": "prompts: 1"}, name="acme/.github")
    repo = Repo(made.id, "acme", ".github", world.installations["acme"])

    assert await live.contents(repo, ".github/hone.yml") == b"prompts: 1"
    assert await live.contents(repo, ".github/other.yml") is None


async def test_only_this_app_is_its_own(world, live):
    assert await live.is_own(world.app["app_id"])
    assert not await live.is_own(15368)


@pytest.mark.parametrize("address", ["http://blob.example/a.zip", "ftp://blob.example/a", "", "file:///etc/passwd"])
async def test_an_archive_is_never_fetched_over_a_less_safe_way(github: Live, tiny: Tiny, address: str) -> None:
    away = httpx.Response(302, headers={"location": address})
    tiny.answers[r"GET /repos/acme/shop/actions/artifacts/9/zip"] = lambda _: away

    with pytest.raises(Unavailable):
        await github.archive(REPO, 9, 100)
