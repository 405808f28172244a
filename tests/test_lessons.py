"""What the improvement loop has learned is kept, newest first, on both databases."""

from dataclasses import replace

from service.edge.lessons import MOST
from service.edge.store import SqlStore
from service.model import Learning, Repo

pytest_plugins = ["tests.databases"]

SHOP = Repo(11, "octo", "shop", 5)
BLOG = Repo(12, "octo", "blog", 5)
ROLLBACK = Learning("quality@2", "quick", "rollback", "add rollback", 0.75, 1_700_000_000)
EDGES = Learning("tests@1", "tests", "edge-cases", "", 0.0, 1_700_000_001)


async def test_the_newest_comes_first_and_nothing_of_it_is_lost(store: SqlStore) -> None:
    await store.learn(SHOP, [ROLLBACK])
    await store.learn(SHOP, [EDGES])

    assert await store.learnings(SHOP) == (EDGES, ROLLBACK)
    assert await store.learnings(SHOP, most=1) == (EDGES,)


async def test_the_same_learning_twice_counts_twice(store: SqlStore) -> None:
    await store.learn(SHOP, [ROLLBACK, ROLLBACK])

    assert await store.learnings(SHOP) == (ROLLBACK, ROLLBACK)


async def test_repositories_learn_apart_and_can_be_read_together(store: SqlStore) -> None:
    await store.learn(SHOP, [ROLLBACK])
    await store.learn(BLOG, [EDGES])

    assert await store.learnings(BLOG) == (EDGES,)
    assert await store.learnings(None) == (EDGES, ROLLBACK)
    assert await store.learnings(Repo(13, "octo", "empty", 5)) == ()


async def test_only_so_much_is_remembered_of_one_repository(store: SqlStore) -> None:
    await store.learn(BLOG, [EDGES])
    await store.learn(SHOP, [replace(ROLLBACK, at=at) for at in range(MOST + 3)])

    kept = await store.learnings(SHOP, most=MOST + 3)

    assert [learning.at for learning in kept] == list(range(MOST + 2, 2, -1))
    assert await store.learnings(BLOG) == (EDGES,)


async def test_nothing_learned_is_nothing_kept(store: SqlStore) -> None:
    await store.learn(SHOP, [])

    assert await store.learnings(SHOP) == ()
