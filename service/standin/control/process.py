"""Controls of the whole process: resets, counters, faults, tokens."""

from service.standin.call import Answer, Call, Route
from service.standin.counters import Counters
from service.standin.server import Server
from service.standin.state import Json


def routes(server: Server) -> tuple[Route, ...]:
    """The routes that reach beyond one state."""

    async def reset(call: Call) -> Answer:
        await server.reset(call.body)
        return Answer(app(server))

    async def registered(_: Call) -> Answer:
        return Answer(app(server))

    async def counters(call: Call) -> Answer:
        return Answer({**server.counters.report(), "in_flight": call.hooks.in_flight})

    async def count_anew(_: Call) -> Answer:
        server.counters = Counters()
        return Answer({})

    async def fault(call: Call) -> Answer:
        server.faults.order(call.body)
        return Answer({})

    async def no_faults(_: Call) -> Answer:
        server.faults.clear()
        return Answer({})

    async def expire(_: Call) -> Answer:
        server.tokens.expire()
        return Answer({})

    return (
        Route("POST", "/_/reset", reset),
        Route("GET", "/_/app", registered),
        Route("GET", "/_/counters", counters),
        Route("POST", "/_/counters/reset", count_anew),
        Route("POST", "/_/faults", fault),
        Route("DELETE", "/_/faults", no_faults),
        Route("POST", "/_/tokens/expire", expire),
        Route("POST", "/_/hook", _hook),
    )


def app(server: Server) -> Json:
    """What an operator would be given: addresses, App id, key, webhook secret."""
    registered = server.state.app
    return {
        "url": server.url,
        "app_id": registered.id,
        "slug": registered.slug,
        "private_key": registered.private_pem,
        "webhook_secret": registered.secret,
        "permissions": registered.permissions,
        "events": list(registered.events),
    }


async def _hook(call: Call) -> Answer:
    call.state.hook = call.text("url")
    return Answer({})
