"""Faults on order: the next requests that match are answered as asked, before or after they took effect."""

import re
from dataclasses import dataclass, field
from typing import Any

from service.standin.state import Json


@dataclass(slots=True)
class Fault:
    """One order; `cut` ends the connection in the middle of the answer, `apply_first` lets the request happen."""

    method: str
    route: re.Pattern[str]
    times: int
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    apply_first: bool = False
    delay: float = 0.0
    cut: bool = False


class Faults:
    """The orders still open, oldest first."""

    def __init__(self) -> None:
        self._open: list[Fault] = []

    def order(self, given: Json) -> None:
        """Add an order; without `status` and `cut` a request is answered as usual, late and with these headers."""
        self._open.append(
            Fault(
                method=given.get("method", ""),
                route=re.compile(given.get("route_regex", "")),
                times=given.get("times", 1),
                status=given.get("status", 0),
                headers=given.get("headers", {}),
                body=given.get("body", {"message": "Server Error"}),
                apply_first=given.get("apply_first", False),
                delay=given.get("delay", 0.0),
                cut=given.get("cut", False),
            )
        )

    def take(self, method: str, path: str) -> Fault | None:
        """The fault this request meets, used up by one, or None."""
        for fault in self._open:
            if fault.method in ("", method) and fault.route.search(path):
                fault.times -= 1
                if fault.times <= 0:
                    self._open.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Forget every order."""
        self._open.clear()
