"""The stand-in answers as GitHub does, above all when it says no."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from service.standin.server import make_key, manifest
from tests.app_client import AppClient
from tests.maintainer import Pull, Repo
from tests.standin_process import ROOT
from tests.world import World

CHECKS = "/repos/acme/app1/check-runs"
COMMENTS = "/repos/acme/app1/issues/1/comments"
NOT_FOUND = "0" * 40


@dataclass(frozen=True)
class Scene:
    """A pull request, and the App's client with a token for it."""

    repo: Repo
    pull: Pull
    client: AppClient


@pytest.fixture
def client(world: World) -> Iterator[AppClient]:
    world.expects_refusals()
    made = AppClient(world)
    yield made
    made.close()


@pytest.fixture
async def scene(world: World, client: AppClient) -> Scene:
    repo = await world.repo({"app.py": "one = 1\n"})
    pull = await repo.pull({"app.py": "two = 2\n"})
    client.mint(world.installations["acme"])
    return Scene(repo, pull, client)


def run(scene: Scene, **more: Any) -> dict[str, Any]:
    return {"name": "hone", "head_sha": scene.pull.head, **more}


def annotation(**more: Any) -> dict[str, Any]:
    plain = {"path": "app.py", "start_line": 1, "end_line": 1, "annotation_level": "warning", "message": "Look"}
    return {**plain, **more}


def output(**more: Any) -> dict[str, Any]:
    return {"output": {"title": "Verdict", "summary": "All well", **more}}


def button(**more: str) -> dict[str, Any]:
    return {"actions": [{"label": "Fix", "description": "Fix it", "identifier": "fix", **more}]}


def test_the_app_asks_for_what_hone_needs_and_hears_what_it_handles() -> None:
    asked = manifest(ROOT / "app.yml")

    assert asked.permissions == {
        **dict.fromkeys(("checks", "issues", "pull_requests"), "write"),
        **dict.fromkeys(("contents", "metadata", "actions", "statuses"), "read"),
    }
    handled = {path.stem for path in (ROOT / "service" / "events").glob("[a-z]*.py")}
    assert set(asked.events) == handled - {"ping", "installation", "installation_repositories"}


NOT_TAKEN = {
    "unknown head": ({"head_sha": NOT_FOUND}, "No commit found for SHA"),
    "a branch is no SHA": ({"head_sha": "main"}, "No commit found for SHA"),
    "no name": ({"name": None}, '"name" wasn'),
    "bad status": ({"status": "done"}, "done is not a member of"),
    "bad conclusion": ({"conclusion": "passed"}, "passed is not a member of"),
    "completed without conclusion": ({"status": "completed"}, "Validation Failed"),
    "no summary": ({"output": {"title": "t"}}, '"summary" wasn'),
    "long summary": (output(summary="s" * 65_536), "Only 65535 characters are allowed"),
    "long text": (output(text="s" * 65_536), "Only 65535 characters are allowed"),
    "51st annotation": (output(annotations=[annotation()] * 51), "No more than 50 items"),
    "no path": (output(annotations=[annotation(path="")]), '"path" wasn'),
    "no line": (output(annotations=[annotation(start_line=None)]), '"start_line" wasn'),
    "line 0": (output(annotations=[annotation(start_line=0)]), "Validation Failed"),
    "ends before it starts": (output(annotations=[annotation(start_line=3)]), "Validation Failed"),
    "column over lines": (output(annotations=[annotation(end_line=2, start_column=1)]), "Validation Failed"),
    "bad level": (output(annotations=[annotation(annotation_level="error")]), "not a member"),
    "long annotation title": (output(annotations=[annotation(title="t" * 256)]), "Only 255"),
    "long message": (output(annotations=[annotation(message="m" * 65_537)]), "Validation Failed"),
    "fourth button": ({"actions": button()["actions"] * 4}, "No more than 3 items"),
    "long label": (button(label="x" * 21), "Only 20"),
    "long description": (button(description="x" * 41), "Only 40"),
    "long identifier": (button(identifier="x" * 21), "Only 20"),
}


def test_check_runs_github_would_not_take_are_refused(scene: Scene) -> None:
    answers = {
        name: scene.client.call("POST", CHECKS, json=run(scene, **body)) for name, (body, _) in NOT_TAKEN.items()
    }

    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == dict.fromkeys(NOT_TAKEN, 422)
    other = {
        name: answers[name].json() for name, (_, why) in NOT_TAKEN.items() if why not in answers[name].json()["message"]
    }
    assert other == {}
    assert scene.pull.checks == []


def test_the_largest_check_run_is_taken_and_annotations_append(scene: Scene) -> None:
    largest = output(summary="s" * 65_535, text="t" * 65_535, annotations=[annotation()] * 50)
    made = scene.client.call("POST", CHECKS, json=run(scene, external_id="x", **largest, **button())).json()

    patched = scene.client.call("PATCH", f"{CHECKS}/{made['id']}", json={"conclusion": "failure", **largest}).json()

    assert patched["output"]["annotations_count"] == 100
    assert (patched["status"], patched["external_id"]) == ("completed", "x")
    pages = [scene.client.call("GET", f"{CHECKS}/{made['id']}/annotations?per_page=60&page={n}") for n in (1, 2)]
    assert [len(page.json()) for page in pages] == [60, 40]
    assert scene.pull.check.history == ["queued", "failure"]


def test_check_runs_of_a_commit_show_the_newest_of_a_name_first(scene: Scene) -> None:
    ids = [scene.client.call("POST", CHECKS, json=run(scene)).json()["id"] for _ in range(2)]
    found = f"/repos/acme/app1/commits/{scene.pull.head}/check-runs"

    def listed(query: str) -> list[int]:
        return [one["id"] for one in scene.client.call("GET", found + query).json()["check_runs"]]

    assert listed("?check_name=hone") == ids[1:]
    assert listed("?check_name=hone&filter=all") == ids[::-1]
    assert listed("?check_name=other") == []


