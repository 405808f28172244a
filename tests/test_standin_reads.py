"""The stand-in's answers have GitHub's shape, pages, tags and limits, and its payloads too."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from githubkit.compat import type_validate_python
from githubkit.webhooks import parse
from githubkit_schemas.latest import models

from tests.app_client import AppClient
from tests.world import World

REPO = "/repos/acme/app1"


@pytest.fixture
def client(world: World) -> Iterator[AppClient]:
    made = AppClient(world)
    yield made
    made.close()


async def test_answers_and_payloads_follow_the_published_schema(world: World, client: AppClient) -> None:
    pull = await (await world.repo({"app.py": ""})).pull({"app.py": "1\n"}, fork="eve")
    installation = world.installations["acme"]
    client.mint(installation)
    mark = {"path": "a", "start_line": 1, "end_line": 1, "annotation_level": "notice", "message": "m"}
    told = {"title": "t", "summary": "s", "annotations": [mark]}
    made = client.call("POST", f"{REPO}/check-runs", json={"name": "hone", "head_sha": pull.head, "output": told})
    said = client.call("POST", f"{REPO}/issues/1/comments", json={"body": "hello"})
    run, comment = made.json()["id"], f"{REPO}/issues/comments/{said.json()['id']}"
    delivery = world.deliveries[0]["id"]
    published: dict[str, Any] = {
        REPO: models.FullRepository,
        "/installation/repositories": models.InstallationRepositoriesGetResponse200,
        f"{REPO}/pulls": list[models.PullRequestSimple],
        f"{REPO}/pulls/1": models.PullRequest,
        f"{REPO}/issues/1": models.Issue,
        f"{REPO}/issues/1/comments": list[models.IssueComment],
        comment: models.IssueComment,
        f"{REPO}/check-runs/{run}": models.CheckRun,
        f"{REPO}/check-runs/{run}/annotations": list[models.CheckAnnotation],
        f"{REPO}/commits/{pull.head}/check-runs": models.ReposOwnerRepoCommitsRefCheckRunsGetResponse200,
        f"{REPO}/collaborators/alice/permission": models.RepositoryCollaboratorPermission,
        f"{REPO}/compare/main...{pull.head}": models.CommitComparison,
        "/rate_limit": models.RateLimitOverview,
        "/app": models.Integration,
        "/app/installations": list[models.Installation],
        f"/app/installations/{installation}": models.Installation,
        "/app/hook/deliveries": list[models.HookDeliveryItem],
        f"/app/hook/deliveries/{delivery}": models.HookDelivery,
    }

    for path, shape in published.items():
        ask = client.as_app if path.startswith("/app") else client.call
        type_validate_python(shape, ask("GET", path).json())
    await world.settled()
    for sent in world.deliveries:
        parse(sent["event"], json.dumps(sent["payload"]))
    assert {sent["event"] for sent in world.deliveries} >= {"pull_request", "check_run", "issue_comment"}


async def test_lists_come_in_pages_with_links(world: World, client: AppClient) -> None:
    repo = await world.repo({"a": ""})
    issue = await repo.issue("Talk")
    for number in range(5):
        await issue.reply(f"number {number}")
    client.mint(world.installations["acme"])
    path, seen = f"{REPO}/issues/1/comments?per_page=2", []
    while path:
        answer = client.call("GET", path)
        seen.append([comment["body"][-1] for comment in answer.json()])
        path = answer.links.get("next", {}).get("url", "")

    assert seen == [["0", "1"], ["2", "3"], ["4"]]


async def test_an_answer_known_already_is_304_and_free(world: World, client: AppClient) -> None:
    repo = await world.repo({"a": ""})
    pull = await repo.pull({"a": "1"})
    client.mint(world.installations["acme"])
    first = client.call("GET", f"{REPO}/pulls")
    known = {"if-none-match": first.headers["etag"]}

    again = client.call("GET", f"{REPO}/pulls", headers=known)
    await pull.push({"a": "2"})
    after = client.call("GET", f"{REPO}/pulls", headers=known)

    assert [first.status_code, again.status_code, after.status_code] == [200, 304, 200]
    used = [int(answer.headers["x-ratelimit-used"]) for answer in (first, again, after)]
    assert used == [1, 1, 2]


async def test_the_hour_has_so_many_calls(world: World) -> None:
    world.app = world.change("reset", hourly=2)
    await world.repo({"a": ""})
    client = AppClient(world)
    client.mint(world.installations["acme"])
    answers = [client.call("GET", REPO) for _ in range(3)]
    client.close()

    assert [answer.status_code for answer in answers] == [200, 200, 403]
    assert answers[-1].headers["x-ratelimit-remaining"] == "0"


@pytest.mark.parametrize(
    ("role", "plain", "pushes"),
    [
        ("admin", "admin", True),
        ("maintain", "write", True),
        ("write", "write", True),
        ("triage", "read", False),
        ("read", "read", False),
        ("none", "none", False),
    ],
)
async def test_the_plain_permission_knows_four_words(
    world: World, client: AppClient, role: str, plain: str, pushes: bool
) -> None:
    repo = await world.repo({"a": ""})
    repo.role("mona", role)
    client.mint(world.installations["acme"])
    answer = client.call("GET", f"{REPO}/collaborators/mona/permission").json()

    assert (answer["permission"], answer["role_name"]) == (plain, role)
    assert answer["user"]["permissions"]["push"] is pushes
    assert answer["user"]["permissions"]["maintain"] is (role in ("maintain", "admin"))


async def test_reacting_twice_is_one_reaction(world: World, client: AppClient) -> None:
    issue = await (await world.repo({"a": ""})).issue("Talk")
    comment = await issue.reply("/hone help")
    client.mint(world.installations["acme"])
    path = f"{REPO}/issues/comments/{comment}/reactions"
    answers = [client.call("POST", path, json={"content": "eyes"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 200]
    assert issue.reactions(comment) == ["eyes"]
    assert client.call("DELETE", f"{path}/{answers[0].json()['id']}").status_code == 204
    assert issue.reactions(comment) == []


async def test_compare_finds_the_merge_base(world: World, client: AppClient) -> None:
    repo = await world.repo({"a": ""})
    base = repo.tip("main")
    pull = await repo.pull({"a": "1"})
    await repo.push({"b": "moved on"})
    client.mint(world.installations["acme"])
    answer = client.call("GET", f"{REPO}/compare/main...{pull.head}").json()

    assert (answer["merge_base_commit"]["sha"], answer["status"]) == (base, "diverged")


async def test_a_merged_pull_request_is_closed_and_its_base_moves(world: World, client: AppClient) -> None:
    repo = await world.repo({"a": ""})
    pull = await repo.pull({"a": "1"})
    await pull.merge()
    client.mint(world.installations["acme"])
    one = client.call("GET", f"{REPO}/pulls/1").json()

    assert (one["state"], one["merged"]) == ("closed", True)
    assert client.call("GET", f"{REPO}/pulls").json() == []
    assert client.call("GET", f"{REPO}/compare/main...{pull.head}").json()["status"] == "identical"
