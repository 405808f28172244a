"""A small memory of what was used last; what it forgot is looked up again."""

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """At most `most` values; the one unused for longest goes first."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value, or None when it was never kept or is forgotten."""
        value = self.take(key)
        if value is not None:
            self.keep(key, value)
        return value

    def take(self, key: K) -> V | None:
        """The value, forgotten at once: for what is about to change."""
        return self._kept.pop(key, None)

    def keep(self, key: K, value: V) -> None:
        """Remember it as the newest."""
        self._kept.pop(key, None)
        self._kept[key] = value
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, key: K) -> None:
        """Drop it; unknown keys are fine."""
        self._kept.pop(key, None)

    def values(self) -> tuple[V, ...]:
        """Everything kept, oldest first."""
        return tuple(self._kept.values())
