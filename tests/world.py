"""A world to test Hone in: it talks like a maintainer to the stand-in for GitHub and reads what stands there."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from itertools import repeat
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from tests.maintainer import Repo
from tests.model_stub import Model
from tests.repositories import Content, Repository
from tests.standin_process import NOBODY, Standin

PAUSE = 0.02
ALARMING = ("permission", "outside", "token", "invalid")
"""Refusals that mean Hone did something GitHub would not have let it do."""


class World:
    """One test's GitHub, and the Hone that hears of it."""

    def __init__(self, standin: Standin, folder: Path) -> None:
        self._standin, self._folder = standin, folder
        self._view = httpx.Client(base_url=standin.url, timeout=30, trust_env=False, verify=NOBODY)
        self._act = httpx.AsyncClient(base_url=standin.url, timeout=60, trust_env=False, verify=NOBODY)
        self._idle: Callable[[], Awaitable[bool]] = _always
        self._served = contextlib.AsyncExitStack()
        self._refusals_expected = False
        self._repos = 0
        self._model: Model | None = None
        self.installations: dict[str, int] = {}
        """Installation ids by account."""
        self.address = ""
        """Where what `serve` runs takes deliveries."""
        self.app = self.change("reset")

    # What Hone is given

    @property
    def model(self) -> Model:
        """A language model: a Hone that starts after this was asked for is configured with it."""
        if self._model is None:
            self._model = Model()
        return self._model

    def environment(self) -> dict[str, str]:
        """The HONE_* variables of an operator who installed the App here."""
        return {
            **(self._model.environment() if self._model else {}),
            "HONE_GITHUB_API_URL": self._standin.url,
            "HONE_GITHUB_GIT_URL": self._standin.url,
            "HONE_GITHUB_APP_ID": str(self.app["app_id"]),
            "HONE_GITHUB_PRIVATE_KEY": self.app["private_key"],
            "HONE_WEBHOOK_SECRET": self.app["webhook_secret"],
            "HONE_DATA_DIR": str(self._folder / "hone"),
        }

    def hook(self, url: str) -> None:
        """Where deliveries go from now on; empty: nowhere, and they are recorded as failed."""
        self.change("hook", url=url)

    def busy_until(self, idle: Callable[[], Awaitable[bool]]) -> None:
        """Let `settled` wait for Hone too: `idle` says when it has no work."""
        self._idle = idle

    async def serve(self, app: Any, path: str = "/webhooks/github") -> str:
        """Run an ASGI application on a loopback port inside this test and hook it up; its address."""
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = _Quiet(uvicorn.Config(app, log_level="warning", access_log=False))
        running = asyncio.create_task(server.serve(sockets=[listening]))

        async def stop() -> None:
            server.should_exit = True
            await running

        self._served.push_async_callback(stop)
        await _until(lambda: server.started or running.done())
        assert server.started, "the application did not start"
        self.address = address + path
        self.hook(self.address)
        return address

    async def hang_up(self) -> None:
        """Stop what `serve` runs; later deliveries fail to connect."""
        await self._served.aclose()

    # What people do

    async def repo(
        self, files: Mapping[str, Content], name: str = "", *, history: int = 0, installed: bool = True
    ) -> Repo:
        """A new repository with these files on `main`; the App is installed on its owner unless told otherwise."""
        self._repos += 1
        name = name or f"acme/app{self._repos}"
        git = Repository(self._folder / f"repo{self._repos}.git")
        if history:
            git.grow(history)
        git.commit(files, message="Start")
        owner = name.partition("/")[0]
        if installed and owner not in self.installations:
            self.installations[owner] = (await self.act("installations", account=owner))["id"]
        made = await self.act("repositories", full_name=name, git_dir=str(git.path), revision="main")
        return Repo(self, name, made["id"], git)

    async def installation(self, account: str, action: str) -> None:
        """`suspend`, `unsuspend` or `deleted`."""
        await self.act(f"installations/{self.installations[account]}", action=action)

    async def deliver(self, event: str, payload: Mapping[str, Any], guid: str = "") -> dict[str, Any]:
        """A signed delivery of the test's own making; what came of it."""
        sent = await self.act("deliveries", event=event, payload=payload, guid=guid)
        return sent["deliveries"][0]

    async def redeliver(self, guid: str) -> dict[str, Any]:
        """Press "Redeliver"; what came of it."""
        return (await self.act(f"deliveries/{guid}/redeliver"))["deliveries"][0]

    def forget_deliveries(self) -> None:
        """The days are over for which GitHub keeps them."""
        self.change("deliveries/forget")

    # What goes wrong

    def fault(self, method: str, route: str, **how: Any) -> None:
        """The next requests that match fail: `times`, `status`, `headers`, `body`, `apply_first`, `delay`, `cut`."""
        self.change("faults", method=method, route_regex=route, **how)

    def mend(self) -> None:
        """No request fails any more."""
        _answer(self._view.delete("/_/faults"))

    def expire_tokens(self) -> None:
        """Every installation token stops to work, as after an hour."""
        self.change("tokens/expire")

    def expects_refusals(self) -> None:
        """From now on refusals are part of the test."""
        self._refusals_expected = True

    # What can be seen

    @property
    def counters(self) -> dict[str, Any]:
        """`calls` by route, `total`, `fetches` and `git_bytes` by repository, `refused`, `unknown_routes`."""
        return self.see("counters")

    def count_anew(self) -> None:
        """Forget what was counted so far, refusals included."""
        self.change("counters/reset")

    @property
    def deliveries(self) -> list[dict[str, Any]]:
        """Every attempt to deliver, oldest first, with its payload and outcome."""
        return self.see("deliveries")

    async def settled(self, seconds: float = 30) -> None:
        """Wait until nothing is on its way to Hone and Hone has nothing left to do."""
        async with asyncio.timeout(seconds):
            while True:
                await _until(lambda: self.counters["in_flight"] == 0)
                if await self._idle() and self.counters["in_flight"] == 0:
                    return
                await asyncio.sleep(PAUSE)

    async def end(self) -> None:
        """Stop what was served, then complain."""
        await self.hang_up()
        await self._act.aclose()
        if self._model:
            self._model.stop()
        try:
            self.complain()
        finally:
            self._view.close()

    def complain(self) -> None:
        """Fail when Hone asked for what does not exist or may not be had, or when the stand-in broke."""
        counted = self.counters
        assert not self._standin.crashes, self._standin.crashes
        assert not counted["unknown_routes"], f"nobody serves {counted['unknown_routes']}"
        alarming = [refusal for refusal in counted["refused"] if refusal["kind"] in ALARMING]
        assert self._refusals_expected or not alarming, f"GitHub refused {alarming}"

    # The control surface

    def see(self, what: str) -> Any:
        """A page of the control surface."""
        return _answer(self._view.get(f"/_/{what}"))

    def change(self, what: str, **body: Any) -> Any:
        """A control that sends no delivery."""
        return _answer(self._view.post(f"/_/{what}", json=body))

    async def act(self, what: str, **body: Any) -> Any:
        """A control that may send deliveries, which are answered before this returns."""
        return _answer(await self._act.post(f"/_/{what}", json=body))


class _Quiet(uvicorn.Server):
    """Leaves the signals to pytest."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _until(true: Callable[[], bool]) -> None:
    for _ in repeat(None):
        if true():
            return
        await asyncio.sleep(PAUSE)


async def _always() -> bool:
    return True


def _answer(response: httpx.Response) -> Any:
    assert response.is_success, f"{response.request.url.path}: {response.status_code} {response.text}"
    return response.json()
