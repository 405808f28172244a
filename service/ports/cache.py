"""What was found out about a text before, so that nobody finds it out twice."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Cache(Protocol):
    """Bytes by key; what is not there was forgotten, or never known. Neither method raises: a cache costs no review."""

    async def known(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """What is kept under those of the keys that are known."""
        ...

    async def keep(self, values: Mapping[str, bytes]) -> None:
        """Remember these, and forget the oldest when there is no room."""
        ...
