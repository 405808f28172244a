"""Webhooks: signed deliveries to the App, and the record of every attempt."""

import asyncio
import hashlib
import hmac
import json
import ssl
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from uuid import uuid4

import httpx

from service.standin.state import Json, State

TIMEOUT = 10.0
"""Seconds the receiver has; then the connection is cut and the attempt recorded as failed."""

CONNECTIONS = 100


def client() -> httpx.AsyncClient:
    """What deliveries are sent with; it trusts no certificate, since receivers are on loopback."""
    limits = httpx.Limits(max_connections=CONNECTIONS)
    nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.AsyncClient(timeout=TIMEOUT, limits=limits, trust_env=False, verify=nobody)


@dataclass(slots=True)
class Attempt:
    """One try to hand a delivery over; redeliveries share the guid."""

    id: int
    guid: str
    event: str
    payload: Json
    redelivery: bool = False
    status: str = "pending"
    status_code: int = 0
    duration: float = 0.0
    delivered_at: str = ""
    url: str = ""
    request_headers: dict[str, str] = field(default_factory=dict)
    response_headers: dict[str, str] = field(default_factory=dict)
    response_body: str = ""

    @property
    def action(self) -> str | None:
        action = self.payload.get("action")
        return action if isinstance(action, str) else None


class Hooks:
    """Sends deliveries once, never again by itself, and remembers what came of each."""

    def __init__(self, state: State, client: httpx.AsyncClient) -> None:
        self._state, self._client = state, client
        self._underway: set[asyncio.Task[Attempt]] = set()
        self.attempts: list[Attempt] = []

    @property
    def in_flight(self) -> int:
        """Deliveries that have no answer yet."""
        return len(self._underway)

    def send(self, event: str, payload: Json, guid: str = "", *, redelivery: bool = False) -> asyncio.Task[Attempt]:
        """Start a delivery now; await the task for what came of it. Events the App does not hear are not sent."""
        attempt = Attempt(next(self._state.ids), guid or str(uuid4()), event, payload, redelivery)
        self.attempts.append(attempt)
        task = asyncio.create_task(self._deliver(attempt))
        self._underway.add(task)
        task.add_done_callback(self._underway.discard)
        return task

    def tell(self, event: str, payload: Json) -> list[asyncio.Task[Attempt]]:
        """Send what happened if the App subscribed to it; empty when it did not."""
        unasked = ("installation", "installation_repositories", "ping")
        return [self.send(event, payload)] if event in (*self._state.app.events, *unasked) else []

    def echo(self, event: str, payload: Json) -> None:
        """Send what happened beside the cause, or by the App itself, unless the stand-in was asked to be terse."""
        if self._state.chatty:
            self.tell(event, payload)

    async def close(self) -> None:
        """Drop what is under way."""
        for task in tuple(self._underway):
            task.cancel()
        await asyncio.gather(*self._underway, return_exceptions=True)

    async def _deliver(self, attempt: Attempt) -> Attempt:
        """One try; the record says `OK` only for a 2xx within the time-out."""
        body = json.dumps(attempt.payload, separators=(",", ":")).encode()
        attempt.url, attempt.request_headers = self._state.hook, self._headers(attempt, body)
        begun = time.monotonic()
        try:
            if not attempt.url:
                attempt.status = "no webhook address is set"
                return attempt
            answer = await self._client.post(attempt.url, content=body, headers=attempt.request_headers)
        except httpx.TimeoutException:
            attempt.status = "timed out"
        except httpx.HTTPError:
            attempt.status = "failed to connect to host"
        else:
            attempt.status_code = answer.status_code
            attempt.status = "OK" if answer.is_success else f"Invalid HTTP Response: {answer.status_code}"
            attempt.response_headers, attempt.response_body = dict(answer.headers), answer.text
        finally:
            attempt.duration = round(time.monotonic() - begun, 3)
            attempt.delivered_at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return attempt

    def _headers(self, attempt: Attempt, body: bytes) -> dict[str, str]:
        secret = self._state.app.secret.encode()
        return {
            "Accept": "*/*",
            "Content-Type": "application/json",
            "User-Agent": "GitHub-Hookshot/hone0in",
            "X-GitHub-Delivery": attempt.guid,
            "X-GitHub-Event": attempt.event,
            "X-GitHub-Hook-ID": str(self._state.app.id + 1),
            "X-GitHub-Hook-Installation-Target-ID": str(self._state.app.id),
            "X-GitHub-Hook-Installation-Target-Type": "integration",
            "X-Hub-Signature": f"sha1={hmac.new(secret, body, hashlib.sha1).hexdigest()}",
            "X-Hub-Signature-256": f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}",
        }


def failed(attempt: Attempt) -> bool:
    """What the deliveries API lists under `status=failure`: answers of 400 and above, not the lost ones."""
    return attempt.status_code >= HTTPStatus.BAD_REQUEST
