"""PRESENT: the time, and whether anybody still waits for what is being done."""

from typing import Literal

from service.model import Change
from service.ports import Edge, Lab

Ended = Literal["", "superseded", "closed", "gone"]


async def seconds(lab: Lab) -> float:
    """Seconds since the epoch, as a step: a replay sees the same time."""
    return lab.clock.now().timestamp()


async def overtaken(edge: Edge, change: Change) -> Ended:
    """Why nobody waits for this verdict any more; empty while somebody does.

    GitHub is asked, not the store: deliveries come in any order. Pushed ranges share no line, so each is judged.
    """
    if change.number is None:
        return ""
    pull = await edge.github.pull(change.repo, change.number)
    if pull is None:
        return "gone"
    if not pull.open:
        return "closed"
    return "" if (pull.head, pull.base_ref) == (change.head, change.base_ref) else "superseded"
