"""A whole Hone in a test: it serves a world on the engine without durability, and its waiting costs no time."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from service import app
from service.edge import database
from service.edge.github.times import Times
from service.edge.inline import InlineEngine
from service.edge.sandbox import Runner
from service.local import WallClock
from service.ports import Finished, Sandbox
from service.settings import read
from tests.world import World


@dataclass
class Patience:
    """Monotonic time that jumps ahead whenever somebody would sleep."""

    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def monotonic(self) -> float:
        return time.monotonic() + sum(self.slept)


class Bench:
    """The place tools run in, where something may happen on GitHub while the next one works."""

    def __init__(self, tools: Sandbox) -> None:
        self._tools, self._alone = tools, asyncio.Lock()
        self.meanwhile: list[Callable[[], Awaitable[object]]] = []
        """What happens while a tool runs, one a run."""

    async def run(self, argv: Sequence[str], files: Mapping[str, bytes], seconds: float = 60.0) -> Finished:
        async with self._alone:
            if self.meanwhile:
                await self.meanwhile.pop(0)()
        return await self._tools.run(argv, files, seconds)


@dataclass
class Served:
    """A world with a whole Hone in it."""

    world: World
    hone: app.Hone
    patience: Patience
    bench: Bench

    def during_the_review(self, *happens: Callable[[], Awaitable[object]]) -> None:
        """Let this happen on GitHub while the next reviews are under way, one in each tool's run."""
        self.bench.meanwhile += happens

    async def reconcile(self) -> None:
        """Look for what was missed, as the durable engine does at boot and every ten minutes."""
        await self.hone.engine.reconcile()
        await self.world.settled()

    async def endings(self, event: str) -> list[str]:
        """The state of each delivery of that event, oldest first."""
        guids = list(dict.fromkeys(each["guid"] for each in self.world.deliveries if each["event"] == event))
        known = await self.hone.edge.store.known_deliveries(guids)
        return [known.get(guid, "unknown") for guid in guids]


@asynccontextmanager
async def serving(world: World, tools: Sandbox | None = None) -> AsyncIterator[Served]:
    """Hone as an operator would start it, hooked up to the world; with another place for tools when one is given."""
    patience, bench = Patience(), Bench(tools or Runner())
    settings = read(world.environment())
    hone = app.compose(
        settings,
        lambda store, workflows, _executor: InlineEngine(store, workflows, patience.sleep),
        Times(WallClock().now, patience.monotonic, patience.sleep),
        bench,
    )
    database.upgrade(hone.edge.store.engine)
    await world.serve(hone.web)
    world.busy_until(hone.engine.idle)
    yield Served(world, hone, patience, bench)
    await world.hang_up()
    await hone.edge.github.close()
    hone.edge.store.engine.dispose()
