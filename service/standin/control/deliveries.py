"""Controls of webhook deliveries: list them, send one, send one again."""

from service.standin.call import Answer, Call, Route, missing
from service.standin.control.told import delivery, sent


async def _deliveries(call: Call) -> Answer:
    return Answer([delivery(attempt) for attempt in call.hooks.attempts])


async def _send(call: Call) -> Answer:
    """A delivery of the caller's own making: any event, any payload."""
    task = call.hooks.send(call.text("event"), call.body.get("payload", {}), call.body.get("guid", ""))
    return Answer({"deliveries": await sent(call, task)})


async def _redeliver(call: Call) -> Answer:
    """Press "Redeliver" on the newest attempt of a guid."""
    found = [attempt for attempt in call.hooks.attempts if attempt.guid == call.args["guid"]]
    if not found:
        raise missing()
    task = call.hooks.send(found[-1].event, found[-1].payload, found[-1].guid, redelivery=True)
    return Answer({"deliveries": await sent(call, task)})


async def _forget(call: Call) -> Answer:
    """GitHub keeps deliveries for a few days; those days are over."""
    call.hooks.attempts.clear()
    return Answer({})


ROUTES = (
    Route("GET", "/_/deliveries", _deliveries),
    Route("POST", "/_/deliveries", _send),
    Route("POST", "/_/deliveries/forget", _forget),
    Route("POST", "/_/deliveries/{guid}/redeliver", _redeliver),
)
