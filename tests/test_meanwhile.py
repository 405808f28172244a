"""What happens on GitHub while a review is under way: it ends in what is true afterwards, and nothing raises."""

import logging

import pytest

from tests.examples import CLEAN, SHELL


@pytest.fixture(autouse=True)
def calm(caplog):
    """No workflow ends in an error, whatever happens."""
    yield
    loud = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert not loud


async def test_a_newer_head_takes_the_verdict_and_the_older_check_run_is_closed(served):
    hone = served.world
    repo = await hone.repo({"send.py": CLEAN})

    async def push(more):
        head = repo.git.commit({"send.py": SHELL + more}, branch="change-1")
        await hone.act(f"{repo.at}/pulls/1/push", git_dir=str(repo.git.path), head=head)

    served.during_the_review(lambda: push("# second\n"), lambda: push("# third\n"))
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()

    ends = {check.head: check.conclusion for check in pull.checks}
    assert ends.pop(pull.head) == "failure"
    assert set(ends.values()) == {"cancelled"}
    assert len(pull.said) == 1
    assert pull.head[:7] in pull.comment


@pytest.mark.parametrize("how", ["close", "merge"])
async def test_a_closed_pull_request_gets_no_comment_and_its_check_run_is_closed(served, how):
    hone = served.world
    repo = await hone.repo({"send.py": CLEAN})
    served.during_the_review(lambda: hone.act(f"{repo.at}/pulls/1/{how}"))
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()

    assert (pull.checks[0].conclusion, pull.checks[0].title) == ("cancelled", "Closed before the check ended")
    assert pull.said == []


async def test_a_pull_request_closed_and_opened_again_has_its_verdict(served):
    hone = served.world
    repo = await hone.repo({"send.py": CLEAN})
    served.during_the_review(lambda: hone.act(f"{repo.at}/pulls/1/close"))
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()
    await pull.reopen()
    await hone.settled()

    assert [check.conclusion for check in pull.checks] == ["failure"]
    assert len(pull.said) == 1


async def test_another_target_branch_takes_the_verdict(served):
    hone = served.world
    repo = await hone.repo({"send.py": CLEAN})
    await repo.push({"send.py": SHELL}, branch="next")
    served.during_the_review(lambda: hone.act(f"{repo.at}/pulls/1/retarget", base_ref="main"))
    pull = await repo.pull({"other.py": CLEAN}, base="next")
    await hone.settled()

    assert [check.conclusion for check in pull.checks] == ["cancelled", "failure"]


async def test_a_push_after_a_push_leaves_both_ranges_judged(served):
    hone = served.world
    repo = await hone.repo({"send.py": CLEAN})
    heads = []

    async def again():
        heads.append(await repo.push({"other.py": CLEAN}))

    served.during_the_review(again)
    heads.append(await repo.push({"send.py": SHELL}))
    await hone.settled()

    assert sorted(check.conclusion for head in heads for check in repo.checks(head)) == ["failure", "success"]


async def test_a_suspended_app_stops_within_three_calls_and_goes_on_when_it_may(served):
    hone = served.world
    hone.expects_refusals()
    repo = await hone.repo({"send.py": CLEAN})

    async def suspend():
        await hone.installation("acme", "suspend")
        hone.count_anew()

    served.during_the_review(suspend)
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()

    assert hone.counters["total"] <= 3, hone.counters["calls"]
    assert [check.status for check in pull.checks] == ["in_progress"]

    await hone.installation("acme", "unsuspend")
    await served.reconcile()

    assert [check.conclusion for check in pull.checks] == ["failure"]
    assert len(pull.said) == 1


async def test_a_removed_app_stops_within_three_calls(served):
    hone = served.world
    hone.expects_refusals()
    repo = await hone.repo({"send.py": CLEAN})

    async def remove():
        await hone.installation("acme", "deleted")
        hone.count_anew()

    served.during_the_review(remove)
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()
    await served.reconcile()

    assert sum(count for route, count in hone.counters["calls"].items() if "/repos" in route) <= 3
    assert pull.said == []


async def test_a_deleted_repository_is_left_alone(served):
    hone = served.world
    hone.expects_refusals()
    repo = await hone.repo({"send.py": CLEAN})

    async def delete():
        hone.change(f"{repo.at}/delete")
        hone.count_anew()

    served.during_the_review(delete)
    await repo.pull({"send.py": SHELL})
    await hone.settled()

    assert hone.counters["total"] <= 3, hone.counters["calls"]
    assert not [call for call in hone.counters["calls"] if not call.startswith("GET")]


async def test_a_permission_that_was_taken_away_stops_the_writes(served):
    hone = served.world
    repo = await hone.repo({"send.py": CLEAN})
    taken = {"message": "Resource not accessible by integration"}
    hone.fault("PATCH", r"/repos/.*/check-runs/.*", times=50, status=403, body=taken)
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()

    assert sum(count for route, count in hone.counters["calls"].items() if route.startswith("PATCH")) <= 3
    assert pull.said == []


async def test_a_verdict_that_github_refuses_ends_in_an_apology(served):
    hone = served.world
    repo = await hone.repo({"send.py": CLEAN})
    hone.fault("PATCH", r"/repos/.*/check-runs/.*", times=1, status=422, body={"message": "Validation Failed"})
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()

    assert (pull.check.conclusion, pull.check.status) == ("neutral", "completed")
    assert "Hone failed" in pull.check.title


async def test_a_locked_conversation_keeps_its_verdict_and_is_not_tried_again(served):
    hone = served.world
    hone.expects_refusals()
    repo = await hone.repo({"send.py": CLEAN})
    served.during_the_review(lambda: hone.act(f"{repo.at}/issues/1/lock"))
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()
    hone.count_anew()
    await served.reconcile()

    assert [check.conclusion for check in pull.checks] == ["failure"]
    assert pull.said == []
    assert not [call for call in hone.counters["calls"] if not call.startswith("GET")]
