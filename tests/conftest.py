"""Fixtures of the world every end-to-end test lives in."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.world import Standin, World


@pytest.fixture(scope="session")
def standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    """The stand-in for GitHub, started once; every world resets it."""
    with Standin(tmp_path_factory.mktemp("github")) as process:
        yield process


@pytest.fixture
async def world(standin: Standin, tmp_path: Path) -> AsyncIterator[World]:
    """A fresh GitHub with nobody listening yet."""
    made = World(standin, tmp_path)
    yield made
    await made.end()
