"""The composition root: one environment becomes one running Hone."""

import asyncio
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from service import analyzers, execute
from service.analyze.risk import OWNER_FILES
from service.edge import database, llm, probes
from service.edge.cache import ScanCache
from service.edge.durable.engine import DurableEngine
from service.edge.git.mirror import Mirror
from service.edge.github import Live
from service.edge.github.times import Times
from service.edge.sandbox import Runner, harden
from service.edge.store import SqlStore
from service.edge.web import Probe, build
from service.edge.web.health import ask, webhook_secret
from service.local import SALT_BYTES, WallClock
from service.model import CONFIG_PATH
from service.ports import Edge, Engine, GitHub, Lab, Sandbox, Store, Workflows
from service.prompts import override
from service.settings import BadSettings, Settings, read
from service.worker import Worker

if TYPE_CHECKING:
    from fastapi import FastAPI


REMEDIES = {
    "store": "Check HONE_DATABASE_URL, the disk, and that the database runs.",
    "engine": "Give each process its own HONE_EXECUTOR_ID.",
    "git": "Install git 2.31 or newer.",
    "sandbox": "Install Hone's locked dependencies again.",
    "github": "Set HONE_GITHUB_APP_ID and HONE_GITHUB_PRIVATE_KEY_FILE from the App's settings page.",
    "model": "Check HONE_LLM_BASE_URL, HONE_LLM_API_KEY and HONE_LLM_MODEL; without a model the rules go on alone.",
    "webhook secret": "Set HONE_WEBHOOK_SECRET to the secret on the App's settings page.",
}


class Unusable(Exception):
    """Hone cannot start like this; the message says what to change."""


class Running(Engine, Protocol):
    """An engine that tells how it is."""

    async def probe(self) -> tuple[str, str]:
        """(state, detail) for `/readyz`."""
        ...


@dataclass(frozen=True, slots=True)
class Hone:
    """A Hone put together: the application to serve, and the parts a test or a probe wants to reach."""

    web: "FastAPI"
    engine: Engine
    edge: Edge


def compose(
    settings: Settings,
    engine: Callable[[SqlStore, Workflows, str], Running] = DurableEngine,
    times: Times | None = None,
    sandbox: Sandbox | None = None,
) -> Hone:
    """Everything wired for this environment; nothing is started, and nothing but the data folder is touched.

    `times` and `sandbox` replace the clock the client waits by, and the place tools run in.
    """
    store = SqlStore(database.connect(settings.database))
    edge = outside(settings, store, times, sandbox)
    running = engine(store, Worker(edge), settings.executor_id)
    parts = {"store": store.probe, "engine": running.probe, **_probes(settings, edge.github)}
    return Hone(build(running, settings, parts), running, edge)


def outside(settings: Settings, store: Store, times: Times | None = None, sandbox: Sandbox | None = None) -> Edge:
    """The real edge: GitHub over REST, clones under the data folder, tools in the runner."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    clock = WallClock()
    github = Live(settings, clock, times)
    clones = Mirror(
        settings.data_dir / "clones",
        settings.github_git_url,
        github.token,
        github.merge_base,
        execute.beside,
        (CONFIG_PATH, *OWNER_FILES, *override.PATHS),
    )
    lab = Lab(
        clones,
        sandbox or Runner(),
        clock,
        salt(settings.data_dir / "secrets.key"),
        history=clones,
        profiles=store,
        cache=ScanCache(settings.data_dir / "scans.db"),
        inventory=store,
        llm=llm.configured(settings, times or Times(clock.now)),
        budget=llm.budget(settings),
    )
    return Edge(lab, github, store)


def configured() -> Settings:
    """The settings of the environment. Raises Unusable with every fault."""
    try:
        return read()
    except BadSettings as faults:
        raise Unusable(str(faults)) from None


def serve(settings: Settings, host: str, port: int) -> None:
    """Web and worker in one process until SIGTERM, then drained."""
    import uvicorn

    harden()
    _preflight(settings)
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    uvicorn.run(compose(settings).web, host=host, port=port, log_config=None, access_log=False)


def diagnose(settings: Settings) -> Iterator[tuple[str, str, str, str]]:
    """(part, state, detail, what to do) for everything `/readyz` knows, without starting the service."""
    parts: dict[str, Probe] = {
        "store": probes.store(settings.database),
        "engine": _lease(settings),
        **_probes(settings, Live(settings, WallClock())),
        "webhook secret": webhook_secret(len(settings.webhook_secrets)),
    }
    for part, probe in parts.items():
        found = asyncio.run(ask(part, probe))
        yield part, found["state"], found["detail"], REMEDIES[part]


def salt(path: Path) -> bytes:
    """The key that names secrets, made once and kept private: with another one every known secret would look new."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(file, "wb") as new:
        new.write(os.urandom(SALT_BYTES))
    return path.read_bytes()


def _preflight(settings: Settings) -> None:
    """Stop with one sentence where the engine would stop with a traceback."""
    for part, probe in (("store", probes.store(settings.database)), ("engine", _lease(settings))):
        found = asyncio.run(ask(part, probe))
        if found["state"] == "down":
            raise Unusable(f"{part}: {found['detail']}. {REMEDIES[part]}")


def _lease(settings: Settings) -> Probe:
    return probes.lease(settings.database, settings.executor_id)


def _probes(settings: Settings, github: GitHub) -> dict[str, Probe]:
    configured = bool(settings.github_app_id and settings.private_key)
    return {
        "git": probes.git,
        "sandbox": probes.remembered(probes.sandbox(Runner(), analyzers.versions())),
        "github": probes.remembered(probes.github(github, configured)),
        "model": probes.remembered(probes.model(llm.configured(settings, Times(WallClock().now)))),
    }
