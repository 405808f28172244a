"""The wire to a model's server: one request, one answer of at most 1 MB, and nothing raised for the server's sake."""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, cast

import httpx

from service.edge.llm.waiting import asked_to_wait

if TYPE_CHECKING:  # 0.7 s and 50 MB, which a Hone without a model does without
    import ssl

    import openai

CONNECT = 5.0
MOST = 1_000_000
"""Bytes of one answer; what models write is a hundredth of that."""
RAW = "x-stainless-raw-response"
"""The client reads this one again when the answer is there."""
HEADERS = {"host", "accept", "content-type", "content-length", "authorization", "user-agent", RAW}
"""All that is sent; the client would add this machine's platform, its organisation, and more."""

Trouble = Literal["", "time-out", "unreachable", "unreadable"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: a status with a text, or the trouble there was instead."""

    status: int = 0
    text: str = ""
    wait: float | None = None
    """Seconds that the server asks to wait."""
    trouble: Trouble = ""

    @property
    def ok(self) -> bool:
        """True for an answer, whatever is in it."""
        return httpx.codes.is_success(self.status)


class Line:
    """Connections to one server."""

    def __init__(self, client: openai.AsyncOpenAI) -> None:
        self._client = client

    async def say(self, body: Mapping[str, Any], seconds: float) -> Heard:
        """Ask for a completion and wait at most so many seconds."""

        async def answer() -> httpx.Response:
            raw = await self._client.chat.completions.with_raw_response.create(**body)
            return cast("httpx.Response", raw.http_response)

        return await _heard(answer(), seconds)

    async def models(self, seconds: float) -> Heard:
        """Ask which models there are, which costs no tokens."""
        return await _heard(self._client.get("/models", cast_to=httpx.Response), seconds)


@asynccontextmanager
async def line(base_url: str, key: str) -> AsyncIterator[Line]:
    """A line that is open for one question with all its tries, on whichever event loop asks."""
    openai = await asyncio.to_thread(importlib.import_module, "openai")
    # Its debug lines hold whole questions, and these hold code of private repositories.
    logging.getLogger("openai").setLevel(logging.INFO)

    async def leaving(request: httpx.Request) -> None:
        for name in set(request.headers) - (HEADERS if key else HEADERS - {"authorization"}):
            del request.headers[name]
        request.headers["accept-encoding"] = "identity"

    hooks: dict[str, list[Callable[..., Any]]] = {"request": [leaving], "response": [_arriving]}
    timeout = httpx.Timeout(None, connect=CONNECT)
    async with httpx.AsyncClient(verify=_certificates(), timeout=timeout, event_hooks=hooks) as client:
        yield Line(openai.AsyncOpenAI(api_key=key or "none", base_url=base_url, max_retries=0, http_client=client))


class _Unreadable(Exception):
    """A server sends more than anybody reads, or compresses what nobody asked it to."""


async def _heard(answer: Awaitable[httpx.Response], seconds: float) -> Heard:
    import openai

    try:
        async with asyncio.timeout(seconds):
            response = await answer
        return Heard(response.status_code, response.text)
    except openai.APIStatusError as error:
        return Heard(error.status_code, error.response.text, asked_to_wait(error.response.headers))
    except (TimeoutError, openai.APITimeoutError):
        return Heard(trouble="time-out")
    except openai.APIConnectionError as error:
        return Heard(trouble="unreadable" if isinstance(error.__cause__, _Unreadable) else "unreachable")


async def _arriving(response: httpx.Response) -> None:
    """Guard a response before it is read. Raises _Unreadable."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise _Unreadable
    response.stream = _Bounded(cast("httpx.AsyncByteStream", response.stream))


class _Bounded(httpx.AsyncByteStream):
    """The same stream, which breaks off where it gets too long."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for part in self._stream:
            read += len(part)
            if read > MOST:
                raise _Unreadable
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Whom this machine trusts, read once."""
    return httpx.create_ssl_context()
