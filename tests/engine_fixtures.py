"""Fixtures over `engines.py`; apart from it, because pytest loads them as a plugin."""

from collections.abc import AsyncIterator

import pytest

from service.edge.durable import DurableEngine
from service.edge.store import SqlStore
from tests.engines import Flows, running


@pytest.fixture
def flows() -> Flows:
    return Flows()


@pytest.fixture
async def engine(store: SqlStore, flows: Flows) -> AsyncIterator[DurableEngine]:
    async with running(store, flows) as started:
        yield started
