"""Issues: which ones a pull request names, and what GitHub tells of them."""

import time
from collections.abc import AsyncIterator, Iterator

import pytest
from githubkit.compat import type_validate_python
from githubkit_schemas.latest import models

from service.edge.github import Live
from service.edge.github.talk import LABELS, LONGEST, shaped
from service.edge.github.times import Times
from service.local import WallClock
from service.model import Repo, mentioned
from service.ports import Fault, IssueText
from service.settings import read
from tests.app_client import AppClient
from tests.examples import CLEAN, SHELL
from tests.maintainer import Repo as Made
from tests.tiny_github import Virtual
from tests.world import World

NAME = "acme/shop"


@pytest.mark.parametrize(
    ("text", "branch", "numbers"),
    [
        ("Fixes #12", "", (12,)),
        ("fix: totals\n\nSee #3. Closes #12, resolves: #4", "", (12, 4, 3)),
        ("Totals (#12)", "", (12,)),
        ("Fixes acme/shop#12 and other/repo#3", "", (12,)),
        ("Fixes https://github.com/acme/shop/issues/12", "", (12,)),
        ("See https://github.com/other/repo/issues/12", "", ()),
        ("Totals", "fix/12-totals", (12,)),
        ("Totals", "alice/issue-12", (12,)),
        ("Totals", "12-totals", (12,)),
        ("Totals", "release/2024-01", ()),
        ("Totals", "dependabot/npm/left-4.17.21", ()),
        ("#1 #2 #3 #4 #5", "", (1, 2, 3)),
        ("#7 and fixes #7", "9-x", (7, 9)),
        ("<!-- Fixes #12 -->", "", ()),
        ("<!-- Fixes #12", "", ()),
        ("```\nFixes #12\n```\n", "", ()),
        ("color: #123456789 a#1 page#2 &#39; /#3 # 4 #0 #1st", "", ()),
        ("Behebt größe #12", "", (12,)),
        ("", "", ()),
    ],
)
def test_a_text_names_issues_as_github_reads_it(text, branch, numbers):
    assert mentioned(text, NAME, branch) == numbers


def test_a_hostile_text_takes_no_time():
    began = time.process_time()

    assert mentioned("<!--" * 50_000 + "#1" * 50_000, NAME, "1-" * 5000) == ()
    assert mentioned("```\n" * 5_001 + "close " * 9_000, NAME) == ()
    assert mentioned("fixes " + " " * 19_000 + "#1", NAME) == (1,)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "item",
    [
        None,
        [],
        {},
        {"number": "7"},
        {"number": True},
    ],
)
def test_what_is_no_issue_is_none(item):
    assert shaped(item) is None


def test_an_issue_is_read_leniently():
    item = {"number": 7, "title": None, "body": "x" * (LONGEST + 5), "labels": ["bug", {"name": "ui"}, {}, 3] * 30}
    found = shaped(item)

    assert found
    assert (found.title, len(found.body), found.open, found.pull) == ("", LONGEST, False, False)
    assert found.labels[:2] == ("bug", "ui")
    assert len(found.labels) <= LABELS


@pytest.fixture
async def live(world: World) -> AsyncIterator[Live]:
    still = Virtual()
    clock = WallClock()
    client = Live(read(world.environment()), clock, Times(clock.now, still.monotonic, still.sleep, still.uniform))
    yield client
    await client.close()


@pytest.fixture
def client(world: World) -> Iterator[AppClient]:
    made = AppClient(world)
    yield made
    made.close()


async def shop(world: World) -> tuple[Repo, Made]:
    made = await world.repo({"a.py": "x = 1\n"}, name=NAME)
    return Repo(made.id, "acme", "shop", world.installations["acme"]), made


async def test_an_issue_is_told_with_its_text_milestone_and_labels(world, live, client):
    repo, made = await shop(world)
    issue = await made.issue("Totals are off", "By one cent.")
    await issue.label("bug")
    await issue.milestone("v2")

    assert await live.issue(repo, issue.number) == IssueText(1, "Totals are off", "By one cent.", "v2", ("bug",))
    client.mint(repo.installation)
    type_validate_python(models.Issue, client.call("GET", f"/repos/{NAME}/issues/1").json())


async def test_a_pull_request_is_an_issue_too_and_a_closed_one_is_told(world, live):
    repo, made = await shop(world)
    pull = await made.pull({"a.py": "x = 2\n"}, title="Sum up", body="Fixes #9")
    await pull.close()

    assert await live.issue(repo, pull.number) == IssueText(1, "Sum up", "Fixes #9", open=False, pull=True)


async def test_an_issue_that_is_gone_is_none_and_a_refusal_is_a_fault(world, live):
    repo, _ = await shop(world)
    world.expects_refusals()

    assert await live.issue(repo, 404) is None
    world.fault("GET", ".*/issues/.*", status=403, times=9)
    with pytest.raises(Fault):
        await live.issue(repo, 1)


async def test_a_pull_request_knows_which_issues_it_is_about(world, live):
    repo, made = await shop(world)
    await made.issue("Totals are off")
    pull = await made.pull({"a.py": "x = 2\n"}, title="Sum up", body="Fixes #1, see #2", head_ref="fix/7-totals")
    found = await live.pull(repo, pull.number)

    assert found.issues == (1, 7), "not itself, which is #2"
    assert found.change(repo).issues == (1, 7)


async def test_one_that_names_none_is_known_by_its_milestone(world, live):
    repo, made = await shop(world)
    pull = await made.pull({"a.py": "x = 2\n"}, title="Sum up")
    assert (await live.pull(repo, pull.number)).issues == ()

    await pull.milestone("v2")

    assert (await live.pull(repo, pull.number)).issues == (pull.number,)
    assert (await live.issue(repo, pull.number)).milestone == "v2"


async def test_a_prompt_cites_the_issue_its_pull_request_closes_within_the_budget_of_calls(hone):
    repo = await hone.repo({"total.py": CLEAN, "Makefile": "test:\n\tpytest\n"})
    issue = await repo.issue("Send the report", "Every night.")
    await issue.milestone("Autumn")
    await hone.settled()
    hone.count_anew()

    pull = await repo.pull({"send.py": SHELL}, title="Send it", body=f"Fixes #{issue.number}")
    await hone.settled()

    assert f"#{issue.number}" in pull.comment
    assert hone.counters["calls"]["GET /repos/{owner}/{repo}/issues/{number}"] == 1
    assert hone.counters["total"] <= 8, hone.counters["calls"]
    assert sum(hone.counters["fetches"].values()) <= 2
