"""GitHub's bad days: limits, outages, lost answers. Everything accepted is done once, later."""

import time

import pytest

from tests.examples import CLEAN, SHELL

LIMITED = {"message": "API rate limit exceeded for installation."}
SECONDARY = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}


async def judged(hone):
    """Open a risky pull request and wait."""
    repo = await hone.repo({"send.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()
    return pull


def once(pull):
    """One verdict, its annotation, one comment: no more, no less."""
    checks = [(check.conclusion, len(check.annotations)) for check in pull.checks]
    return checks == [("failure", 1)] and len(pull.said) == 1


@pytest.mark.parametrize(
    ("method", "route"),
    [("GET", r"/pulls/\d+$"), ("PATCH", r"/check-runs/"), ("POST", r"/comments$")],
)
async def test_an_exhausted_hour_is_waited_for_and_not_called_into(served, method, route):
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 1200)}
    served.world.fault(method, route, times=1, status=403, headers=headers, body=LIMITED)
    pull = await judged(served.world)

    assert once(pull)
    assert any(1190 <= pause <= 1210 for pause in served.patience.slept)
    called = served.world.counters["calls"]
    assert max(called.values()) <= 3, called


@pytest.mark.parametrize(
    ("status", "headers", "least"),
    [(403, {"retry-after": "30"}, 29), (429, {"retry-after": "600"}, 599), (403, {}, 59)],
)
async def test_a_secondary_limit_is_waited_out(served, status, headers, least):
    served.world.fault("POST", r"/comments$", times=1, status=status, headers=headers, body=SECONDARY)
    pull = await judged(served.world)

    assert once(pull)
    assert max(served.patience.slept) >= least


async def test_an_hour_that_is_used_up_before_the_diff_is_read_leaves_no_check_run_open(served):
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 1200)}
    served.world.fault("POST", r"/check-runs$", times=1, headers=headers)
    pull = await judged(served.world)

    assert once(pull)
    assert any(1190 <= pause <= 1210 for pause in served.patience.slept)


@pytest.mark.parametrize(
    "how", [{"times": 3, "cut": True}, {"times": 40, "status": 502}, {"times": 40, "status": 500, "apply_first": True}]
)
async def test_an_outage_of_everything_is_sat_out(hone, how):
    hone.fault("", r"^/(repos|app)/", **how)

    assert once(await judged(hone))


async def test_an_outage_of_the_git_host_is_said_and_a_check_mends_it(hone):
    hone.fault("", r"/acme/.*(info/refs|git-upload-pack)", times=1_000, status=503)
    pull = await judged(hone)
    assert "The git host cannot be reached" in pull.check.title
    assert pull.check.conclusion == "neutral"

    hone.mend()
    await pull.reply("/hone check", role="write")
    await hone.settled()

    assert pull.check.conclusion == "failure"
    assert [check.conclusion for check in pull.checks] == ["neutral", "failure"]


async def test_an_outage_that_lasts_all_day_is_made_good_by_reconciliation(served):
    hone = served.world
    repo = await hone.repo({"send.py": CLEAN})
    hone.fault("", r"^/repos/", times=1_000, status=502)
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled(60)
    assert pull.checks == []

    hone.mend()
    await served.reconcile()

    assert once(pull)


async def test_a_look_at_what_was_missed_during_an_outage_fails_quietly(served):
    hone = served.world
    await hone.repo({"send.py": CLEAN})
    hone.fault("", r"^/(repos|app)/", times=1_000, status=502)
    await served.reconcile()
    hone.mend()

    assert once(await judged(hone))


async def test_a_repository_whose_installation_nobody_heard_of_is_looked_after(served):
    hone = served.world
    hone.hook("")
    repo = await hone.repo({"send.py": CLEAN})
    hone.hook(hone.address)
    await repo.pull({"send.py": CLEAN + "#\n"})
    await hone.settled()
    hone.hook("")
    missed = await repo.pull({"send.py": SHELL})
    hone.forget_deliveries()
    hone.hook(hone.address)
    await served.reconcile()

    assert once(missed)


async def test_a_repository_is_followed_to_its_new_name(served):
    hone = served.world
    repo = await hone.repo({"send.py": CLEAN}, name="acme/old")
    await hone.settled()
    hone.change(f"{repo.at}/rename", name="new")
    repo.at = "repositories/acme/new"
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()
    hone.hook("")
    missed = await repo.pull({"send.py": SHELL})
    hone.forget_deliveries()
    hone.hook(hone.address)
    await served.reconcile()

    assert once(pull)
    assert once(missed)
