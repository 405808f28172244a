"""The webhook door: count, verify, read six fields, store with its work, answer."""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from service.edge.web.subject import key, number
from service.model import Delivery
from service.ports import Engine, Refused

LARGEST = 25 * 1024 * 1024
"""Bytes; GitHub sends no event whose payload is larger (docs: webhook events and payloads)."""

LARGE = 256 * 1024
"""Bytes from which a body is hashed and parsed in a thread, and alone: parsed it takes several times that."""

SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")
NAME = re.compile(r"[\w.:-]{1,64}", re.ASCII)


class Door:
    """The endpoint that takes deliveries from GitHub. Without a secret it refuses everything."""

    def __init__(self, engine: Engine, secrets: Sequence[str]) -> None:
        self._engine = engine
        self._secrets = tuple(secret.encode() for secret in secrets)
        self._large = asyncio.Semaphore(1)

    async def receive(self, request: Request) -> Response:
        """202 once the delivery is committed with its work; 401, 413, 415 say what is wrong, 503 says try again."""
        if _length(request) > LARGEST:
            return _no(413, "The payload is larger than 25 MB.")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _no(415, "Set the content type of the webhook to application/json.")
        body = await _read(request)
        if body is None:
            return _no(413, "The payload is larger than 25 MB.")
        if not await self._heavy(body, lambda: signed(self._secrets, body, request.headers.get("x-hub-signature-256"))):
            return _no(401, "The signature does not match." if self._secrets else "No webhook secret is configured.")
        id, event = request.headers.get("x-github-delivery", ""), request.headers.get("x-github-event", "")
        if not (NAME.fullmatch(id) and NAME.fullmatch(event)):
            return _no(415, "The headers X-GitHub-Delivery and X-GitHub-Event are needed, as GitHub sends them.")
        delivery = await self._heavy(body, lambda: read(id, event, body))
        if delivery is None:
            return _no(415, "The body is not a JSON object that can be read.")
        try:
            new = await self._engine.accept(delivery)
        except Refused as refused:
            return _no(503, str(refused))
        return JSONResponse({"state": "queued" if new else "known"}, 202)

    async def _heavy(self, body: bytes, work: Callable[[], Any]) -> Any:
        if len(body) < LARGE:
            return work()
        async with self._large:
            return await asyncio.to_thread(work)


def signed(secrets: Sequence[bytes], body: bytes, header: str | None) -> bool:
    """Whether the header is `sha256=` and the HMAC of the body under one of the secrets, compared in constant time."""
    if header is None or not SIGNATURE.fullmatch(header):
        return False
    given = header.removeprefix("sha256=")
    matches = [hmac.compare_digest(hmac.new(secret, body, hashlib.sha256).hexdigest(), given) for secret in secrets]
    return any(matches)


def read(id: str, event: str, body: bytes) -> Delivery | None:
    """The delivery with the few fields that intake needs; None when the body is no JSON object."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(payload, dict):
        return None
    action = payload.get("action")
    return Delivery(
        id=id,
        event=event,
        key=key(event, payload),
        payload=body,
        action=action if isinstance(action, str) and NAME.fullmatch(action) else "",
        installation=number(payload, "installation", "id"),
        repository=number(payload, "repository", "id"),
    )


async def _read(request: Request) -> bytes | None:
    """The body, or None as soon as it is longer than any GitHub sends."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def _length(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length[:12]) if length.isdecimal() else 0


def _no(status: int, message: str) -> JSONResponse:
    return JSONResponse({"message": message}, status)
