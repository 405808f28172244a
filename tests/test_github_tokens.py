"""Who the client says it is: tokens for one repository, renewed and never shown."""

import asyncio
from typing import Any

import pytest

from service.edge.github import Live
from service.edge.github.times import Times
from service.model import Comment, Repo
from service.ports import Fault, Withdrawn
from tests.github_client import PULL, REPO, always, connect, github, once, settings, time, tiny
from tests.tiny_github import Tiny, Virtual

__all__ = ["connect", "github", "time", "tiny"]


async def test_a_token_is_minted_for_one_repository_with_least_rights_and_kept(
    tiny: Tiny, github: Live, time: Virtual
) -> None:
    first = await github.token(REPO)
    time.elapsed += 54 * 60
    assert await github.token(REPO) == first
    time.elapsed += 2 * 60
    assert await github.token(REPO) != first
    assert tiny.minted[0]["repository_ids"] == [1]
    assert {name for name, level in tiny.minted[0]["permissions"].items() if level == "write"} == {
        "checks",
        "issues",
        "pull_requests",
    }


async def test_several_at_once_share_one_token(tiny: Tiny, github: Live) -> None:
    assert len(set(await asyncio.gather(*(github.token(REPO) for _ in range(20))))) == 1
    assert len(tiny.minted) == 1


async def test_a_rejected_token_is_minted_again_once(tiny: Tiny, github: Live) -> None:
    await github.token(REPO)
    tiny.tokens.clear()
    await github.apply(Comment(REPO, 5, "<!-- hone:x", "<!-- hone:x -->"))
    assert len(tiny.minted) == 2
    tiny.answers[r"GET .*/pulls/5"] = always(401, {"message": "Bad credentials"})
    with pytest.raises(Fault, match="401 Bad credentials"):
        await github.pull(REPO, 5)
    assert len(tiny.minted) == 3


async def test_an_installation_that_granted_less_gets_a_token_with_less(tiny: Tiny, github: Live) -> None:
    mint = r"POST /app/installations/7/access_tokens"
    refused = always(422, {"message": "The permissions requested are not granted to this installation."})
    tiny.answers[mint] = once(refused, tiny.mint)
    granted = {"checks": "write", "contents": "write", "metadata": "read", "issues": "read"}
    tiny.answers[r"GET /app/installations/7"] = always(200, {"permissions": granted})
    await github.token(REPO)
    assert tiny.minted == [
        {"repository_ids": [1], "permissions": {"checks": "write", "contents": "read", "metadata": "read"}}
    ]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(403, "The installation of Hone is suspended."), (404, "Hone is no longer installed there.")],
)
async def test_a_suspended_or_removed_installation_is_told_calmly(
    status: int, sentence: str, tiny: Tiny, github: Live
) -> None:
    tiny.answers[r"POST .*/access_tokens"] = always(status, {"message": "whatever"})
    with pytest.raises(Withdrawn) as told:
        await github.pull(REPO, 5)
    assert str(told.value) == sentence
    assert len(tiny.requests) == 1


async def test_a_fault_names_no_token_and_stays_one_line(tiny: Tiny, github: Live) -> None:
    token = await github.token(REPO)
    tiny.answers[r"GET .*/pulls/5"] = always(422, {"message": f"bad {token}\n# {'x' * 999}", "errors": [token]})
    with pytest.raises(Fault) as told:
        await github.pull(REPO, 5)
    assert str(told.value).startswith("Hone could not read the pull request: GitHub answered 422 bad [removed]")
    assert "\n" not in str(told.value)
    assert "ghs_" not in repr(told.value) + str(vars(github))
    assert len(str(told.value)) < 400


async def test_a_repository_without_installation_is_refused_before_any_call(tiny: Tiny, github: Live) -> None:
    with pytest.raises(Fault, match="no installation"):
        await github.pull(Repo(1, "acme", "shop"), 5)
    assert tiny.requests == []


@pytest.mark.parametrize(
    ("configured", "sentence"),
    [(settings(app_id=""), "No GitHub App is configured"), (settings(key="nonsense"), "not a private key in PEM form")],
)
async def test_an_app_that_is_not_configured_says_what_to_set(configured: Any, sentence: str, time: Virtual) -> None:
    with pytest.raises(Fault, match=sentence):
        await Live(configured, time).app()


@pytest.mark.parametrize(("skew", "sentence"), [(0, "do not belong together"), (900, "clock is 900 s off")])
async def test_a_rejected_signature_tells_a_wrong_key_from_a_wrong_clock(
    skew: int, sentence: str, tiny: Tiny, github: Live, time: Virtual
) -> None:
    tiny.answers[r"GET /app"] = always(401, {"message": "bad"}, date="Sun, 22 Nov 2026 12:00:00 GMT")
    time.elapsed += skew
    with pytest.raises(Fault, match=sentence):
        await github.app()


def test_two_event_loops_share_one_client(tiny: Tiny, time: Virtual) -> None:
    tiny.answers[r"GET .*/pulls/5"] = always(200, PULL)
    live = Live(settings(), time, Times(time.now, time.monotonic, time.sleep, time.uniform))

    async def read() -> bool:
        try:
            return bool(await live.pull(REPO, 5))
        finally:
            await live.close()

    assert [asyncio.run(read()), asyncio.run(read())] == [True, True]
    assert len(tiny.minted) == 1
