"""What the deliveries an action caused came to."""

import asyncio

from service.standin.call import Call
from service.standin.hooks import Attempt
from service.standin.state import Json, User


async def sent(call: Call, *tasks: asyncio.Task[Attempt]) -> list[Json]:
    """The deliveries an action caused; their outcome is awaited unless the body says `"wait": false`."""
    if call.body.get("wait", True):
        await asyncio.gather(*tasks)
        return [delivery(task.result()) for task in tasks]
    return []


def delivery(attempt: Attempt) -> Json:
    """One attempt, payload included."""
    return {
        "id": attempt.id,
        "guid": attempt.guid,
        "event": attempt.event,
        "action": attempt.action,
        "redelivery": attempt.redelivery,
        "status": attempt.status,
        "status_code": attempt.status_code,
        "duration": attempt.duration,
        "payload": attempt.payload,
    }


def visitor(call: Call) -> User:
    """Who acts: `by`, or a maintainer of the repository's own."""
    return call.state.user(call.body.get("by", "maintainer"), call.body.get("by_type", "User"))
