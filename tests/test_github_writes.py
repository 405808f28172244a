"""Whatever is lost on the way, GitHub shows every effect exactly once."""

from dataclasses import replace
from random import Random

import httpx
import pytest

from service.edge.github import Live
from service.model import Annotation, CheckRun, Comment, Effect, React
from service.ports import Fault, Unavailable
from tests.github_client import HEAD, PULL, REPO, Connect, connect, github, time, tiny
from tests.tiny_github import BOT, Reply, Tiny, Virtual, comment, json_answer

__all__ = ["connect", "github", "time", "tiny"]

MARKER = "<!-- hone:summary"
SAID = Comment(REPO, 5, MARKER, f"{MARKER} -->\nOne finding.")
SAID_AGAIN = replace(SAID, body=f"{MARKER} -->\nNo finding left.")
STARTED = CheckRun(REPO, HEAD, "x1", "in_progress", "Looking", "Reading the change.")
NOTES = tuple(Annotation(f"src/f{n}.py", n + 1, n + 1, "warning", "rule", f"note {n}") for n in range(120))
VERDICT = replace(STARTED, status="completed", conclusion="failure", title="Gate failed", annotations=NOTES)
SEEN = React(REPO, 70, "eyes")
DONE = React(REPO, 70, "rocket", instead_of="eyes")


class Died(BaseException):
    """The process is gone."""


async def until_applied(live: Live, effect: Effect) -> int:
    """Apply as an engine does: again and again while it fails; how often it took."""
    for attempt in range(1, 200):
        try:
            await live.apply(effect)
        except Fault:
            continue
        return attempt
    raise AssertionError("never applied")


def messages(tiny: Tiny) -> list[str]:
    return [note["message"] for note in tiny.runs[0]["annotations"]]


async def test_one_review_takes_eight_calls(tiny: Tiny, github: Live) -> None:
    tiny.answers[r"GET .*/pulls/5"] = lambda _: json_answer(200, PULL)
    await github.pull(REPO, 5)
    await github.apply(STARTED)
    await github.pull(REPO, 5)
    await github.apply(replace(VERDICT, annotations=NOTES[:50]))
    await github.apply(SAID)
    assert tiny.seen == [
        "POST /app/installations/7/access_tokens",
        "GET /repos/acme/shop/pulls/5",
        f"GET /repos/acme/shop/commits/{HEAD}/check-runs",
        "POST /repos/acme/shop/check-runs",
        "GET /repos/acme/shop/pulls/5",
        "PATCH /repos/acme/shop/check-runs/900",
        "GET /repos/acme/shop/issues/5/comments",
        "POST /repos/acme/shop/issues/5/comments",
    ]
    assert sum(github.calls.values()) == 8
    assert github.calls["GET /repos/{owner}/{name}/pulls/{number}"] == 2


@pytest.mark.parametrize("seed", range(100))
async def test_every_effect_is_there_once_when_a_third_of_the_answers_fail(
    seed: int, tiny: Tiny, github: Live, connect: Connect
) -> None:
    chance = Random(seed)

    def spoil(request: httpx.Request) -> Reply | None:
        if chance.random() > 0.15:
            return None
        bad = [httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("cut"), json_answer(502), json_answer(500, {})]
        return chance.choice([*bad, httpx.Response(200, text='{"id": 1, "bo')])

    tiny.before = tiny.after = spoil
    for effect in (STARTED, VERDICT, SEEN, SAID, DONE, SAID_AGAIN):
        await until_applied(chance.choice([github, connect()]), effect)

    assert [(run["status"], run["conclusion"]) for run in tiny.runs] == [("completed", "failure")]
    assert messages(tiny) == [note.message for note in NOTES]
    assert [item["body"] for item in tiny.comments] == [SAID_AGAIN.body]
    assert [(one["content"], one["user"]) for one in tiny.reactions] == [("rocket", BOT)]


async def test_a_hundred_and_twenty_annotations_take_three_calls(tiny: Tiny, github: Live) -> None:
    seen_after: list[tuple[int, str]] = []

    def watch(request: httpx.Request) -> None:
        if tiny.runs:
            seen_after.append((len(tiny.runs[0]["annotations"]), tiny.runs[0]["status"]))

    tiny.after = watch
    await github.apply(VERDICT)
    assert seen_after == [(50, "in_progress"), (100, "in_progress"), (120, "completed")]


@pytest.mark.parametrize("applied", [True, False], ids=["after the work", "before the work"])
@pytest.mark.parametrize("point", range(1, 9))
async def test_a_process_that_dies_at_any_call_leaves_nothing_doubled(
    point: int, applied: bool, tiny: Tiny, connect: Connect
) -> None:
    def die(request: httpx.Request) -> Reply | None:
        return Died() if len(tiny.requests) == point else None

    setattr(tiny, "after" if applied else "before", die)
    for effect in (VERDICT, SAID):
        try:
            await connect().apply(effect)
        except Died:
            await connect().apply(effect)
    assert len(tiny.requests) >= point
    assert messages(tiny) == [note.message for note in NOTES]
    assert tiny.runs[0]["status"] == "completed"
    assert len(tiny.runs) == len(tiny.comments) == 1


