"""A process to be killed: it accepts deliveries, and every step it finishes is one line in a journal.

Arguments: database address, journal, number of deliveries. It prints `ready` once all are accepted, exits 0 once
nothing is left to do, and 3 with one sentence when it may not start.
"""

import asyncio
import os
import sys
from itertools import count as count_up

from service.edge import database
from service.edge.durable import DurableEngine
from service.edge.store import SqlStore
from service.model import Change, Delivery, Repo
from service.ports import Fault, Run

KEYS = 6


class Journalled:
    """Workflows whose effects are lines appended to a file, which a kill cannot take back."""

    def __init__(self, store: SqlStore, journal: str) -> None:
        self._store = store
        self._journal = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def delivered(self, run: Run, delivery: str) -> None:
        for step in ("fetch", "think"):
            await run.step(step, self.write, f"{delivery} {step}")
        repo = Repo(int(delivery) % KEYS + 1, "octo", "shop")
        await run.start("review", Change(repo, delivery, "base", "refs/heads/main"))
        await run.step("settle", self._store.settle, delivery, "done")

    async def review(self, run: Run, change: Change) -> None:
        for step in ("analyze", "publish"):
            await run.step(step, self.write, f"{change.head} {step}")

    async def write(self, line: str) -> None:
        await asyncio.sleep(0.01)
        os.write(self._journal, f"{line}\n".encode())

    async def reconcile(self, run: Run) -> None:
        """Nothing is missed here."""


def say(line: str) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(address: str, journal: str, count: int) -> int:
    """Accept, work, leave."""
    store = SqlStore(database.connect(address))
    engine = DurableEngine(store, Journalled(store, journal), "child", poll=0.05)
    try:
        await engine.start()
    except Fault as fault:
        say(str(fault))
        return 3
    deliveries = [Delivery(f"{n}", "push", f"{n % KEYS + 1}/refs/heads/main", b"{}") for n in range(count)]
    await asyncio.gather(*map(engine.accept, deliveries))
    say("ready")
    for _ in count_up():
        if await engine.idle():
            break
        await asyncio.sleep(0.05)
    await engine.stop()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
