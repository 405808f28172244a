"""The queue issue: one per repository, true after every push to the default branch, and quiet where nobody wants it."""

from tests.examples import CLEAN, SHELL

BARE = "def read(path):\n    try:\n        return open(path)\n    except:\n        return None\n"


async def queue(repo):
    """The bodies of the App's issues in this repository."""
    issues = repo.issues()
    assert len(issues) <= 1
    return issues[0] if issues else None


async def test_what_reaches_the_default_branch_becomes_one_issue_with_its_arithmetic(hone):
    repo = await hone.repo({"total.py": CLEAN, "Makefile": "test:\n\tpytest\n"})
    await repo.push({"send.py": SHELL})
    await hone.settled()

    issue = await queue(repo)
    assert issue["title"] == "Improvement queue"
    assert issue["body"].startswith("<!-- hone:queue")
    assert "without shell=True in send" in issue["body"]
    assert "= impact 9 × confidence 0.9 ÷ effort 1" in issue["body"]
    assert "When `make test` runs, it shall exit 0." in issue["body"]


async def test_an_improvement_goes_when_its_evidence_goes_and_comes_back_with_it(hone):
    repo = await hone.repo({"total.py": CLEAN})
    await repo.push({"send.py": SHELL})
    await hone.settled()
    await repo.push({"send.py": CLEAN})
    await hone.settled()
    gone = (await queue(repo))["body"]
    await repo.push({"send.py": SHELL})
    await hone.settled()
    back = (await queue(repo))["body"]

    assert "Nothing on the default branch asks for work." in gone
    assert "Gone: 1 improvement" in gone
    assert "came back" in back


async def test_an_improvement_remembers_the_pull_request_it_came_from(hone):
    repo = await hone.repo({"total.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()
    assert await queue(repo) is None

    await repo.push({"send.py": SHELL})
    await hone.settled()
    assert f"from [PR {pull.number}](../pull/{pull.number})" in (await queue(repo))["body"]


async def test_nothing_to_do_opens_no_issue(hone):
    repo = await hone.repo({"total.py": CLEAN})
    await repo.push({"more.py": CLEAN})
    await hone.settled()

    assert await queue(repo) is None


async def test_a_repository_that_wants_no_queue_or_no_comments_gets_none(hone):
    for setting in ("queue: off\n", "mode: check-only\n"):
        repo = await hone.repo({"total.py": CLEAN, ".github/hone.yml": setting})
        await repo.push({"send.py": SHELL})
        await hone.settled()

        assert await queue(repo) is None


async def test_who_closes_the_issue_is_left_in_peace(hone):
    repo = await hone.repo({"total.py": CLEAN})
    await repo.push({"send.py": SHELL})
    await hone.settled()
    issue = await queue(repo)
    await repo.talk(issue["number"]).close()
    await repo.push({"read.py": BARE})
    await hone.settled()

    after = await queue(repo)
    assert (after["state"], after["body"]) == ("closed", issue["body"])
