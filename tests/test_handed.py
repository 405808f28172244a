"""Prompts that were handed out are found again by every id a reader may know, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from service.edge.store import SqlStore
from service.model import Answered, Change, CommandSucceeds, Evaluation, FindingGone, Prompt, Repo
from tests.examples import PROMPT

pytest_plugins = ["tests.databases"]

SHOP = Repo(11, "octo", "shop", 5)
BLOG = Repo(12, "octo", "blog", 5)
CHANGE = Change(SHOP, "a" * 40, "b" * 40, "refs/pull/7/head", 7, base_ref="main")
WHOLE = replace(
    PROMPT,
    findings=("fabcdef1", "fabcdef2"),
    criteria=(FindingGone("f" * 64, "S602", "shop/export.py"), CommandSucceeds("make test", "Makefile")),
    validation=("run the tests",),
    rollback="git revert",
    evaluation=Evaluation((Answered(1, "requirements", "clarity", 0.5, "one", "two more"),), 9, 8, 9, 8, 8.5),
    rounds=2,
)


async def test_a_prompt_comes_back_whole_by_any_of_its_ids(store: SqlStore) -> None:
    await store.save_prompts(CHANGE, [WHOLE])

    for id in (WHOLE.id, WHOLE.id.lower(), WHOLE.improvement, WHOLE.improvement.upper(), "fabcdef1", "fabcdef2"):
        assert await store.prompt(SHOP, id) == (CHANGE, WHOLE)


@pytest.mark.parametrize("id", ["fabcdef", "abcdef1", "fabcdef1 fabcdef2", "%", "_" * 8, " ", "f" * 200, "' OR 1=1 --"])
async def test_no_part_of_an_id_and_no_pattern_finds_anything(store: SqlStore, id: str) -> None:
    await store.save_prompts(CHANGE, [WHOLE])

    assert await store.prompt(SHOP, id) is None


async def test_another_repositorys_prompts_are_none_of_its_business(store: SqlStore) -> None:
    await store.save_prompts(CHANGE, [WHOLE])

    assert await store.prompt(BLOG, WHOLE.id) is None
    assert await store.prompt(BLOG, "fabcdef1") is None


async def test_the_newest_prompt_of_an_improvement_is_the_one_that_is_found(store: SqlStore) -> None:
    await store.save_prompts(CHANGE, [WHOLE])
    later = SqlStore(store.engine, lambda: datetime.now(UTC) + timedelta(minutes=5))
    newer = replace(WHOLE, id="01JD0000000000000000000001", title="Run scp by its arguments")
    await later.save_prompts(CHANGE, [newer])

    assert await store.prompt(SHOP, WHOLE.improvement) == (CHANGE, newer)
    assert await store.prompt(SHOP, WHOLE.id) == (CHANGE, WHOLE)


async def test_what_is_published_again_never_takes_an_improved_text_back(store: SqlStore) -> None:
    better = replace(WHOLE, body="Task: run scp without a shell, and test it.")
    await store.save_prompts(CHANGE, [WHOLE])
    await store.revise_prompts(CHANGE, [better])
    await store.save_prompts(CHANGE, [WHOLE])

    assert await store.prompt(SHOP, WHOLE.id) == (CHANGE, better)


async def test_a_prompt_that_an_earlier_version_kept_has_its_text_still(store: SqlStore) -> None:
    await store.save_prompts(CHANGE, [WHOLE])
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE prompt SET data = '', findings = ''"))

    change, prompt = await store.prompt(SHOP, WHOLE.id)

    assert (change.repo, change.number, change.head) == (SHOP, 7, CHANGE.head)
    assert (prompt.id, prompt.title, prompt.body) == (WHOLE.id, WHOLE.title, WHOLE.body)


async def test_a_feature_has_no_improvement_and_is_found_by_its_own_id_alone(store: SqlStore) -> None:
    wish: Prompt = replace(WHOLE, improvement="", findings=(), kind="feature")
    await store.save_prompts(CHANGE, [wish])

    assert await store.prompt(SHOP, wish.id) == (CHANGE, wish)
