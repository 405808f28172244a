"""Fixtures of the GitHub client: a key, time that stands still, and the tiny GitHub on the other end."""

from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from typing import Any

import httpx
import pytest
import respx
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from service.edge.github import Live
from service.edge.github.signer import Signer
from service.edge.github.times import Times
from service.model import Repo
from service.settings import Settings
from tests.tiny_github import API, APP_ID, Reply, Tiny, Virtual, json_answer

REPO = Repo(id=1, owner="acme", name="shop", installation=7)
HEAD, BASE = "a" * 40, "b" * 40
Connect = Callable[[], Live]

PULL: dict[str, Any] = {
    "number": 5, "state": "open", "draft": True, "title": "Sell more", "updated_at": "2026-11-22T12:00:00Z",
    "user": {"login": "renovate[bot]", "type": "Bot"}, "head": {"sha": HEAD}, "base": {"sha": BASE, "ref": "main"},
}  # fmt: skip


@cache
def private_key() -> str:
    key = generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def settings(app_id: str = str(APP_ID), key: str = "") -> Settings:
    return Settings(github_api_url=API, github_app_id=app_id, github_private_key=SecretStr(key or private_key()))


@cache
def signer() -> Signer:
    """One for all tests: reading a key takes longer than a test."""
    return Signer(settings())


@pytest.fixture
def time() -> Virtual:
    return Virtual()


@pytest.fixture
def tiny(time: Virtual) -> Iterator[Tiny]:
    world = Tiny(time)
    with respx.mock(base_url=API, assert_all_called=False) as router:
        router.route().mock(side_effect=world)
        yield world


@pytest.fixture
async def connect(tiny: Tiny, time: Virtual) -> AsyncIterator[Connect]:
    """A fresh client, as after a restart: it remembers nothing."""
    made: list[Live] = []

    def live() -> Live:
        times = Times(time.now, time.monotonic, time.sleep, time.uniform)
        made.append(Live(settings(), time, times, signer()))
        return made[-1]

    yield live
    for one in made:
        await one.close()


@pytest.fixture
def github(connect: Connect) -> Live:
    return connect()


def always(status: int, data: object = None, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: json_answer(status, data, **headers)


def once(reply: Callable[[httpx.Request], Reply], then: Callable[[httpx.Request], Reply]) -> Callable[..., Reply]:
    """The first answer, and the one from then on."""
    waiting = [reply]

    def answer(request: httpx.Request) -> Reply:
        return (waiting.pop() if waiting else then)(request)

    return answer
