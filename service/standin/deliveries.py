"""REST: the record of webhook deliveries, and asking for one again."""

from service.standin.call import Answer, Call, Route, invalid, missing
from service.standin.hooks import Attempt, failed
from service.standin.state import Json

CURSOR = "v1_"


async def _all(call: Call) -> Answer:
    """Newest first, a page at a time by `cursor`; there are no page numbers here."""
    cursor = call.query.get("cursor", "").removeprefix(CURSOR)
    if cursor and not cursor.isdecimal():
        raise invalid("The cursor is not valid.")
    older = [one for one in reversed(call.hooks.attempts) if not cursor or one.id <= int(cursor)]
    wanted = [one for one in older if one.delivered_at and _asked(one, call.query.get("status", ""))]
    shown, rest = wanted[: call.page_size], wanted[call.page_size :]
    links = call.linked({"next": {"cursor": f"{CURSOR}{rest[0].id}"}} if rest else {})
    return Answer([_item(one) for one in shown], headers=links)


async def _one(call: Call) -> Answer:
    attempt = _find(call)
    request = {"headers": attempt.request_headers, "payload": attempt.payload}
    response = {"headers": attempt.response_headers, "payload": attempt.response_body}
    return Answer({**_item(attempt), "url": attempt.url, "request": request, "response": response})


async def _again(call: Call) -> Answer:
    """Accepted at once; what comes of it is another attempt with the same guid."""
    attempt = _find(call)
    call.hooks.send(attempt.event, attempt.payload, attempt.guid, redelivery=True)
    return Answer({}, 202)


def _find(call: Call) -> Attempt:
    found = next((one for one in call.hooks.attempts if one.id == call.number("delivery")), None)
    if found is None:
        raise missing()
    return found


def _asked(attempt: Attempt, status: str) -> bool:
    match status:
        case "success":
            return attempt.status == "OK"
        case "failure":
            return failed(attempt)
    return True


def _item(attempt: Attempt) -> Json:
    return {
        "id": attempt.id,
        "guid": attempt.guid,
        "delivered_at": attempt.delivered_at,
        "redelivery": attempt.redelivery,
        "duration": attempt.duration,
        "status": attempt.status,
        "status_code": attempt.status_code,
        "event": attempt.event,
        "action": attempt.action,
        "installation_id": attempt.payload.get("installation", {}).get("id"),
        "repository_id": attempt.payload.get("repository", {}).get("id"),
        "throttled_at": None,
    }


ROUTES = (
    Route("GET", "/app/hook/deliveries", _all, "app"),
    Route("GET", "/app/hook/deliveries/{delivery}", _one, "app"),
    Route("POST", "/app/hook/deliveries/{delivery}/attempts", _again, "app"),
)
