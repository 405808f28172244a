"""A purse: calls, time and budgets are checked before a call, and what was spent stays spent after a crash."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.edge.git.local import Local
from service.edge.inline import Crashed, InlineRun
from service.edge.llm import budget, configured
from service.edge.sandbox import Runner
from service.edge.store import SqlStore
from service.model import Ask, Budget, Repo, Usage
from service.ports import Lab
from service.settings import read
from service.workflows.spending import EVER, LOOP, MAIN, Purse
from tests.model_stub import Model
from tests.tiny_github import Virtual

pytest_plugins = ["tests.databases"]

on_sqlite = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
SHOP, BLOG = Repo(11, "octo", "shop", 5), Repo(12, "octo", "blog", 5)
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
ASK = Ask("writer", "write", "s" * 400, "f" * 400, "t" * 400, SCHEMA)
READ = 300
"""Tokens of the question, at least."""
Purses = Callable[..., Purse]


@pytest.fixture
def stub() -> Iterator[Model]:
    with Model() as model:
        yield model


@pytest.fixture
def time() -> Virtual:
    return Virtual()


@pytest.fixture
def lab(stub: Model, time: Virtual, tmp_path: Path) -> Lab:
    settings = read(stub.environment())
    llm = configured(settings, time)
    return Lab(Local(tmp_path), Runner(), time, b"salt", llm=llm, budget=budget(settings))


@pytest.fixture
def purse(lab: Lab, time: Virtual) -> Purses:
    def opened(run: InlineRun | None = None, number: int | None = 7, within: float = 150, **how: object) -> Purse:
        limits = how.pop("budget", None)
        used = replace(lab, budget=limits) if limits else lab
        return Purse(run or InlineRun(), used, SHOP, number, time.now().timestamp() + within, **how)

    return opened


async def test_three_calls_are_all_the_main_path_has(stub: Model, purse: Purses) -> None:
    mine = purse()

    replies = [await mine.ask(ASK) for _ in range(MAIN + 1)]

    assert [bool(reply.values) for reply in replies] == [True, True, True, False]
    assert replies[-1].fault == "The language model was asked 3 times, which is all it may be asked here."
    assert (len(stub.requests), mine.calls, len(mine.usages)) == (3, 0, 3)


@pytest.mark.parametrize(
    ("fault", "asked"), [("broken", 3), ("garbage", 3), ("slow", 3), ("plain-only", 3), ("cut", 3)]
)
async def test_no_fault_makes_it_more_calls(stub: Model, lab: Lab, purse: Purses, fault: str, asked: int) -> None:
    stub.fault, stub.delay = fault, 0.05
    mine = purse()

    for _ in range(3):
        await mine.ask(ASK)

    assert len(stub.requests) == asked
    assert mine.calls == 0


async def test_the_longest_loop_has_twelve(stub: Model, purse: Purses) -> None:
    stub.goes_wrong("garbage")
    mine = purse(calls=LOOP)

    for _ in range(LOOP):
        await mine.ask(ASK)

    assert len(stub.requests) == 12


async def test_after_its_time_nothing_is_asked(stub: Model, purse: Purses, time: Virtual) -> None:
    mine = purse()
    time.elapsed += 150

    assert (await mine.ask(ASK)).fault == "The time for the language model is over."
    assert stub.requests == []


async def test_without_a_model_every_answer_is_a_fault(lab: Lab, time: Virtual) -> None:
    mine = Purse(InlineRun(), replace(lab, llm=None), SHOP, 7, time.now().timestamp() + 1)

    assert (await mine.ask(ASK)).fault == "No language model is configured."
    assert not mine.configured


@on_sqlite
async def test_what_was_spent_on_a_pull_request_counts_for_its_next_run(
    store: SqlStore, stub: Model, purse: Purses
) -> None:
    small = Budget(tokens_per_pull=2 * READ)
    await purse(budget=small, ledger=store).ask(ASK)

    refused = await purse(budget=small, ledger=store).ask(ASK)
    other = await purse(budget=small, ledger=store, number=8).ask(ASK)

    assert refused.fault == "The language model's budget of 600 tokens for one conversation is used up."
    assert other.values
    assert len(stub.requests) == 2


@on_sqlite
@pytest.mark.parametrize(
    ("repo", "limits", "fault"),
    [
        (
            SHOP,
            Budget(tokens_per_day=1000 + READ - 1),
            "The repository's budget of 1,299 tokens in 24 hours is used up.",
        ),
        (SHOP, Budget(tokens_per_day=1000 + READ), ""),
        (BLOG, Budget(tokens_per_day=1000), ""),
        (BLOG, Budget(money_per_day=5), "The budget of 5 in 24 hours for the language model is used up."),
        (BLOG, Budget(money_per_day=5.5), ""),
    ],
)
async def test_budgets_of_a_day_are_looked_at_before_the_call(
    store: SqlStore, stub: Model, purse: Purses, time: Virtual, repo: Repo, limits: Budget, fault: str
) -> None:
    earlier = time.now() - timedelta(hours=23)
    await store.spend(repo, 1, (Usage("m", "writer", "write", 900, 100, cost=5.0),), earlier)

    reply = await purse(budget=limits, ledger=store).ask(ASK)

    assert reply.fault == fault
    assert len(stub.requests) == (0 if fault else 1)


@on_sqlite
async def test_a_day_later_the_budget_is_whole_again(store: SqlStore, purse: Purses, time: Virtual) -> None:
    await store.spend(SHOP, 1, (Usage("m", "writer", "write", 10_000, 0, cost=50.0),), time.now())
    time.elapsed += 86_401

    assert (await purse(budget=Budget(tokens_per_day=5000, money_per_day=1), ledger=store).ask(ASK)).values


async def test_without_a_ledger_this_work_alone_is_counted(stub: Model, purse: Purses) -> None:
    mine = purse(budget=Budget(tokens_per_pull=2 * READ))

    assert (await mine.ask(ASK)).values
    assert "budget" in (await mine.ask(ASK)).fault
    assert len(stub.requests) == 1


@on_sqlite
async def test_a_run_that_starts_again_pays_nothing_twice(store: SqlStore, stub: Model, purse: Purses) -> None:
    finished: dict[str, str] = {}
    run = InlineRun(finished=finished, crash_after="model 2: write")
    first = purse(run, ledger=store)
    await first.ask(ASK)
    with pytest.raises(Crashed):
        await first.ask(ASK)

    again = purse(InlineRun(finished=finished), ledger=store)
    replies = [await again.ask(ASK) for _ in range(3)]

    assert all(reply.values for reply in replies)
    assert (len(stub.requests), again.calls) == (4, 0), "only what was not kept is asked again"
    one = again.usages[0].prompt_tokens + again.usages[0].completion_tokens
    assert (await store.spent(SHOP, EVER, 7))[0] == 4 * one


async def test_two_purses_of_one_run_need_two_names(purse: Purses) -> None:
    run = InlineRun()
    await purse(run).ask(ASK)

    with pytest.raises(RuntimeError, match="model 1: write"):
        await purse(run).ask(ASK)
    assert (await purse(run, name="second").ask(ASK)).values
