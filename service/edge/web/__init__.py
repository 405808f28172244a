"""The web side: the door for webhooks, and whether the service is well."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.routing import BaseRoute, Route

from service.edge.web.door import Door
from service.edge.web.health import Probe, healthz, readyz, webhook_secret
from service.ports import Engine
from service.settings import Settings

__all__ = ["Probe", "build"]


def build(engine: Engine, settings: Settings, probes: Mapping[str, Probe]) -> FastAPI:
    """The application: it starts the engine with itself and stops it, drained, at the end.

    `probes` are the parts `/readyz` asks, by name; the webhook secret is added. Routes are plain Starlette: the door
    reads raw bytes, so FastAPI's parsing of parameters would only cost time there.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await engine.start()
        try:
            yield
        finally:
            await engine.stop()

    parts = {**probes, "webhook secret": webhook_secret(len(settings.webhook_secrets))}
    door = Door(engine, settings.webhook_secrets)
    routes: list[BaseRoute] = [
        Route("/webhooks/github", door.receive, methods=["POST"]),
        Route("/healthz", healthz),
        Route("/readyz", readyz(parts)),
    ]
    return FastAPI(title="Hone", lifespan=lifespan, routes=routes, docs_url=None, redoc_url=None, openapi_url=None)
