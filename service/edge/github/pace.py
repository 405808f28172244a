"""How fast one installation may write: a token bucket and two sliding windows, with the time passed in."""

from collections import deque
from dataclasses import dataclass, field
from threading import Lock


@dataclass(frozen=True, slots=True)
class Rate:
    """One write every `interval` seconds, `burst` of them at once, and at most `windows` of (writes, seconds)."""

    interval: float
    burst: int
    windows: tuple[tuple[int, float], ...] = ()


CONTENT = Rate(1.0, 5, ((59, 60.0), (399, 3600.0)))
"""Comments and reactions. GitHub allows 80 a minute and 500 an hour; Hone stays under 60 and 400."""
CHECKS = Rate(0.5, 10, ((120, 60.0),))
"""Check runs go in their own lane, never behind comments: 120 x 5 points of the 900 a minute."""


@dataclass(slots=True)
class Pace:
    """The places already given away, oldest first."""

    rate: Rate
    _taken: deque[float] = field(default_factory=deque)
    _full: float = 0.0
    """When the bucket will be full again."""
    _lock: Lock = field(default_factory=Lock)

    def reserve(self, now: float, patience: float) -> float:
        """Seconds to wait for the next free place; it is taken only when that is at most `patience`.

        `now` is monotonic seconds. Callers of several threads get different places.
        """
        with self._lock:
            at = self._next(now)
            if at - now <= patience:
                self._take(at)
            return at - now

    def _next(self, now: float) -> float:
        rate, taken = self.rate, self._taken
        at = max(now, self._full - rate.interval * (rate.burst - 1))
        for most, seconds in rate.windows:
            if len(taken) >= most:
                at = max(at, taken[-most] + seconds)
        return at

    def _take(self, at: float) -> None:
        self._full = max(self._full, at) + self.rate.interval
        self._taken.append(at)
        most = max((count for count, _ in self.rate.windows), default=0)
        while len(self._taken) > most:
            self._taken.popleft()
