"""Holds calls back: none for a limited installation, and writes no faster than their lane allows."""

import logging
from collections import defaultdict

from service.edge.github import pace
from service.edge.github.call import Call
from service.edge.github.limits import LEAST_SECONDARY, Pause
from service.edge.github.pace import Pace
from service.edge.github.times import Times
from service.ports import Limited

PATIENCE = 30.0
"""Seconds a caller sleeps here at most; whoever has to wait longer is told until when, and holds nothing."""
_RATES = {"content": pace.CONTENT, "checks": pace.CHECKS}

log = logging.getLogger("hone.github")


class Gate:
    """Pauses and paces per installation; installation 0 is the App itself."""

    def __init__(self, times: Times) -> None:
        self._times = times
        self._closed: dict[int, float] = {}
        self._streaks: defaultdict[int, int] = defaultdict(int)
        self._paces: dict[tuple[int, str], Pace] = {}

    async def admit(self, call: Call) -> None:
        """Return when the call may be made. Raises Limited when that is more than 30 s away."""
        installation = call.scope.installation
        await self._opened(installation)
        if not call.lane:
            return
        lane = self._paces.setdefault((installation, call.lane), Pace(_RATES[call.lane]))
        wait = lane.reserve(self._times.monotonic(), PATIENCE)
        if wait > 0:
            await self._sit_out(wait)
            await self._opened(installation)

    def streak(self, installation: int) -> int:
        """How many secondary limits that installation met since its last good answer."""
        return self._streaks[installation]

    def close(self, installation: int, rest: Pause) -> None:
        """Let no call of that installation through before the pause is over."""
        seconds = rest.seconds
        if rest.kind == "primary":
            # Everybody who waits for the same reset would otherwise come back in the same second.
            seconds += self._times.uniform(1, 5)
        else:
            self._streaks[installation] += 1
        until = self._times.monotonic() + seconds
        self._closed[installation] = max(until, self._closed.get(installation, 0.0))
        log.warning("GitHub's %s limit: installation %d pauses for %.0f s", rest.kind, installation, seconds)

    def good(self, installation: int) -> None:
        """A call went through: the next secondary limit starts from the shortest wait again."""
        self._streaks.pop(installation, None)

    def exhausted(self) -> Limited:
        """The fault for a call that met one short pause after another."""
        return Limited(LEAST_SECONDARY)

    async def _opened(self, installation: int) -> None:
        while (wait := self._closed.get(installation, 0.0) - self._times.monotonic()) > 0:
            await self._sit_out(wait)
        self._closed.pop(installation, None)

    async def _sit_out(self, seconds: float) -> None:
        if seconds > PATIENCE:
            raise Limited(seconds)
        await self._times.sleep(seconds)
