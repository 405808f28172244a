"""Reads a pause out of GitHub's answers: every form of its primary and secondary limits, without doing anything."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Literal

LEAST_SECONDARY = 60.0
"""GitHub: without a header "wait for at least one minute"."""
MOST_SECONDARY = 900.0
LONGEST = 86_400.0
"""No header makes Hone wait longer than a day."""
LEAST = 1.0

_LIMITS = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})
_SIGNS = ("secondary rate limit", "rate limit exceeded", "abuse detection", "submitted too quickly")


@dataclass(frozen=True, slots=True)
class Pause:
    """No call for this many seconds; `refused` is False when the answer itself was still good."""

    kind: Literal["primary", "secondary"]
    seconds: float
    refused: bool = True


def pause(status: int, headers: Mapping[str, str], message: str, now: datetime, streak: int = 0) -> Pause | None:
    """The pause this answer asks for, or None.

    `headers` is looked up by lower-case name; `streak` counts the secondary limits met in a row, which double
    the wait where no header names one. Reset times are read against GitHub's own `Date`, so that a wrong clock
    here does no harm. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    reset = _until_reset(headers, now)
    if status < HTTPStatus.BAD_REQUEST:
        return None if reset is None else Pause("primary", reset, refused=False)
    said = message.lower()
    named = any(sign in said for sign in _SIGNS)
    if status not in _LIMITS and not (named and status == HTTPStatus.UNPROCESSABLE_ENTITY):
        return None
    after = retry_after(headers, now)
    if after is not None:
        return Pause("secondary", max(after, reset or 0.0))
    if reset is not None:
        return Pause("secondary" if "secondary" in said else "primary", reset)
    if named or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Pause("secondary", min(LEAST_SECONDARY * 2.0 ** min(streak, 10), MOST_SECONDARY))
    return None


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds of `Retry-After`, given as a number or as a date; None when absent or unreadable."""
    value = headers.get("retry-after", "").strip()
    seconds = _number(value)
    if seconds is None and value:
        moment = _date(value)
        seconds = None if moment is None else (moment - _theirs(headers, now)).total_seconds()
    return None if seconds is None else _bounded(seconds)


def _until_reset(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until the quota is refilled when nothing of it remains, else None."""
    if headers.get("x-ratelimit-remaining", "").strip() != "0":
        return None
    reset = _number(headers.get("x-ratelimit-reset", ""))
    return LEAST_SECONDARY if reset is None else _bounded(reset - _theirs(headers, now).timestamp())


def _theirs(headers: Mapping[str, str], now: datetime) -> datetime:
    """GitHub's idea of now."""
    return _date(headers.get("date", "")) or now


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else None


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _bounded(seconds: float) -> float:
    return min(max(seconds, LEAST), LONGEST)
