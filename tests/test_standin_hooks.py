"""The stand-in delivers as GitHub does: signed, once, recorded; faults come when ordered; it dies with its parent."""

import asyncio
import hashlib
import hmac
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app_client import AppClient
from tests.standin_process import ROOT
from tests.world import World


class Door:
    """A receiver that remembers; `status` is what it answers."""

    def __init__(self, status: int = 202) -> None:
        self.status = status
        self.got: list[tuple[dict[str, str], bytes]] = []

    async def __call__(self, scope: dict[str, Any], receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message["body"]
            if not message.get("more_body"):
                break
        self.got.append(({name.decode(): value.decode() for name, value in scope["headers"]}, body))
        await send({"type": "http.response.start", "status": self.status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    @property
    def events(self) -> list[str]:
        return [headers["x-github-event"] for headers, _ in self.got]


async def test_a_delivery_is_signed_and_named(world: World) -> None:
    door = Door()
    await world.serve(door)
    await world.deliver("ping", {"zen": "Keep it logically awesome."}, guid="one")
    headers, body = door.got[0]

    digest = hmac.new(world.app["webhook_secret"].encode(), body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == f"sha256={digest}"
    assert (headers["x-github-event"], headers["x-github-delivery"]) == ("ping", "one")
    assert headers["user-agent"].startswith("GitHub-Hookshot/")


@pytest.mark.parametrize(("chatty", "extra"), [(True, {"check_suite", "push"}), (False, set())])
async def test_what_github_sends_besides_can_be_switched_off(world: World, chatty: bool, extra: set[str]) -> None:
    world.app = world.change("reset", chatty=chatty)
    door = Door()
    repo = await world.repo({"a": ""})
    await world.serve(door)
    pull = await repo.pull({"a": "1"})
    await pull.reply("/hone help")
    await world.settled()

    assert set(door.events) == {"pull_request", "issue_comment", *extra}


async def test_the_app_hears_its_own_comment_as_a_bots(world: World) -> None:
    pull = await (await world.repo({"a": ""})).pull({"a": "1"})
    client = AppClient(world)
    client.mint(world.installations["acme"])
    client.call("POST", "/repos/acme/app1/issues/1/comments", json={"body": "hello"})
    client.close()
    await world.settled()
    payload = world.deliveries[-1]["payload"]

    assert pull.said == ["hello"]
    assert (payload["sender"]["type"], payload["comment"]["performed_via_github_app"]["slug"]) == ("Bot", "hone")


async def test_a_refused_delivery_is_recorded_never_retried_and_can_be_asked_for_again(world: World) -> None:
    door = Door(503)
    await world.serve(door)
    await world.deliver("ping", {}, guid="again")
    await asyncio.sleep(0.2)
    assert len(door.got) == 1

    door.status = 202
    client = AppClient(world)
    failed = client.as_app("GET", "/app/hook/deliveries?status=failure").json()
    asked = client.as_app("POST", f"/app/hook/deliveries/{failed[0]['id']}/attempts")
    await world.settled()
    listed = client.as_app("GET", "/app/hook/deliveries").json()
    client.close()

    assert asked.status_code == 202
    assert [(one["guid"], one["redelivery"], one["status_code"]) for one in listed] == [
        ("again", True, 202),
        ("again", False, 503),
    ]


async def test_a_receiver_that_is_gone_leaves_a_failed_delivery(world: World) -> None:
    await world.serve(Door())
    await world.hang_up()
    sent = await world.deliver("ping", {})

    assert (sent["status"], sent["status_code"]) == ("failed to connect to host", 0)


async def test_deliveries_are_paged_by_cursor_newest_first(world: World) -> None:
    await world.serve(Door())
    for number in range(5):
        await world.deliver("ping", {}, guid=str(number))
    client = AppClient(world)
    path, seen = "/app/hook/deliveries?per_page=2", []
    while path:
        answer = client.as_app("GET", path)
        seen.append([one["guid"] for one in answer.json()])
        path = answer.links.get("next", {}).get("url", "")
    client.close()

    assert seen == [["4", "3"], ["2", "1"], ["0"]]


async def test_buttons_and_reruns_reach_the_app(world: World) -> None:
    pull = await (await world.repo({"a": ""})).pull({"a": "1"})
    client = AppClient(world)
    client.mint(world.installations["acme"])
    buttons = [{"label": "Check", "description": "Check again", "identifier": "check"}]
    client.call("POST", "/repos/acme/app1/check-runs", json={"name": "hone", "head_sha": pull.head, "actions": buttons})
    client.close()
    door = Door()
    await world.serve(door)
    await pull.rerun()
    await pull.press("check", by="mona")
    await pull.rerun_all()
    told = [one for one in world.deliveries if one["status"] == "OK"]

    assert [(one["event"], one["action"]) for one in told] == [
        ("check_run", "rerequested"),
        ("check_run", "requested_action"),
        ("check_suite", "rerequested"),
    ]
    assert told[1]["payload"]["requested_action"] == {"identifier": "check"}


async def test_settled_waits_for_whoever_listens(world: World) -> None:
    work = iter([False, False, True])

    async def idle() -> bool:
        return next(work)

    world.busy_until(idle)
    await world.settled()

    assert list(work) == []


async def test_faults_come_as_ordered_and_then_end(world: World) -> None:
    issue = await (await world.repo({"a": ""})).issue("Talk")
    client = AppClient(world)
    client.mint(world.installations["acme"])
    path, seen = "/repos/acme/app1/issues/1/comments", []
    world.fault("POST", "/comments$", status=403, headers={"retry-after": "30"})
    world.fault("POST", "/comments$", status=502, apply_first=True)
    world.fault("POST", "/comments$", cut=True, apply_first=True)
    for number in range(4):
        try:
            seen.append(client.call("POST", path, json={"body": str(number)}).status_code)
        except httpx.RemoteProtocolError:
            seen.append(0)
    client.close()

    assert seen == [403, 502, 0, 201]
    assert issue.said == ["1", "2", "3"]
    assert world.counters["calls"]["POST /repos/{owner}/{repo}/issues/{number}/comments"] == 4


def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "service.standin", "--dir", str(tmp_path), "--app-yml", str(ROOT / "app.yml")]
    parent = (
        f"import subprocess; p = subprocess.Popen({argv!r}, stdout=subprocess.PIPE); p.stdout.readline(); print(p.pid)"
    )
    done = subprocess.run([sys.executable, "-c", parent], cwd=ROOT, capture_output=True, text=True, check=True)
    orphan = int(done.stdout)

    deadline = time.monotonic() + 10
    while _alive(orphan) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not _alive(orphan)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{pid}/stat").exists() or " Z " not in Path(f"/proc/{pid}/stat").read_text()
