"""The whole tree of the default branch: looked at when it changes, summed up, kept, and told when it gets worse."""

import logging
from dataclasses import replace

import pytest

from service import app, model
from service.edge import database
from service.edge.git import Local
from service.edge.inline import Crashed, InlineRun
from service.edge.sandbox import Runner
from service.edge.store import SqlStore
from service.local import WallClock
from service.model import Debt, Survey
from service.ports import Lab
from service.settings import read
from service.workflows import baseline as baseline_module
from service.workflows import tree as tree_module
from service.workflows.baseline import baseline
from service.workflows.tree import look
from tests.examples import CLEAN, SHELL
from tests.repositories import Repository, link, submodule

pytest_plugins = ["tests.databases"]

COUNTED = "import sys\n\n\ndef total(prices):\n    # all of them\n    return sum(prices) + len(sys.argv)\n"


def noun(repo):
    """The repository as Hone speaks of it."""
    owner, _, name = repo.name.partition("/")
    return model.Repo(repo.id, owner, name)


async def known(served, repo):
    """What is kept of it: the baseline, its findings, the trend, the limits crossed."""
    store, one = served.hone.edge.store, noun(repo)
    return await store.baseline(one), await store.open_findings(one), await store.trend(one), await store.crossings(one)


async def test_an_installed_repository_is_looked_at(served):
    world = served.world
    repo = await world.repo({"total.py": COUNTED, "send.py": SHELL, "README.md": "# Shop\n", "logo.png": b"\x89PNG\0"})
    await world.settled()

    taken, findings, trend, crossings = await known(served, repo)

    assert (taken.files, taken.analysed, taken.debt.lines, taken.comments) == (3, 3, 6, 1)
    assert [(one.rule, one.path, one.start) for one in findings] == [("S602", "send.py", 5)]
    assert findings[0].id
    assert findings[0].fingerprint
    assert (taken.findings, taken.severe, taken.debt.minutes) == (1, 1, findings[0].minutes)
    assert [point.head for point in trend] == [taken.head]
    assert crossings == ()


async def test_a_push_is_one_more_point_and_analyses_what_it_changed(served):
    world = served.world
    repo = await world.repo({f"m{n}.py": CLEAN for n in range(5)})
    await world.settled()
    head = await repo.push({"m0.py": COUNTED})
    await world.settled()

    taken, _, trend, _ = await known(served, repo)

    assert (taken.head, taken.files, taken.analysed) == (head, 5, 0)  # the review of the push had read it
    assert [point.head for point in trend] == [head, trend[1].head]
    assert trend[0].at > trend[1].at


async def test_a_worse_rating_is_told_once(served, caplog):
    world = served.world
    repo = await world.repo({"total.py": CLEAN})
    await world.settled()
    with caplog.at_level(logging.WARNING, logger="hone.baseline"):
        await repo.push({"send.py": SHELL})
        await world.settled()
        await repo.push({"other.py": CLEAN})
        await world.settled()

    _, _, trend, crossings = await known(served, repo)

    assert {(one.what, one.head) for one in crossings} == {("debt", trend[1].head), ("health", trend[1].head)}
    assert [point.debt.rating for point in trend] == ["C", "C", "A"]
    assert caplog.text.count("the debt ratio went from 0.0% to 20.0%") == 1
    assert caplog.text.count("maintainability went from 82.7 to 78.5") == 1


async def test_a_redelivered_push_changes_nothing(served):
    world = served.world
    repo = await world.repo({"total.py": CLEAN})
    await repo.push({"total.py": COUNTED})
    await world.settled()
    before = await known(served, repo)
    pushed = next(each for each in world.deliveries if each["event"] == "push")

    await world.redeliver(pushed["guid"])
    await world.settled()

    assert await known(served, repo) == before


async def test_debt_is_answered_and_init_looks_again(served):
    world = served.world
    repo = await world.repo({"total.py": CLEAN, "send.py": SHELL})
    pull = await repo.pull({"total.py": COUNTED})
    await world.settled()
    asked = await pull.reply("/hone debt", by="carol", role="read")
    await world.settled()

    assert "**Technical debt: " in pull.said[-1]
    assert "1 finding, 1 of high severity" in pull.said[-1]
    assert pull.reactions(asked) == ["rocket"]

    first, *_ = await known(served, repo)
    await pull.reply("/hone init", by="mallory", role="write")
    asked = await pull.reply("/hone init", by="alice", role="maintain")
    await world.settled()
    again, *_ = await known(served, repo)

    assert pull.reactions(asked) == ["rocket"]
    assert "needs **maintain** access" in "".join(pull.said)
    assert (again.head, again.analysed) == (first.head, 0)
    assert again.at >= first.at


async def test_debt_of_a_repository_nobody_has_looked_at_says_what_to_do(served):
    world = served.world
    world.fault("GET", r".*info/refs.*", times=2, status=404)
    repo = await world.repo({"total.py": CLEAN})
    await world.settled()
    world.mend()
    pull = await repo.pull({"total.py": COUNTED})
    await world.settled()
    asked = await pull.reply("/hone debt")
    await world.settled()

    assert "`/hone init` does" in pull.said[-1]
    assert pull.reactions(asked) == ["confused"]


async def test_a_habit_that_a_change_breaks_is_said_in_the_check_run(served):
    world = served.world
    repo = await world.repo({"price.py": CLEAN, "tax.py": CLEAN})
    for n in range(9):
        repo.git.commit({"price.py": f"{CLEAN}\n\nA = {n}\n", "tax.py": f"{CLEAN}\n\nA = {n}\n"})
    await repo.push({"README.md": "# Shop\n"})
    await world.settled()
    pull = await repo.pull({"price.py": COUNTED})
    await world.settled()

    assert "`price.py` usually changes with `tax.py` (10 of 10 changes in two years)" in pull.check.text


