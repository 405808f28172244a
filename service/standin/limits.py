"""The primary rate limit: so many REST calls an hour for each installation, told in every answer."""

import time
from dataclasses import dataclass

from service.standin.state import Json

HOUR = 3600


@dataclass(slots=True)
class Window:
    """One principal's hour."""

    limit: int
    reset: int
    used: int = 0

    @property
    def remaining(self) -> int:
        return max(self.limit - self.used, 0)

    def headers(self) -> dict[str, str]:
        """The `x-ratelimit-*` headers."""
        return {f"x-ratelimit-{name}": str(value) for name, value in self.report().items()}

    def report(self) -> Json:
        """The object `/rate_limit` shows."""
        return {
            "limit": self.limit,
            "remaining": self.remaining,
            "reset": self.reset,
            "used": self.used,
            "resource": "core",
        }


class Limits:
    """The windows of every principal; 0 is the App itself."""

    def __init__(self) -> None:
        self._windows: dict[int, Window] = {}

    def window(self, principal: int, hourly: int) -> Window:
        """The principal's current window, a new one when the hour is over."""
        window = self._windows.get(principal)
        if window is None or window.reset <= time.time():
            window = self._windows[principal] = Window(hourly, int(time.time()) + HOUR)
        return window
