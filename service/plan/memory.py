"""Keeps a queue over time: what is the same as before, what is gone, and what came back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from service.model import Improvement, Queued

MAX_CLOSED = 200
"""Closed improvements that are remembered, newest first: one that returns later begins anew."""

PATIENCE = 90 * 86_400
"""Seconds a proposal is remembered."""


def merged(known: Iterable[Queued], now: Iterable[Improvement], at: int) -> tuple[Queued, ...]:
    """The queue after a look at the whole default branch at `at`, in the order of `now`, then what is not open.

    An improvement is the same as an earlier one when they share a finding's fingerprint, wherever it was first seen:
    it keeps its id, its source and its date. What is not found any more is closed; what was closed and is found
    again is open again. A proposal that is not there stays one for 90 days: its pull request may be merged yet.
    """
    remembered = list(known)
    names = {print: at for at, queued in enumerate(remembered) for print in queued.fingerprints}
    used: set[int] = set()
    open: dict[str, Queued] = {}
    for improvement in now:
        places = {names[finding.fingerprint] for finding in improvement.findings if finding.fingerprint in names} - used
        same = _again(remembered[min(places)], improvement) if places else Queued(improvement, "open", at)
        used |= {min(places)} if places else set()
        # Of one line at fault many times, a part may bear the name that another part had before: it waits its turn.
        open.setdefault(same.improvement.id, same)
    left = (queued for place, queued in enumerate(remembered) if place not in used)
    rest = [_ended(queued, at) for queued in left if queued.improvement.id not in open]
    closed = sorted((each for each in rest if each.state == "closed"), key=lambda each: -(each.closed_at or 0))
    waiting = (each for each in rest if each.state == "proposed" and at - each.since < PATIENCE)
    return (*open.values(), *waiting, *closed[:MAX_CLOSED])


def proposed(known: Sequence[Queued], improvements: Iterable[Improvement], source: int, at: int) -> tuple[Queued, ...]:
    """What a pull request brings that no improvement knows yet, by the fingerprints of their findings."""
    prints = {print for queued in known for print in queued.fingerprints}
    new = (Queued(improvement, "proposed", at, source) for improvement in improvements)
    return tuple(each for each in new if not each.fingerprints & prints)


def _again(before: Queued, now: Improvement) -> Queued:
    back = before.state == "closed"
    return replace(
        before,
        improvement=replace(now, id=before.improvement.id),
        state="open",
        closed_at=None,
        returned=before.returned + back,
    )


def _ended(queued: Queued, at: int) -> Queued:
    return replace(queued, state="closed", closed_at=at) if queued.state == "open" else queued
