"""Every form in which GitHub documents a limit, and how fast Hone allows itself to write."""

from datetime import UTC, datetime

import pytest

from service.edge.github.limits import Pause, pause, retry_after
from service.edge.github.pace import CHECKS, CONTENT, Pace

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
NOON = str(int(NOW.timestamp()))
IN_20_MINUTES = str(int(NOW.timestamp()) + 1200)
EMPTY = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": IN_20_MINUTES}
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
ABUSE = "You have triggered an abuse detection mechanism. Please retry your request again later."
PRIMARY = "API rate limit exceeded for installation ID 7."

LIMITS = [
    (403, EMPTY, PRIMARY, Pause("primary", 1200)),
    (429, EMPTY, PRIMARY, Pause("primary", 1200)),
    (403, EMPTY, "", Pause("primary", 1200)),
    (403, {"x-ratelimit-remaining": "0"}, PRIMARY, Pause("primary", 60)),
    (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}, PRIMARY, Pause("primary", 60)),
    (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": NOON}, PRIMARY, Pause("primary", 1)),
    (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9" * 30}, PRIMARY, Pause("primary", 86_400)),
    (403, EMPTY, SECONDARY, Pause("secondary", 1200)),
    (403, {"retry-after": "7"}, SECONDARY, Pause("secondary", 7)),
    (429, {"retry-after": "7"}, "", Pause("secondary", 7)),
    (403, {"retry-after": "Sun, 22 Nov 2026 12:02:00 GMT"}, "", Pause("secondary", 120)),
    (403, {"retry-after": "7", **EMPTY}, "", Pause("secondary", 1200)),
    (403, {"retry-after": "-5"}, "", Pause("secondary", 1)),
    (403, {"retry-after": "inf"}, SECONDARY, Pause("secondary", 60)),
    (403, {}, SECONDARY, Pause("secondary", 60)),
    (403, {}, ABUSE, Pause("secondary", 60)),
    (403, {}, PRIMARY, Pause("secondary", 60)),
    (429, {}, "", Pause("secondary", 60)),
    (422, {}, "Validation Failed: was submitted too quickly", Pause("secondary", 60)),
    (200, EMPTY, "", Pause("primary", 1200, refused=False)),
    (201, {"x-ratelimit-remaining": "12"}, "", None),
    (403, {}, "Resource not accessible by integration", None),
    (403, {"x-ratelimit-remaining": "4999", "x-ratelimit-reset": IN_20_MINUTES}, "Must have admin rights", None),
    (422, {}, "Validation Failed", None),
    (404, {}, "Not Found", None),
]


@pytest.mark.parametrize(("status", "headers", "message", "expected"), LIMITS)
def test_an_answer_asks_for_the_documented_pause(
    status: int, headers: dict[str, str], message: str, expected: Pause | None
) -> None:
    assert pause(status, headers, message, NOW) == expected


@pytest.mark.parametrize(("streak", "seconds"), [(0, 60), (1, 120), (2, 240), (3, 480), (4, 900), (5, 900), (999, 900)])
def test_secondary_limits_in_a_row_double_the_pause_up_to_a_quarter_of_an_hour(streak: int, seconds: int) -> None:
    assert pause(403, {}, SECONDARY, NOW, streak) == Pause("secondary", seconds)


def test_a_wrong_clock_here_does_not_shorten_the_pause() -> None:
    theirs = {**EMPTY, "date": "Sun, 22 Nov 2026 12:00:00 GMT"}
    an_hour_ahead = NOW.replace(hour=13)
    assert pause(403, theirs, PRIMARY, an_hour_ahead) == Pause("primary", 1200)


@pytest.mark.parametrize(
    ("value", "seconds"), [("", None), ("soon", None), ("nan", None), ("3", 3), ("1e9", 86_400), ("0", 1)]
)
def test_retry_after_is_read_or_ignored(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


def places(pace: Pace, writes: int) -> list[float]:
    """When that many writes asked for at the same moment may go out."""
    return [pace.reserve(0.0, 1e9) for _ in range(writes)]


def densest(at: list[float], seconds: float) -> int:
    """The most writes in any window of that length."""
    return max(sum(start <= other < start + seconds for other in at) for start in at)


def test_a_flood_of_comments_stays_under_sixty_a_minute_and_four_hundred_an_hour() -> None:
    at = places(Pace(CONTENT), 1000)
    assert at[:6] == [0, 0, 0, 0, 0, 1]
    assert densest(at, 60.0) == 59
    assert densest(at, 3600.0) == 399
    assert at == sorted(at)


def test_a_thousand_verdicts_do_not_wait_for_an_hourly_window() -> None:
    at = places(Pace(CHECKS), 2000)
    assert densest(at, 60.0) == 120
    assert at[-1] < 1100


def test_a_place_too_far_away_is_not_taken() -> None:
    pace = Pace(CONTENT)
    places(pace, 36)
    assert pace.reserve(0.0, 30.0) == 32.0
    assert pace.reserve(0.0, 30.0) == 32.0
    assert pace.reserve(10.0, 30.0) == 22.0
    assert pace.reserve(10.0, 30.0) == 23.0
