"""Fixtures of the world every end-to-end test lives in."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.world import Standin, World

if TYPE_CHECKING:
    from tests.model_stub import Model
    from tests.serving import Served


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


@pytest.fixture
def model(world: World) -> "Model":
    """A language model in that world. A test names it before `served` or `hone`, which then start with it."""
    return world.model


@pytest.fixture
async def served(world: World) -> "AsyncIterator[Served]":
    """A fresh GitHub with a whole Hone in it."""
    from tests.serving import serving  # everything Hone is made of: most tests do without

    async with serving(world) as running:
        yield running


@pytest.fixture
def hone(served: "Served") -> World:
    """The world, seen by somebody who does not care what is inside Hone."""
    return served.world
