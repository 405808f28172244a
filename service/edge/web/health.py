"""Whether the service lives, and whether each part of it works."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

log = logging.getLogger(__name__)

Probe = Callable[[], Awaitable[tuple[str, str]]]
"""Tells (`ok | degraded | down`, one line of detail)."""

PATIENCE = 5.0
"""Seconds after which a part that does not answer counts as down."""

VITAL = frozenset({"store", "engine"})
"""Without these no delivery can be accepted; everything else is waited for."""


async def healthz(_request: Request) -> Response:
    """The process answers; nothing else is asked."""
    return PlainTextResponse("ok\n")


def readyz(probes: Mapping[str, Probe]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that lists every part with its state: 503 when the store or the engine is down, else 200."""

    async def ready(_request: Request) -> Response:
        parts = await asyncio.gather(*(ask(part, probe) for part, probe in probes.items()))
        down = any(part["state"] == "down" and part["part"] in VITAL for part in parts)
        return JSONResponse(parts, 503 if down else 200)

    return ready


def webhook_secret(count: int) -> Probe:
    """The part that says whether the door opens at all."""
    state: tuple[Literal["ok", "down"], str] = ("ok", f"{count} in force")
    if not count:
        state = ("down", "HONE_WEBHOOK_SECRET is not set: every delivery is refused")

    async def probe() -> tuple[str, str]:
        return state

    return probe


async def ask(part: str, probe: Probe) -> dict[str, str]:
    """The part with its state and detail; one that fails or takes too long is down."""
    try:
        async with asyncio.timeout(PATIENCE):
            state, detail = await probe()
    except TimeoutError:
        state, detail = "down", f"no answer in {PATIENCE:.0f} s"
    except Exception as error:
        # The message may quote an address with a password; the log has it, the endpoint is public.
        log.exception("the probe of %s failed", part)
        state, detail = "down", f"the probe failed ({type(error).__name__}); see the log"
    return {"part": part, "state": state, "detail": detail}
