"""One value per event loop: the engine's workflows and the web server run on different ones."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class PerLoop(Generic[T]):
    """Things bound to the loop that first used them, such as connections and locks."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: WeakKeyDictionary[asyncio.AbstractEventLoop, T] = WeakKeyDictionary()

    def here(self) -> T:
        """The running loop's own; made on first use."""
        loop = asyncio.get_running_loop()
        if loop not in self._made:
            self._made[loop] = self._make()
        return self._made[loop]

    def leave(self) -> T | None:
        """Give up the running loop's own, if there is one."""
        return self._made.pop(asyncio.get_running_loop(), None)