async def test_a_batch_that_nobody_could_confirm_is_not_sent_twice(tiny: Tiny, github: Live) -> None:
    await github.apply(STARTED)
    tiny.after = lambda request: json_answer(502) if "/check-runs/900" in request.url.path else None
    with pytest.raises(Unavailable):
        await github.apply(VERDICT)
    tiny.after = lambda _: None
    await github.apply(VERDICT)
    assert messages(tiny) == [note.message for note in NOTES]


async def test_an_applied_effect_changes_nothing_when_applied_again(tiny: Tiny, github: Live, connect: Connect) -> None:
    for live in (github, github, connect()):
        await live.apply(VERDICT)
        await live.apply(SAID)
    assert len(messages(tiny)) == 120
    assert [line for line in tiny.seen if line.startswith("PATCH") and "comments" in line] == []


async def test_a_verdict_is_never_taken_back_to_in_progress(tiny: Tiny, connect: Connect) -> None:
    await connect().apply(VERDICT)
    await connect().apply(STARTED)
    assert tiny.runs[0]["status"] == "completed"


async def test_a_recheck_is_a_check_run_of_its_own(tiny: Tiny, github: Live) -> None:
    await github.apply(VERDICT)
    await github.apply(replace(STARTED, external_id="x2"))
    assert [run["external_id"] for run in tiny.runs] == ["x1", "x2"]


async def test_a_check_run_of_another_app_is_left_alone(tiny: Tiny, github: Live) -> None:
    tiny.runs.append({"id": 1, "app": {"id": 99}, "external_id": "x1", "status": "completed", "annotations": []})
    await github.apply(STARTED)
    assert [run["id"] for run in tiny.runs] == [1, 901]


async def test_its_own_comment_is_found_behind_three_hundred_others_and_edited(tiny: Tiny, github: Live) -> None:
    person = {"login": "mallory", "type": "User"}
    tiny.comments += [comment(n, f"{MARKER} --> forged {n}", app=None, user=person) for n in range(1000, 1300)]
    tiny.comments += [comment(2000, f"{MARKER} --> by another App", app=99)]
    tiny.comments += [comment(2001, f"{MARKER} --> old")]
    await github.apply(SAID)
    assert len(tiny.comments) == 302
    assert tiny.comments[-1]["body"] == SAID.body
    assert all(item["body"] != SAID.body for item in tiny.comments[:-1])


@pytest.mark.parametrize(
    ("user", "own"),
    [
        ({"login": "hone[bot]", "type": "Bot"}, True),
        ({"login": "hone[bot]", "type": "User"}, False),
        ({"login": "hone-2[bot]", "type": "Bot"}, False),
    ],
)
async def test_a_comment_without_app_is_its_own_only_under_its_bot(
    user: dict[str, str], own: bool, tiny: Tiny, github: Live
) -> None:
    tiny.comments.append(comment(1, f"{MARKER} --> old", app=None, user=user))
    await github.apply(SAID)
    assert len(tiny.comments) == (1 if own else 2)


async def test_a_deleted_comment_is_written_anew(tiny: Tiny, github: Live) -> None:
    await github.apply(SAID)
    tiny.comments.clear()
    await github.apply(SAID_AGAIN)
    assert [item["body"] for item in tiny.comments] == [SAID_AGAIN.body]


async def test_a_comment_that_may_only_be_edited_is_not_created(tiny: Tiny, github: Live) -> None:
    await github.apply(replace(SAID, create=False))
    assert tiny.comments == []
    await github.apply(SAID)
    await github.apply(replace(SAID_AGAIN, create=False))
    assert [item["body"] for item in tiny.comments] == [SAID_AGAIN.body]


@pytest.mark.parametrize(("length", "kept"), [(65_536, 65_536), (65_537, 65_536), (200_000, 65_536)])
async def test_a_body_is_cut_only_above_what_github_takes(length: int, kept: int, tiny: Tiny, github: Live) -> None:
    body = SAID.body.ljust(length, "é")
    await github.apply(replace(SAID, body=body))
    [written] = tiny.comments
    assert len(written["body"]) == kept
    assert (written["body"] == body) is (length == kept)


async def test_only_its_own_reaction_is_taken_back(tiny: Tiny, github: Live) -> None:
    theirs = {"id": 1, "content": "eyes", "user": {"login": "alice", "type": "User"}}
    tiny.reactions.append(theirs)
    await github.apply(SEEN)
    await github.apply(DONE)
    assert [(one["content"], one["user"]["login"]) for one in tiny.reactions] == [
        ("eyes", "alice"),
        ("rocket", "hone[bot]"),
    ]


async def test_a_reaction_on_a_deleted_comment_is_no_fault(tiny: Tiny, github: Live) -> None:
    tiny.answers[r"POST .*/reactions"] = lambda _: json_answer(404, {"message": "Not Found"})
    await github.apply(DONE)


async def test_a_write_is_given_up_after_four_tries_and_looked_up_each_time(
    tiny: Tiny, github: Live, time: Virtual
) -> None:
    tiny.answers[r"POST .*/comments"] = lambda _: json_answer(503)
    with pytest.raises(Unavailable):
        await github.apply(SAID)
    posts = [line for line in tiny.seen if line == "POST /repos/acme/shop/issues/5/comments"]
    looks = [line for line in tiny.seen if line == "GET /repos/acme/shop/issues/5/comments"]
    assert (len(posts), len(looks)) == (4, 5)
    assert time.slept == sorted(time.slept)