# One look, without GitHub


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "shop.git")


def lab(repository, **changes):
    code = Local(repository.path)
    return replace(Lab(code, Runner(), WallClock(), b"salt", history=code), **changes)


SHOP = model.Repo(1, "acme", "shop")


async def test_what_nobody_would_read_is_named_and_what_is_binary_is_not_fetched(repository):
    asked = []

    class Watched(Local):
        async def bring(self, _repo, ids):
            asked.extend(ids)

    head = repository.commit(
        {
            "a.py": CLEAN,
            "uv.lock": "x\n",
            "vendor/b.py": SHELL,
            "logo.png": b"\x89PNG\0",
            "link.py": link("a.py"),
            "lib": submodule("1" * 40),
            "data.txt": b"a\0b",
            ".github/hone.yml": "ignore:\n  - 'old/**'\n",
            "old/c.py": SHELL,
        }
    )

    taken, findings = await look(lab(repository, code=Watched(repository.path)), SHOP, head)

    assert {gap.reason: gap.blocking for gap in taken.gaps} == {
        "lock file: uv.lock": False,
        "vendored code: vendor/b.py": False,
        "binary file: data.txt": False,
        "ignored by .github/hone.yml: old/c.py": False,
    }
    assert (taken.files, findings) == (2, ())
    assert len(set(asked)) == 3


@pytest.mark.parametrize(("limit", "value"), [("MOST_FILES", 2), ("MOST_SECONDS", 0), ("MOST_BYTES", 0)])
async def test_a_tree_beyond_the_limits_is_looked_at_in_part_and_says_so(repository, monkeypatch, limit, value):
    monkeypatch.setattr(tree_module, limit, value)
    head = repository.commit({f"m{n}.py": SHELL for n in range(3)})

    taken, findings = await look(lab(repository), SHOP, head)

    (gap,) = taken.gaps
    assert gap.blocking
    assert len(findings) == 3 - gap.files
    assert taken.debt.lines == 3 * taken.files


async def test_large_data_is_nothing_to_warn_of_and_large_code_is(repository):
    head = repository.commit({"a.py": CLEAN, "big.json": b"1,\n" * (1 << 20), "big.py": b"x = 1\n" * (1 << 19)})

    taken, _ = await look(lab(repository), SHOP, head)

    assert {gap.reason: gap.blocking for gap in taken.gaps} == {
        "its content could not be read: big.json": False,
        "its content could not be read: big.py": True,
    }


async def test_tests_are_read_and_are_no_debt(repository):
    head = repository.commit({"tests/test_a.py": SHELL + "\n\ntry:\n    eval('1')\nexcept:\n    pass\n", "a.py": CLEAN})

    taken, _ = await look(lab(repository), SHOP, head)

    assert (taken.files, taken.debt) == (2, Debt(0, 2))


async def test_an_empty_tree_has_nothing_to_say(repository):
    head = repository.commit({"a.py": CLEAN})
    head = repository.commit({"a.py": None})

    taken, findings = await look(lab(repository), SHOP, head)

    assert (taken.files, taken.debt, taken.health, taken.hotspots, findings) == (0, Debt(), None, (), ())


# Crashes and company


@pytest.fixture
def store(sqlite_address):
    engine = database.connect(sqlite_address)
    database.upgrade(engine)
    yield SqlStore(engine)
    engine.dispose()


STEPS = ("head", "look", "history", "record")


@pytest.mark.parametrize("crash", ["", *STEPS])
async def test_a_look_that_crashes_goes_on_and_analyses_nothing_twice(world, store, crash):
    repo = await world.repo({f"m{n}.py": SHELL for n in range(4)})
    installation = world.installations["acme"]
    asked = Survey(replace(noun(repo), installation=installation))
    heard, finished = [], {}

    async def process(crash_after=""):
        edge = app.outside(read(world.environment()), store)
        try:
            run = InlineRun("r", finished=finished, on_step=heard.append, crash_after=crash_after)
            await baseline(run, asked, edge)
        finally:
            await edge.github.close()

    if crash:
        with pytest.raises(Crashed):
            await process(crash)
    await process()

    assert tuple(dict.fromkeys(heard))[:4] == STEPS
    taken = await store.baseline(asked.repo)
    assert (taken.findings, len(await store.trend(asked.repo))) == (4, 1)
    assert taken.analysed == (0 if crash == "look" else 4)


async def test_a_look_waits_while_somebody_waits_for_a_verdict(world, store, monkeypatch):
    repo = await world.repo({"a.py": CLEAN})
    asked = Survey(replace(noun(repo), installation=world.installations["acme"]))
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:
            await store.review_closed("x", "published")

    monkeypatch.setattr(baseline_module.asyncio, "sleep", sleep)
    await store.review_opened(model.Change(asked.repo, "a" * 40, "b" * 40, "refs/pull/1/head", 1), "x")
    edge = app.outside(read(world.environment()), store)
    await baseline_module.take(edge, asked.repo, await edge.lab.code.newest(asked.repo))
    await edge.github.close()

    assert pauses == [baseline_module.PAUSE] * 3


async def test_a_repository_out_of_reach_is_a_line_in_the_log(world, store, caplog):
    world.expects_refusals()
    repo = await world.repo({"a.py": CLEAN})
    edge = app.outside(read(world.environment()), store)

    with caplog.at_level(logging.INFO, logger="hone.baseline"):
        elsewhere = model.Repo(repo.id + 99, "acme", "nowhere", world.installations["acme"])
        await baseline(InlineRun(), Survey(elsewhere), edge)
        await edge.github.close()

    assert "acme/nowhere is out of reach" in caplog.text
