"""How long to wait before a question is asked again."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

TRIES = 3
"""Of one question that meets passing trouble."""
FIRST = 0.5
PASSING = {408, 409, 429}
"""Refusals that may be over in a moment, beside every failure of the server."""
FAILED = 500


def passing(status: int) -> bool:
    """True for an answer after which the same question may be answered."""
    return status in PASSING or status >= FAILED


def pause(asked: float | None, tries: int) -> float:
    """Seconds before the next try: what the server asks for, else half a second, then twice that."""
    return asked if asked is not None else FIRST * 2 ** (tries - 1)


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds that `retry-after-ms` or `retry-after` name, a date counted from the server's own; else None."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        told = headers.get(name, "")
        if told.replace(".", "", 1).isascii() and told.replace(".", "", 1).isdigit():
            return float(told) / unit
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
        return max(0.0, (until - parsedate_to_datetime(headers.get("date", ""))).total_seconds())
    except (TypeError, ValueError):
        return None
