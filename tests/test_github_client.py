"""What the client reads from GitHub, and how little it believes."""

from datetime import UTC, datetime

import httpx
import pytest

from service.edge.github import Live
from service.edge.github.pulls import allowed
from service.model import Repo
from service.ports import Attempt, Fault, Installation
from tests.github_client import BASE, HEAD, PULL, REPO, always, connect, github, time, tiny
from tests.tiny_github import API, Tiny, json_answer, page

__all__ = ["connect", "github", "time", "tiny"]


async def test_a_pull_request_is_read_leniently(tiny: Tiny, github: Live) -> None:
    tiny.answers[r"GET .*/pulls/5"] = always(200, {**PULL, "title": None, "surprise": [1]})
    pull = await github.pull(REPO, 5)
    assert pull
    assert (pull.number, pull.head, pull.base, pull.base_ref) == (5, HEAD, BASE, "main")
    assert (pull.open, pull.draft, pull.bot, pull.title, pull.author) == (True, True, True, "", "renovate[bot]")


@pytest.mark.parametrize("status", [404, 410])
async def test_a_pull_request_that_is_gone_is_none(status: int, tiny: Tiny, github: Live) -> None:
    tiny.answers[r"GET .*/pulls/5"] = always(status, {"message": "Not Found"})
    assert await github.pull(REPO, 5) is None


@pytest.mark.parametrize("data", [{}, [], None, {"number": 5, "head": "x"}, {**PULL, "head": {"sha": "main; rm"}}])
async def test_an_answer_without_commits_is_a_fault_and_no_guess(data: object, tiny: Tiny, github: Live) -> None:
    tiny.answers[r"GET .*/pulls/5"] = always(200, data)
    with pytest.raises(Fault, match="without its commits"):
        await github.pull(REPO, 5)


async def test_open_pull_requests_are_read_page_by_page_up_to_a_thousand(tiny: Tiny, github: Live) -> None:
    pulls = [{**PULL, "number": n} for n in range(1, 1251)]
    tiny.answers[r"GET .*/pulls"] = lambda request: page(request, pulls)
    found = await github.open_pulls(REPO)
    assert [pull.number for pull in found] == list(range(1, 1001))


@pytest.mark.parametrize(
    ("data", "level"),
    [
        ({"permission": "write", "user": {"permissions": {"maintain": True, "push": True, "pull": True}}}, "maintain"),
        ({"permission": "read", "user": {"permissions": {"triage": True, "pull": True}}}, "triage"),
        ({"permission": "admin", "user": {"permissions": {"admin": True}}}, "admin"),
        ({"permission": "write", "user": {"permissions": {"push": True}}}, "write"),
        ({"permission": "admin", "user": {"permissions": {"admin": "yes"}}}, "none"),
        ({"permission": "write", "role_name": "maintain"}, "maintain"),
        ({"permission": "write", "role_name": "our-own-role"}, "write"),
        ({"permission": "owner of everything"}, "none"),
        (None, "none"),
    ],
)
def test_a_permission_is_the_highest_one_granted(data: object, level: str) -> None:
    assert allowed(data) == level


@pytest.mark.parametrize("login", ["nobody", "..", "", "a/../../b?c"])
async def test_an_unknown_user_may_do_nothing(login: str, tiny: Tiny, github: Live) -> None:
    tiny.answers[r"GET .*/permission"] = always(404, {"message": "Not Found"})
    assert await github.permission(REPO, login) == "none"
    assert all(request.url.raw_path.count(b"/") <= 6 for request in tiny.requests)