def test_a_comment_body_has_its_limits(scene: Scene) -> None:
    table = (("x" * 65_536, 201), ("x" * 65_537, 422), ("é" * 65_536, 201), ("  ", 422), (None, 422))

    got = [scene.client.call("POST", COMMENTS, json={"body": body}).status_code for body, _ in table]

    assert got == [status for _, status in table]


def test_a_locked_conversation_is_closed_to_the_app(scene: Scene) -> None:
    scene.pull.lock()

    answer = scene.client.call("POST", COMMENTS, json={"body": "hello"})

    assert answer.status_code == 403
    assert answer.json()["message"] == "Unable to create comment because issue is locked."


@pytest.mark.parametrize(
    ("method", "path", "permission"),
    [
        ("POST", CHECKS, "checks"),
        ("POST", COMMENTS, "issues"),
        ("GET", "/repos/acme/app1/pulls/1", "pull_requests"),
        ("GET", "/repos/acme/app1/compare/main...main", "contents"),
    ],
)
async def test_what_app_yml_does_not_grant_is_refused(
    world: World, client: AppClient, method: str, path: str, permission: str
) -> None:
    granted = {name: level for name, level in world.app["permissions"].items() if name != permission}
    if permission == "issues":
        granted["pull_requests"] = "read"
    world.app = world.change("reset", permissions=granted)
    repo = await world.repo({"app.py": ""})
    await repo.pull({"app.py": "1\n"})
    client = AppClient(world)
    client.mint(world.installations["acme"])

    answer = client.call(method, path, json={"body": "x"})
    client.close()

    assert answer.status_code == 403
    assert answer.json()["message"] == "Resource not accessible by integration"
    assert world.counters["refused"][-1]["kind"] == "permission"


def test_credentials_that_do_not_hold_are_refused(world: World, scene: Scene) -> None:
    client, other = scene.client, make_key().private
    asked = {
        "no token": client.call("GET", "/repos/acme/app1", headers={"authorization": ""}),
        "unknown token": client.call("GET", "/repos/acme/app1", token="ghs_nobody"),
        "a token for the App": client.call("GET", "/app"),
        "foreign key": client.call("GET", "/app", token=client.jwt(key=other)),
        "other App": client.call("GET", "/app", token=client.jwt(app=1)),
        "expired JWT": client.call("GET", "/app", token=client.jwt(starts=-700)),
        "JWT for an hour": client.call("GET", "/app", token=client.jwt(lives=3600)),
        "JWT of tomorrow": client.call("GET", "/app", token=client.jwt(starts=90, lives=300)),
    }
    world.expire_tokens()
    asked["expired token"] = client.call("GET", "/repos/acme/app1")

    assert {name: answer.status_code for name, answer in asked.items()} == dict.fromkeys(asked, 401)
    assert client.as_app("GET", "/app").json()["slug"] == "hone"


async def test_a_token_reaches_its_own_repositories_only(world: World, scene: Scene) -> None:
    second, foreign = await world.repo({"a": ""}), await world.repo({"a": ""}, "other/app")
    client, installation = scene.client, world.installations["acme"]

    def statuses() -> list[int]:
        return [client.call("GET", f"/repos/{repo.name}").status_code for repo in (scene.repo, second, foreign)]

    assert statuses() == [200, 200, 404]
    client.mint(installation, repository_ids=[second.id], permissions={"checks": "read"})
    assert statuses() == [404, 200, 404]
    assert client.call("GET", f"/repos/{second.name}/pulls").status_code == 403
    seen = client.call("GET", "/installation/repositories").json()
    assert [repo["id"] for repo in seen["repositories"]] == [second.id]


def test_a_token_is_never_more_than_the_installation(world: World, scene: Scene) -> None:
    path = f"/app/installations/{world.installations['acme']}/access_tokens"
    table: tuple[tuple[dict[str, Any], int], ...] = (
        ({"permissions": {"checks": "admin"}}, 422),
        ({"permissions": {"administration": "read"}}, 422),
        ({"repository_ids": [1]}, 422),
        ({"repositories": ["nowhere"]}, 422),
        ({"repositories": ["app1"], "permissions": {"checks": "write"}}, 201),
    )

    got = [scene.client.as_app("POST", path, json=asked).status_code for asked, _ in table]

    assert got == [status for _, status in table]


async def test_a_suspended_or_removed_installation_ends_everything(world: World, scene: Scene) -> None:
    path = f"/app/installations/{world.installations['acme']}/access_tokens"
    states: list[tuple[int, int]] = []
    for action in ("suspend", "unsuspend", "deleted"):
        await world.installation("acme", action)
        used = scene.client.call("GET", "/repos/acme/app1").status_code
        states.append((used, scene.client.as_app("POST", path).status_code))

    assert states == [(403, 403), (200, 201), (401, 404)]


def test_an_address_nobody_serves_is_remembered(world: World, scene: Scene) -> None:
    answer = scene.client.call("GET", "/repos/acme/app1/stargazers")

    assert answer.status_code == 404
    assert world.counters["unknown_routes"] == ["GET /repos/acme/app1/stargazers"]
    world.count_anew()


async def test_a_world_with_an_unexpected_refusal_fails(world: World) -> None:
    async with httpx.AsyncClient(base_url=world.app["url"], trust_env=False) as stranger:
        await stranger.get("/app")

    with pytest.raises(AssertionError, match="GitHub refused"):
        world.complain()
    world.expects_refusals()
