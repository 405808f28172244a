"""Reads a repository's own history for changes that a later fix repaired, and learns from them."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from service.analyze.risk.growing import grow
from service.analyze.risk.metrics import touched
from service.analyze.risk.mined import Mined
from service.analyze.risk.tracing import Trace
from service.model import Past, Profile, Repo, Trial
from service.paths import unwanted
from service.ports import History

CHANGES = 5_000
"""Newest changes that are read: labels of the last years say more than older ones."""
SECONDS = 300.0
"""Time after which no further change is read."""
WEEK = 7 * 86_400
READ, FOLLOWED = 0.3, 0.9
ALL = 1 << 30


def due(profile: Profile) -> bool:
    """True when a week of changes has come since the history was last learned from."""
    return bool(profile.rows) and profile.rows[-1].time - profile.taught >= WEEK


async def calibrated(
    history: History,
    repo: Repo,
    commit: str,
    profile: Profile,
    say: Callable[[str, float], None] = lambda _what, _share: None,
    changes: int = CHANGES,
    seconds: float = SECONDS,
) -> tuple[Profile, Trial | None]:
    """The same profile with what its repository's fixes teach, and how that did on the newest labels.

    What was learned before is kept unless something does better. Raises Unfetchable.
    """
    from service.analyze.risk.teaching import teach

    mined = await mine(history, repo, commit, say, changes, seconds)
    say("Learning", FOLLOWED)
    learned, trial = await asyncio.to_thread(teach, mined, profile.calibration)
    return replace(profile, calibration=learned, taught=mined.until), trial


async def mine(
    history: History,
    repo: Repo,
    commit: str,
    say: Callable[[str, float], None] = lambda _what, _share: None,
    changes: int = CHANGES,
    seconds: float = SECONDS,
) -> Mined:
    """The rows of the newest changes up to `commit`, and which of them a later one repaired. Raises Unfetchable."""
    end = asyncio.get_running_loop().time() + seconds
    say("Reading the history", 0.0)
    past = await history.past(repo, commit, "", changes)
    lengths = await history.lengths(repo, commit, touched(past))
    rows = (await asyncio.to_thread(grow, Profile(), past, lengths, ALL)).rows
    counted = [change for change in past if change.counted]
    fixed, until = await _followed(history, repo, counted, say, end)
    added = {change.id: _added(change) for change in counted}
    return Mined(tuple(row for row in rows if row.time <= until), fixed, added, until)


async def _followed(
    history: History, repo: Repo, changes: Sequence[Past], say: Callable[[str, float], None], end: float
) -> tuple[dict[str, int], int]:
    """When each repaired change was first repaired, and the time of the newest change that was reached."""
    trace, until, at = Trace(), 0, 0
    async for rewrite in history.rewrites(repo, [(change.id, change.parent) for change in changes]):
        trace.follow(at, changes[at], rewrite)
        until, at = max(until, changes[at].time), at + 1
        say(f"Following lines: {at:,} of {len(changes):,} changes", READ + (FOLLOWED - READ) * at / len(changes))
        if asyncio.get_running_loop().time() > end:
            break
    return {changes[number].id: time for number, time in trace.faulty.items()}, until


def _added(change: Past) -> int:
    """Lines that people added, tests and documents included."""
    return sum(file.added for file in change.files if not unwanted(file.path))
