"""What models cost is written down, request by request, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from service.edge.store import SqlStore
from service.model import Repo, Usage

pytest_plugins = ["tests.databases"]

SHOP, BLOG = Repo(11, "octo", "shop", 5), Repo(12, "octo", "blog", 5)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CALL = Usage("m", "writer", "write", 1000, 200, cached_tokens=900, cost=0.25, seconds=1.5)
FAILED = Usage("m", "judge", "judge", 300, 0, estimated=True, cost=0.5, rung="plain", fault="It was cut off.")


async def test_nothing_was_spent_at_first(store: SqlStore) -> None:
    assert await store.spent(SHOP, NOW) == await store.spent(None, NOW) == (0, 0.0)


async def test_every_attempt_counts_the_failed_ones_too(store: SqlStore) -> None:
    await store.spend(SHOP, 7, (CALL, FAILED), NOW)
    await store.spend(SHOP, 8, (CALL,), NOW)
    await store.spend(BLOG, 7, (CALL,), NOW)

    assert await store.spent(SHOP, NOW, 7) == (1500, 0.75)
    assert await store.spent(SHOP, NOW) == (2700, 1.0)
    assert await store.spent(None, NOW) == (3900, 1.25)


async def test_what_was_spent_before_does_not_count(store: SqlStore) -> None:
    await store.spend(SHOP, 7, (CALL,), NOW - timedelta(hours=2))
    await store.spend(SHOP, 7, (FAILED,), NOW)

    assert await store.spent(SHOP, NOW - timedelta(hours=2), 7) == (1500, 0.75)
    assert await store.spent(SHOP, NOW - timedelta(hours=1), 7) == (300, 0.5)
    assert await store.spent(SHOP, NOW + timedelta(seconds=1), 7) == (0, 0.0)


@pytest.mark.parametrize("count", [0, 12])
async def test_two_calls_alike_are_two(store: SqlStore, count: int) -> None:
    await store.spend(SHOP, 0, (CALL,) * count, NOW)

    assert await store.spent(SHOP, NOW, 0) == (1200 * count, 0.25 * count)
