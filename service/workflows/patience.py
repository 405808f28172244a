"""PATIENCE: a step that meets GitHub's limits or its bad days is done later, not dropped."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from service.ports import Limited, Run, Unavailable

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 12
"""Tries against a GitHub that gives no clear answer; with the pauses below, about six hours."""
FIRST, LONGEST = 30.0, 3600.0


async def patiently(run: Run, name: str, work: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """The step's result, however long GitHub asks to wait for it. Raises the Fault of a final refusal."""
    attempt = 1
    while True:
        try:
            return await run.step(f"{name} (try {attempt})" if attempt > 1 else name, work, *args, **kwargs)
        except Limited as limit:
            pause = max(1.0, limit.seconds)
        except Unavailable:
            if attempt == TRIES:
                raise
            pause = min(LONGEST, FIRST * 2 ** (attempt - 1))
        await run.sleep(f"{name} waits {attempt}", pause)
        attempt += 1