async def test_a_moved_repository_is_followed_on_the_same_host_only(tiny: Tiny, github: Live) -> None:
    tiny.answers[r"GET .*/pulls/5"] = lambda _: httpx.Response(
        301, headers={"location": f"{API}/repositories/1/pulls/5"}
    )
    tiny.answers[r"GET /repositories/1/pulls/5"] = always(200, PULL)
    tiny.answers.update({r"GET /repos/.*/pulls/5": tiny.answers.pop(r"GET .*/pulls/5")})
    assert await github.pull(REPO, 5)
    tiny.answers[r"GET /repos/.*/pulls/5"] = lambda _: httpx.Response(
        307, headers={"location": "https://evil.example/pulls/5"}
    )
    with pytest.raises(Fault, match="307"):
        await github.pull(REPO, 5)
    assert {request.url.host for request in tiny.requests} == {"api.example"}


@pytest.mark.parametrize("repo", [Repo(1, "..", "shop", 7), Repo(1, "acme", "a/b", 7), Repo(1, "acme", "", 7)])
async def test_a_name_that_is_no_name_reaches_no_route(repo: Repo, tiny: Tiny, github: Live) -> None:
    with pytest.raises(Fault):
        await github.pull(repo, 5)
    assert tiny.requests == []


async def test_deliveries_are_read_by_cursor_back_to_a_moment(tiny: Tiny, github: Live) -> None:
    def attempts(request: httpx.Request) -> httpx.Response:
        first = int(request.url.params.get("cursor", "0"))
        link = f'<https://elsewhere.example/app/hook/deliveries?cursor={first + 2}&per_page=2>; rel="next"'
        made = [
            {"id": 100 - n, "guid": f"g{n}", "status": "OK" if n % 2 else "failed to connect", "event": "push",
             "delivered_at": f"2026-11-22T12:{59 - n:02}:00Z", "redelivery": False, "action": None}
            for n in range(first, first + 2)
        ]  # fmt: skip
        return json_answer(200, made, link=link)

    tiny.answers[r"GET /app/hook/deliveries"] = attempts
    found = await github.deliveries(datetime(2026, 11, 22, 12, 55, tzinfo=UTC))
    assert [attempt.guid for attempt in found] == ["g0", "g1", "g2", "g3", "g4"]
    assert found[0] == Attempt(100, "g0", datetime(2026, 11, 22, 12, 59, tzinfo=UTC), False, False, "push")
    assert {request.url.host for request in tiny.requests} == {"api.example"}


@pytest.mark.parametrize(("status", "again"), [(202, True), (422, False), (400, False), (502, True)])
async def test_a_delivery_is_asked_for_again_once(status: int, again: bool, tiny: Tiny, github: Live) -> None:
    tiny.answers[r"POST /app/hook/deliveries/9/attempts"] = always(status, {})
    assert await github.redeliver(9) is again
    assert len(tiny.requests) == 1


async def test_installations_and_their_repositories_are_listed(tiny: Tiny, github: Live) -> None:
    tiny.answers[r"GET /app/installations"] = always(
        200, [{"id": 7, "account": {"login": "acme"}, "suspended_at": None}, {"id": 8, "suspended_at": "2026-01-01"}]
    )
    repositories = {"repositories": [{"id": 1, "name": "shop", "owner": {"login": "acme"}}, {"id": 2}]}
    tiny.answers[r"GET /installation/repositories"] = always(200, repositories)
    assert await github.installations() == (Installation(7, "acme"), Installation(8, "", suspended=True))
    assert await github.installation_repositories(7) == (REPO,)
    assert tiny.minted == [{"permissions": {"metadata": "read"}}]


@pytest.mark.parametrize(
    ("base", "answer", "expected"),
    [
        (BASE, {"merge_base_commit": {"sha": "c" * 40}}, "c" * 40),
        (BASE, {"merge_base_commit": {"sha": "--upload-pack=x"}}, None),
        (BASE, {}, None),
        ("main...evil", {"merge_base_commit": {"sha": "c" * 40}}, None),
    ],
)
async def test_a_merge_base_is_a_commit_or_nothing(
    base: str, answer: object, expected: str | None, tiny: Tiny, github: Live
) -> None:
    tiny.answers[r"GET .*/compare/.*"] = always(200, answer)
    assert await github.merge_base(REPO, base, HEAD) == expected
