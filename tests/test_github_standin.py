"""The client against the stand-in over HTTP: what a maintainer sees after faults of every shape."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from service.edge.github import Live
from service.edge.github.times import Times
from service.model import Annotation, Button, CheckRun, Comment, React, Repo
from service.ports import Fault, Withdrawn
from service.settings import read
from tests.maintainer import Pull
from tests.tiny_github import Virtual
from tests.world import World

MARKER = "<!-- hone:summary"


class Now:
    """The real calendar: tokens of the stand-in expire by it."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Scene:
    """One pull request, and the client that is to write on it."""

    world: World
    pull: Pull
    repo: Repo
    live: Live

    @property
    def verdict(self) -> CheckRun:
        notes = tuple(Annotation("a.py", n, n, "warning", f"rule {n}", f"note {n}") for n in range(1, 121))
        return CheckRun(
            self.repo, self.pull.head, "x1", "completed", "Gate failed", "Two conditions.", "More.", "failure",
            notes, (Button("Check again", "Run Hone once more", "check"),),
        )  # fmt: skip

    def said(self, body: str) -> Comment:
        return Comment(self.repo, self.pull.number, MARKER, f"{MARKER} -->\n{body}")

    def restarted(self) -> "Scene":
        """The same with a client that remembers nothing."""
        return replace(self, live=connected(self.world))


def connected(world: World) -> Live:
    virtual = Virtual()
    return Live(read(world.environment()), Now(), Times(Now().now, virtual.monotonic, virtual.sleep, virtual.uniform))


@pytest.fixture
async def scene(world: World) -> AsyncIterator[Scene]:
    repo = await world.repo({"a.py": "x = 1\n"})
    pull = await repo.pull({"a.py": "x = 2\n"})
    owner, _, name = repo.name.partition("/")
    world.count_anew()
    made = Scene(world, pull, Repo(repo.id, owner, name, world.installations[owner]), connected(world))
    yield made
    await made.live.close()


async def test_a_review_costs_eight_calls(scene: Scene) -> None:
    pull = await scene.live.pull(scene.repo, scene.pull.number)
    assert pull
    assert pull.head == scene.pull.head
    await scene.live.apply(replace(scene.verdict, status="in_progress", conclusion="", annotations=()))
    await scene.live.pull(scene.repo, scene.pull.number)
    await scene.live.apply(replace(scene.verdict, annotations=scene.verdict.annotations[:50]))
    await scene.live.apply(scene.said("One finding."))
    assert scene.world.counters["total"] == sum(scene.live.calls.values()) == 8
    [run] = scene.pull.page["checks"]
    assert (run["name"], run["conclusion"], len(run["annotations"])) == ("hone", "failure", 50)
    assert [action["identifier"] for action in run["actions"]] == ["check"]


@pytest.mark.parametrize("fault", [{"status": 502}, {"cut": True}], ids=["bad gateway", "cut"])
@pytest.mark.parametrize("applied", [True, False], ids=["applied", "lost"])
async def test_a_failed_answer_leaves_every_effect_once(scene: Scene, fault: dict[str, object], applied: bool) -> None:
    for method, route in (("POST", "/check-runs"), ("PATCH", "/check-runs/"), ("POST", "/comments$")):
        scene.world.fault(method, route, apply_first=applied, **fault)
    await scene.live.apply(scene.verdict)
    await scene.live.apply(scene.said("One finding."))
    [run] = scene.pull.page["checks"]
    assert [note["message"] for note in run["annotations"]] == [f"note {n}" for n in range(1, 121)]
    assert run["conclusion"] == "failure"
    assert scene.pull.comment.endswith("One finding.")


async def test_a_restarted_client_finds_what_it_wrote(scene: Scene) -> None:
    await scene.live.apply(scene.verdict)
    await scene.live.apply(scene.said("One finding."))
    again = scene.restarted()
    await again.live.apply(scene.verdict)
    await again.live.apply(scene.said("None left."))
    await again.live.close()
    [run] = scene.pull.page["checks"]
    assert len(run["annotations"]) == 120
    assert scene.pull.comment.endswith("None left.")


async def test_a_command_is_seen_and_done(scene: Scene) -> None:
    asked = await scene.pull.reply("/hone help", by="bob", role="maintain")
    await scene.live.apply(React(scene.repo, asked, "eyes"))
    assert scene.pull.reactions(asked) == ["eyes"]
    await scene.live.apply(React(scene.repo, asked, "rocket", instead_of="eyes"))
    assert scene.pull.reactions(asked) == ["rocket"]
    assert await scene.live.permission(scene.repo, "bob") == "maintain"
    assert await scene.live.permission(scene.repo, "nobody-at-all") == "none"


async def test_expired_tokens_are_renewed(scene: Scene) -> None:
    scene.world.expects_refusals()
    await scene.live.token(scene.repo)
    scene.world.expire_tokens()
    await scene.live.apply(scene.said("Still here."))
    assert scene.pull.comment.endswith("Still here.")


async def test_a_suspended_installation_is_told_calmly(scene: Scene) -> None:
    scene.world.expects_refusals()
    await scene.world.installation(scene.repo.owner, "suspend")
    with pytest.raises(Withdrawn, match="suspended"):
        await scene.live.apply(scene.verdict)


async def test_a_repository_outside_the_installation_is_out_of_reach(scene: Scene) -> None:
    scene.world.expects_refusals()
    with pytest.raises(Withdrawn, match="no longer covers"):
        await scene.live.pull(replace(scene.repo, id=5), scene.pull.number)


async def test_a_commit_github_does_not_know_is_told_calmly(scene: Scene) -> None:
    scene.world.expects_refusals()
    with pytest.raises(Fault, match="Hone could not"):
        await scene.live.apply(replace(scene.verdict, head="f" * 40))


async def test_it_reads_what_reconciliation_needs(scene: Scene) -> None:
    since = datetime.now(UTC) - timedelta(hours=1)
    attempts = await scene.live.deliveries(since)
    assert "pull_request" in {attempt.event for attempt in attempts}
    assert await scene.live.redeliver(attempts[0].id)
    assert not await scene.live.redeliver(1)
    assert await scene.live.app()
    [installation] = await scene.live.installations()
    assert await scene.live.installation_repositories(installation.id) == (scene.repo,)
    assert [pull.number for pull in await scene.live.open_pulls(scene.repo)] == [scene.pull.number]
    base = scene.pull.repo.tip("main")
    assert await scene.live.merge_base(scene.repo, base, scene.pull.head) == base
