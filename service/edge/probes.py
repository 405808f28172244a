"""Is each part of Hone well? Asked by `/readyz` while it runs, and by `hone doctor` before."""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from service.edge import database
from service.edge.durable.lease import Taken, take
from service.edge.git import version
from service.edge.llm import Models
from service.edge.sandbox import Runner
from service.edge.store import SqlStore
from service.edge.web import Probe
from service.ports import Fault, GitHub

NUMBER = re.compile(rb"\d+(\.\d+)+")
"""A version, somewhere in what a tool says of itself."""


async def git() -> tuple[str, str]:
    """Whether git is here and new enough."""
    try:
        return "ok", await version()
    except Fault as fault:
        return "down", str(fault)


def remembered(probe: Probe, seconds: float = 20.0) -> Probe:
    """The same probe, asked at most once in that time: `/readyz` is public, and some answers cost a process or a call.

    Two questions at once may both be asked; neither is wrong.
    """
    last: list[tuple[float, tuple[str, str]]] = []

    async def answer() -> tuple[str, str]:
        if not last or time.monotonic() - last[0][0] > seconds:
            found = await probe()
            last[:] = [(time.monotonic(), found)]
        return last[0][1]

    return answer


def sandbox(runner: Runner, tools: Mapping[str, Sequence[str]]) -> Probe:
    """Whether every analyzer starts in its sandbox, and what that is on this machine.

    `tools` are the calls that print a version, by name.
    """

    async def probe() -> tuple[str, str]:
        ended = await asyncio.gather(*(runner.run(argv, {}) for argv in tools.values()))
        broken = [name for name, end in zip(tools, ended, strict=True) if end.fault or end.status]
        if broken:
            return "down", f"does not start: {', '.join(broken)}"
        said = [NUMBER.search(end.output) for end in ended]
        versions = ", ".join(
            f"{name} {number[0].decode() if number else '?'}" for name, number in zip(tools, said, strict=True)
        )
        return "ok", f"{await runner.confinement()}; {versions}"

    return probe


def github(client: GitHub, configured: bool) -> Probe:
    """Whether GitHub accepts the App's id and key."""

    async def probe() -> tuple[str, str]:
        if not configured:
            return "down", "HONE_GITHUB_APP_ID and a private key are not set"
        try:
            return "ok", f"authenticated as {await client.app()}"
        except Fault as fault:
            return "degraded", str(fault)

    return probe


def model(models: Models | None) -> Probe:
    """Whether the language models can be asked; Hone works without, so the worst is `degraded`."""

    async def probe() -> tuple[str, str]:
        return await models.probe() if models else ("ok", "not configured: the rules work alone")

    return probe


def store(settings_url: str) -> Probe:
    """Whether the database opens and has, or takes, the newest tables."""

    async def probe() -> tuple[str, str]:
        engine = database.connect(settings_url)
        try:
            await asyncio.to_thread(database.upgrade, engine)
            return await SqlStore(engine).probe()
        except sa.exc.SQLAlchemyError as error:
            return "down", f"the database does not open ({type(error).__name__})"
        finally:
            engine.dispose()

    return probe


def lease(settings_url: str, executor: str) -> Probe:
    """Whether a service could start under this executor id."""

    async def probe() -> tuple[str, str]:
        connection = database.connect(settings_url)
        try:
            (await asyncio.to_thread(take, connection, executor)).release()
        except Taken:
            return "down", f"another process works as {executor} on this database, perhaps the service itself"
        finally:
            connection.dispose()
        return "ok", f"ready to start as {executor}"

    return probe
