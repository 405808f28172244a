"""Deliveries in any order, any number of times: GitHub looks the same afterwards."""

from itertools import islice, permutations

from tests.examples import CLEAN, SHELL

EDITED = {"opened", "synchronize", "edited", "ready_for_review"}
LEAK = "token: ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8\n"
"""A finding that costs no tool's start."""


async def lived(hone, repo):
    """A pull request that was opened as a draft, pushed to, made ready and re-targeted while nobody listened."""
    hone.hook("")
    pull = await repo.pull({"notes.txt": "nothing yet\n"}, base="next", draft=True)
    await pull.push({"notes.txt": LEAK})
    await pull.ready()
    await pull.retarget("main")
    hone.hook(hone.address)
    return pull


def told(hone, pull):
    """The guid of each delivery about the pull request, by action."""
    return {
        each["action"]: each["guid"]
        for each in hone.deliveries
        if each["event"] == "pull_request" and each["payload"]["number"] == pull.number
    }


def looks(pull):
    """What a maintainer sees: verdicts on the live head, what else was ever said."""
    comment = pull.comment.replace(pull.head[:7], "HEAD")
    live = [(check.conclusion, check.title) for check in pull.checks if check.head == pull.head]
    others = [check.conclusion for check in pull.checks if check.head != pull.head]
    return live, others, comment.partition("\n")[2].partition("\n")[0], len(pull.said)


async def test_every_order_of_what_happened_to_a_pull_request_ends_the_same(hone):
    repo = await hone.repo({"send.py": CLEAN})
    await repo.push({"other.py": CLEAN}, branch="next")
    seen = []
    for order in permutations(sorted(EDITED)):
        pull = await lived(hone, repo)
        guids = told(hone, pull)
        assert guids.keys() == EDITED
        for action in order:
            assert (await hone.redeliver(guids[action]))["status_code"] == 202
        seen.append(pull)
    await hone.settled(60)

    ends = {str(looks(pull)) for pull in seen}
    assert len(ends) == 1, ends
    assert looks(seen[0])[0] == [("failure", "Failed: 1 new secret (limit 0)")]


async def test_no_order_of_a_life_that_ended_wakes_a_closed_pull_request(hone):
    repo = await hone.repo({"send.py": CLEAN})
    await repo.push({"other.py": CLEAN}, branch="next")
    pull = await lived(hone, repo)
    hone.hook("")
    await pull.close()
    hone.hook(hone.address)
    guids = told(hone, pull)
    payloads = {each["guid"]: each["payload"] for each in hone.deliveries}
    for number, order in enumerate(islice(permutations(sorted(guids)), 0, None, 5)):
        for action in order:
            await hone.deliver("pull_request", payloads[guids[action]], f"{number}-{action}")
    await hone.settled(60)

    assert pull.checks == []
    assert pull.said == []


async def test_a_late_delivery_of_the_same_second_does_not_take_the_verdict_from_the_newest_head(served):
    hone = served.world
    repo = await hone.repo({"send.py": CLEAN})
    hone.hook("")
    pull = await repo.pull({"send.py": CLEAN + "#\n"})
    await pull.push({"send.py": SHELL})
    hone.hook(hone.address)
    guids = told(hone, pull)
    served.during_the_review(lambda: hone.redeliver(guids["opened"]))
    await hone.redeliver(guids["synchronize"])
    await hone.settled()

    assert "cancelled" not in pull.check.history
    assert pull.check.conclusion == "failure"


async def test_pushes_that_arrive_in_the_wrong_order_are_all_judged(served):
    hone = served.world
    repo = await hone.repo({"send.py": CLEAN})
    hone.hook("")
    heads = [await repo.push({"send.py": SHELL}), await repo.push({"other.py": CLEAN})]
    hone.hook(hone.address)
    first, second = (each["guid"] for each in hone.deliveries if each["event"] == "push")
    served.during_the_review(lambda: hone.redeliver(first))
    await hone.redeliver(second)
    await hone.settled()

    assert [[check.conclusion for check in repo.checks(head)] for head in heads] == [["failure"], ["success"]]


async def test_each_delivery_five_times_at_once_is_one_of_everything(hone):
    repo = await hone.repo({"send.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()
    before = pull.page
    for guid in told(hone, pull).values():
        for _ in range(5):
            await hone.act(f"deliveries/{guid}/redeliver", wait=False)
    await hone.settled()

    assert pull.page == before
