"""The webhook door: what GitHub sends gets in once, nothing else gets in at all."""

import asyncio
import hashlib
import hmac
import json
import sqlite3
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest
from starlette.applications import Starlette

from service.edge import database
from service.edge.inline import InlineEngine
from service.edge.store import SqlStore
from service.edge.web import build
from service.edge.web.door import LARGEST, read, signed
from service.model import Change, Delivery
from service.ports import Run
from service.settings import Settings

pytest_plugins = ["tests.databases"]

EVENT = {
    "action": "opened",
    "repository": {"id": 11},
    "installation": {"id": 5},
    "pull_request": {"number": 7},
}


class Quiet:
    """Workflows that do nothing."""

    async def delivered(self, run: Run, delivery: str) -> None:
        """Nothing follows from it."""

    async def review(self, run: Run, change: Change) -> None:
        """No reviews here."""

    async def reconcile(self, run: Run) -> None:
        """Nothing is missed here."""


def settings(secrets: str = "one,two") -> Settings:
    return Settings.model_validate({"webhook_secret": secrets})


@pytest.fixture
def store(sqlite_address: str) -> SqlStore:
    engine = database.connect(sqlite_address, patience=0.1)
    database.upgrade(engine)
    return SqlStore(engine)


@pytest.fixture
async def app(store: SqlStore) -> AsyncIterator[Starlette]:
    engine = InlineEngine(store, Quiet())
    app = build(engine, settings(), {"store": store.probe, "engine": engine.probe})
    async with app.router.lifespan_context(app):
        yield app
    store.engine.dispose()


@pytest.fixture
async def github(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hone") as client:
        yield client


def sign(body: bytes, key: str = "one") -> str:
    return "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def headers(body: bytes, **changed: str | None) -> dict[str, str]:
    sent = {
        "content-type": "application/json",
        "x-github-event": "pull_request",
        "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        "x-hub-signature-256": sign(body),
    }
    sent |= {name.replace("_", "-"): value for name, value in changed.items()}  # type: ignore[dict-item]
    return {name: value for name, value in sent.items() if value is not None}


async def post(github: httpx.AsyncClient, body: bytes, **changed: str | None) -> tuple[int, Mapping[str, str]]:
    answer = await github.post("/webhooks/github", content=body, headers=headers(body, **changed))
    return answer.status_code, answer.json()


BODY = json.dumps(EVENT).encode()


async def test_a_signed_delivery_is_stored_and_a_second_one_is_known(
    github: httpx.AsyncClient, store: SqlStore
) -> None:
    assert await post(github, BODY) == (202, {"state": "queued"})
    assert await post(github, BODY) == (202, {"state": "known"})

    id = "72d3162e-cc78-11e3-81ab-4c9367dc0958"
    assert await store.delivery(id) == Delivery(id, "pull_request", "11/7", BODY, "opened", 5, 11)


@pytest.mark.parametrize(("secret", "status"), [("one", 202), ("two", 202), ("three", 401)])
async def test_every_secret_in_force_opens_during_a_rotation(
    github: httpx.AsyncClient, secret: str, status: int
) -> None:
    assert (await post(github, BODY, x_hub_signature_256=sign(BODY, secret)))[0] == status


GOOD = sign(BODY)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        GOOD[:-1],
        GOOD + "0",
        GOOD.upper(),
        GOOD.removeprefix("sha256="),
        GOOD.replace("sha256", "sha1"),
        f" {GOOD[7:]}",
        f"{GOOD},{GOOD}",
        "sha256=" + "0" * 64,
        "sha256=" + "é" * 64,
    ],
)
def test_only_the_documented_form_of_the_right_signature_is_accepted(header: str | None) -> None:
    assert not signed([b"one"], BODY, header)
    assert signed([b"zero", b"one"], BODY, GOOD)


async def test_the_signature_is_checked_before_anything_is_parsed(github: httpx.AsyncClient) -> None:
    status, _ = await post(github, b"{not json", x_hub_signature_256="sha256=" + "0" * 64)

    assert status == 401


@pytest.mark.parametrize(
    ("body", "changed", "status", "words"),
    [
        (b"{}", {"content_type": "application/x-www-form-urlencoded"}, 415, "application/json"),
        (b"{}", {"content_type": None}, 415, "application/json"),
        (b"{}", {"x_github_event": None}, 415, "X-GitHub-Event"),
        (b"{}", {"x_github_delivery": None}, 415, "X-GitHub-Delivery"),
        (b"{}", {"x_github_delivery": "x" * 65}, 415, "X-GitHub-Delivery"),
        (b"{}", {"x_github_delivery": 'a"b'}, 415, "X-GitHub-Delivery"),
        (b"", {}, 415, "JSON object"),
        (b"{", {}, 415, "JSON object"),
        (b"[]", {}, 415, "JSON object"),
        (b'"\xff"', {}, 415, "JSON object"),
        (b"[" * 200_000, {}, 415, "JSON object"),
        (b'{"a":' * 200_000, {}, 415, "JSON object"),
        (b'{"a": ' + b"9" * 5000 + b"}", {}, 415, "JSON object"),
        (b"{}", {"content_length": str(LARGEST + 1)}, 413, "25 MB"),
    ],
)
async def test_bad_input_gets_a_clear_answer(
    github: httpx.AsyncClient, body: bytes, changed: dict[str, str | None], status: int, words: str
) -> None:
    answer = await post(github, body, **changed)

    assert answer[0] == status
    assert words in answer[1]["message"]


