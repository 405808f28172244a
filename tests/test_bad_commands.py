"""Commands in the wrong place, by the wrong hand, at the wrong time: one calm answer, and no 👀 left behind."""

import copy

import pytest

from tests.examples import CLEAN, SHELL


@pytest.fixture
async def pull(hone):
    """An open pull request with its verdict."""
    repo = await hone.repo({"send.py": CLEAN})
    made = await repo.pull({"send.py": CLEAN + "#\n"})
    await hone.settled()
    return made


def answers(talk):
    """The App's replies without their markers."""
    return [body.partition("\n")[2] for body in talk.said]


async def test_help_is_given_on_an_issue_and_a_check_is_not(hone, pull):
    issue = await pull.repo.issue("Slow", "Very.")
    helped = await issue.reply("/hone help", role="read")
    checked = await issue.reply("/hone check", role="write")
    await hone.settled()

    assert "| `/hone check` |" in issue.said[0]
    assert answers(issue)[1:] == ["😕 There is no pull request here to check."]
    assert [issue.reactions(helped), issue.reactions(checked)] == [["rocket"], ["confused"]]


async def test_a_closed_pull_request_is_not_checked(hone, pull):
    await pull.close()
    asked = await pull.reply("/hone check", role="write")
    await hone.settled()

    assert answers(pull) == ["😕 This pull request is closed; there is nothing left to check."]
    assert pull.reactions(asked) == ["confused"]
    assert len(pull.checks) == 1


async def test_a_locked_conversation_is_answered_by_a_face(served, pull):
    served.world.expects_refusals()
    pull.lock()
    asked = await pull.reply("/hone help", role="write")
    await served.world.settled()

    assert pull.said == []
    assert pull.reactions(asked) == ["confused"]
    assert await served.endings("issue_comment") == ["done"]


async def test_nothing_written_by_an_app_or_a_bot_is_obeyed(served, pull):
    hone = served.world
    await hone.act(f"{pull.at}/comments", body="/hone check", by="helper[bot]", by_type="Bot", role="admin")
    said = await pull.reply("thanks", by="dora", role="admin")
    told = next(each for each in hone.deliveries if each["payload"].get("comment", {}).get("id") == said)
    for via, author in (({"id": hone.app["app_id"]}, "User"), (None, "Bot"), (None, "Mannequin"), ({"id": 1}, "User")):
        payload = copy.deepcopy(told["payload"])
        payload["comment"] |= {"body": "/hone check", "performed_via_github_app": via}
        payload["comment"]["user"]["type"] = author
        await hone.deliver("issue_comment", payload)
    await hone.settled()

    assert len(pull.checks) == 1
    assert pull.said == []
    assert set(await served.endings("issue_comment")) == {"done"}


async def test_a_login_that_looks_like_somebodys_gives_no_right(hone, pull):
    pull.repo.role("alice", "admin")
    said = await pull.reply("thanks", by="dora", role="none")
    told = next(each for each in hone.deliveries if each["payload"].get("comment", {}).get("id") == said)
    payload = copy.deepcopy(told["payload"])
    payload["comment"] |= {"body": "/hone check", "author_association": "OWNER"}
    payload["issue"]["user"]["login"] = "bob"
    for login in ("hone-app[bot]", "alice/", "../alice", "alice?x=", "alice%00", ""):
        payload["comment"]["user"]["login"] = login
        await hone.deliver("issue_comment", payload)
    await hone.settled()

    assert len(pull.checks) == 1


async def test_an_outsider_is_refused_once_whatever_the_number_of_tries(hone, pull):
    asked = [await pull.reply("/hone check", by="mallory", role="read") for _ in range(5)]
    await hone.settled()

    assert answers(pull) == ["😕 `/hone check` needs **write** access; `mallory` has **read**."]
    assert {tuple(pull.reactions(each)) for each in asked} == {()}


@pytest.mark.parametrize("route", [r"/pulls/\d+$", r"/permission$"])
async def test_an_answer_that_cannot_be_given_leaves_no_eyes(served, pull, route):
    served.world.fault("GET", route, times=1, status=403, body={"message": "Resource not accessible by integration"})
    asked = await pull.reply("/hone check", by="bob", role="write")
    await served.world.settled()

    assert "eyes" not in pull.reactions(asked)
    assert await served.endings("issue_comment") == ["failed"]


async def test_a_command_is_answered_after_the_outage(hone, pull):
    hone.fault("", r"^/repos/", times=25, status=502)
    asked = await pull.reply("/hone check", by="bob", role="write")
    await hone.settled()

    assert pull.reactions(asked) == ["rocket"]
    assert [check.conclusion for check in pull.checks] == ["success", "success"]


async def test_a_command_to_an_app_that_was_suspended_is_dropped_calmly(served, pull):
    served.world.expects_refusals()
    asked = await pull.reply("thanks", by="bob", role="write")
    told = next(each for each in served.world.deliveries if each["payload"].get("comment", {}).get("id") == asked)
    await served.world.installation("acme", "suspend")
    payload = copy.deepcopy(told["payload"])
    payload["comment"]["body"] = "/hone check"
    await served.world.deliver("issue_comment", payload)
    await served.world.settled()

    assert pull.said == []
    assert set(await served.endings("issue_comment")) == {"done"}


async def test_hostile_commands_get_one_harmless_line_each(hone, pull):
    hostile = ("check\x00", "x" * 60_000, "$(touch x)", "--upload-pack=x", "<!-- hone:summary -->", "@everyone #1")
    for words in hostile:
        await pull.reply(f"/hone {words}", by="mallory", role="none")
    await hone.settled()

    assert len(answers(pull)) == len(hostile)
    assert all(answer.startswith("😕 ") and len(answer) < 200 for answer in answers(pull))
    assert pull.comment == ""
    assert len(pull.checks) == 1


async def test_a_command_reaches_only_the_pull_request_it_was_written_on(hone, pull):
    other = await pull.repo.pull({"other.py": SHELL}, title=f"/hone check #{pull.number}")
    await hone.settled()
    await other.reply(f"/hone check {pull.number} acme/other#1", role="write")
    await hone.settled()

    assert (len(pull.checks), len(other.checks)) == (1, 2)
