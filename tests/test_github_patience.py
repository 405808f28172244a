"""How the client waits: for an answer, for a limit to pass, for its own turn."""

import pytest

from service.edge.github import Live
from service.model import CheckRun, Comment, Repo
from service.ports import Limited, Unavailable
from tests.github_client import HEAD, PULL, REPO, always, connect, github, once, time, tiny
from tests.tiny_github import Tiny, Virtual

__all__ = ["connect", "github", "time", "tiny"]

ELSEWHERE = Repo(id=2, owner="other", name="shop", installation=8)
SECONDARY = {"message": "You have exceeded a secondary rate limit."}


async def test_reads_are_repeated_five_times_with_growing_pauses(tiny: Tiny, github: Live, time: Virtual) -> None:
    tiny.answers[r"GET .*/pulls/5"] = always(502)
    with pytest.raises(Unavailable):
        await github.pull(REPO, 5)
    assert tiny.seen.count("GET /repos/acme/shop/pulls/5") == 5
    assert time.slept == [0.75, 1.5, 3.0, 6.0]


async def test_a_pause_named_with_a_503_is_kept(tiny: Tiny, github: Live, time: Virtual) -> None:
    tiny.answers[r"GET .*/pulls/5"] = once(always(503, **{"retry-after": "20"}), always(200, PULL))
    assert await github.pull(REPO, 5)
    assert time.slept == [20.0]


async def test_a_short_limit_is_slept_and_the_write_made_once(tiny: Tiny, github: Live, time: Virtual) -> None:
    made = always(201, {"id": 1, "body": "<!-- hone:x -->"})
    tiny.answers[r"POST .*/comments"] = once(always(403, SECONDARY, **{"retry-after": "9"}), made)
    await github.apply(Comment(REPO, 5, "<!-- hone:x", "<!-- hone:x -->"))
    assert time.slept == [9.0]


@pytest.mark.parametrize("status", [200, 403])
async def test_an_exhausted_installation_is_not_called_before_its_reset_and_others_are(
    status: int, tiny: Tiny, github: Live, time: Virtual
) -> None:
    reset = str(int(time.now().timestamp()) + 1200)
    gone = always(status, PULL, **{"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset})
    tiny.answers[r"GET /repos/acme/.*"] = once(gone, always(200, PULL))
    tiny.answers[r"GET /repos/other/.*"] = always(200, PULL)
    if status == 403:
        with pytest.raises(Limited):
            await github.pull(REPO, 5)
    else:
        await github.pull(REPO, 5)

    made = len(tiny.requests)
    for _ in range(10):
        with pytest.raises(Limited) as told:
            await github.pull(REPO, 5)
        assert 1200 < told.value.seconds + time.elapsed <= 1205
        time.elapsed += 100
    assert len(tiny.requests) == made
    assert await github.pull(ELSEWHERE, 5)

    time.elapsed += told.value.seconds
    assert await github.pull(REPO, 5)


async def test_nameless_secondary_limits_double_and_a_good_answer_resets_them(
    tiny: Tiny, github: Live, time: Virtual
) -> None:
    waits: list[float] = []
    tiny.answers[r"GET .*/pulls/5"] = always(403, SECONDARY)
    for _ in range(6):
        with pytest.raises(Limited) as told:
            await github.pull(REPO, 5)
        waits.append(told.value.seconds)
        time.elapsed += told.value.seconds
    assert waits == [60, 120, 240, 480, 900, 900]
    tiny.answers[r"GET .*/pulls/5"] = once(always(200, PULL), always(403, SECONDARY))
    await github.pull(REPO, 5)
    with pytest.raises(Limited) as told:
        await github.pull(REPO, 5)
    assert told.value.seconds == 60


async def test_verdicts_overtake_a_queue_of_comments(tiny: Tiny, github: Live, time: Virtual) -> None:
    for number in range(30):
        await github.apply(Comment(REPO, number, f"<!-- hone:{number}", f"<!-- hone:{number} -->"))
    assert time.elapsed == pytest.approx(25)
    tiny.answers[r"POST .*/check-runs"] = always(201, {"id": 1, "status": "in_progress"})
    await github.apply(CheckRun(REPO, HEAD, "x1", "in_progress", "Looking", ""))
    assert time.elapsed == pytest.approx(25)