async def test_a_body_that_outgrows_its_length_is_cut_off(github: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b" " * (1024 * 1024)

    answer = await github.post("/webhooks/github", content=endless(), headers=headers(b""))

    assert answer.status_code == 413
    assert sent <= 26


async def test_the_largest_payload_gets_in(github: httpx.AsyncClient, store: SqlStore) -> None:
    body = json.dumps(EVENT | {"filler": "x" * (24 * 1024 * 1024)}).encode()

    assert (await post(github, body))[0] == 202

    stored = await store.delivery("72d3162e-cc78-11e3-81ab-4c9367dc0958")
    assert stored
    assert stored.payload == body


async def test_without_a_secret_everything_is_refused_and_readyz_says_so(store: SqlStore) -> None:
    app = build(InlineEngine(store, Quiet()), settings(""), {})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hone") as github:
        refused = await post(github, BODY, x_hub_signature_256=sign(BODY, ""))
        ready = await github.get("/readyz")

    assert refused == (401, {"message": "No webhook secret is configured."})
    assert ready.json() == [
        {
            "part": "webhook secret",
            "state": "down",
            "detail": "HONE_WEBHOOK_SECRET is not set: every delivery is refused",
        }
    ]
    store.engine.dispose()


async def test_a_locked_database_is_503_and_nothing_is_accepted(github: httpx.AsyncClient, store: SqlStore) -> None:
    other = sqlite3.connect(store.engine.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    assert (await post(github, BODY))[0] == 503

    other.execute("ROLLBACK")
    other.close()
    assert await post(github, BODY) == (202, {"state": "queued"})


NESTED = {"repository": {"id": 11}, "installation": {"id": 5}}


@pytest.mark.parametrize(
    ("event", "payload", "key"),
    [
        ("pull_request", {"pull_request": {"number": 7}}, "11/7"),
        ("issue_comment", {"issue": {"number": 8}}, "11/8"),
        ("issues", {"issue": {"number": 8}}, "11/8"),
        ("check_run", {"check_run": {"head_sha": "abc"}}, "11/abc"),
        ("check_suite", {"check_suite": {"head_sha": "abc"}}, "11/abc"),
        ("push", {"ref": "refs/heads/main"}, "11/refs/heads/main"),
        ("push", {"ref": "a\0b" + "x" * 300}, "11/ab" + "x" * 252),
        ("push", {"ref": "\ud800"}, "11/?"),
        ("push", {"ref": ["list"]}, "11/"),
        ("star", {}, "11/star"),
        ("pull_request", {"pull_request": "text"}, "11/pull_request"),
        ("pull_request", {"pull_request": {"number": True}}, "11/pull_request"),
        ("pull_request", {"pull_request": {"number": 2**63}}, "11/pull_request"),
        ("pull_request", {"pull_request": {"number": -7}}, "11/pull_request"),
        ("installation", {"repository": None}, "installation/5"),
        ("installation", {"repository": [], "installation": "x"}, "installation/0"),
    ],
)
def test_a_delivery_is_ordered_by_its_subject_and_wrong_types_do_no_harm(
    event: str, payload: dict[str, object], key: str
) -> None:
    found = read("id", event, json.dumps(NESTED | payload).encode())

    assert found
    assert found.key == key


@pytest.mark.parametrize(("action", "kept"), [("opened", "opened"), (7, ""), ("x" * 65, ""), ("a\0", ""), (None, "")])
def test_an_action_is_a_word_or_nothing(action: object, kept: str) -> None:
    found = read("id", "push", json.dumps({"action": action}).encode())

    assert found
    assert found.action == kept


async def test_life_and_readiness(github: httpx.AsyncClient) -> None:
    assert (await github.get("/healthz")).text == "ok\n"
    ready = await github.get("/readyz")

    assert ready.status_code == 200
    assert ready.json() == [
        {"part": "store", "state": "ok", "detail": "sqlite: 0 deliveries queued, 0 failed"},
        {"part": "engine", "state": "ok", "detail": "0 running"},
        {"part": "webhook secret", "state": "ok", "detail": "2 in force"},
    ]
    assert (await github.get("/docs")).status_code == 404
    assert (await github.get("/openapi.json")).status_code == 404
    assert (await github.get("/webhooks/github")).status_code == 405


async def ok() -> tuple[str, str]:
    return "ok", ""


async def down() -> tuple[str, str]:
    return "down", ""


async def broken() -> tuple[str, str]:
    raise ValueError("postgresql://user:secret@host")


async def hanging() -> tuple[str, str]:
    await asyncio.sleep(60)
    return "ok", ""


@pytest.mark.parametrize(
    ("part", "probe", "status", "state", "detail"),
    [
        ("store", ok, 200, "ok", ""),
        ("store", down, 503, "down", ""),
        ("engine", broken, 503, "down", "the probe failed (ValueError); see the log"),
        ("git", down, 200, "down", ""),
        ("github", hanging, 200, "down", "no answer in 0 s"),
    ],
)
async def test_readyz_fails_only_without_store_or_engine_and_never_quotes_an_error(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, part: str, probe, status: int, state: str, detail: str
) -> None:
    monkeypatch.setattr("service.edge.web.health.PATIENCE", 0.05)
    app = build(InlineEngine(store, Quiet()), settings(), {part: probe})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hone") as client:
        answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()[0]) == (status, {"part": part, "state": state, "detail": detail})
    store.engine.dispose()
