"""Is each part of Hone well? Asked by `/readyz` while it runs, and by `hone doctor` before."""

import asyncio
from collections.abc import Sequence

import sqlalchemy as sa

from service.edge import database
from service.edge.durable.lease import Taken, take
from service.edge.git import version
from service.edge.sandbox import Runner
from service.edge.store import SqlStore
from service.edge.web import Probe
from service.ports import Fault, GitHub


async def git() -> tuple[str, str]:
    """Whether git is here and new enough."""
    try:
        return "ok", await version()
    except Fault as fault:
        return "down", str(fault)


def sandbox(runner: Runner, tools: Sequence[Sequence[str]]) -> Probe:
    """Whether every analyzer starts inside the sandbox; `tools` are the calls that print a version."""

    async def probe() -> tuple[str, str]:
        ended = await asyncio.gather(*(runner.run(argv, {}) for argv in tools))
        broken = [argv[0] for argv, end in zip(tools, ended, strict=True) if end.fault or end.status]
        if broken:
            return "down", f"does not start: {', '.join(broken)}"
        said = [end.output.decode(errors="replace").strip() for end in ended]
        return "ok", f"limits and a cleared environment, no namespaces yet; {', '.join(said)}"

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


def engine(settings_url: str, executor: str) -> Probe:
    """Whether work could start under this executor id, or runs already."""

    async def probe() -> tuple[str, str]:
        connection = database.connect(settings_url)
        try:
            (await asyncio.to_thread(take, connection, executor)).release()
        except Taken:
            return "ok", f"running as {executor}"
        finally:
            connection.dispose()
        return "ok", f"not running; {executor} is free"

    return probe
