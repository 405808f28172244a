"""`python -m service.standin --port 0 --dir DIR`: serve until killed, or until the parent is gone."""

import argparse
import asyncio
import json
import os
import socket
import sys
from pathlib import Path

import uvicorn

from service.standin.control.process import app
from service.standin.front import Front
from service.standin.server import Server, manifest

HOST = "127.0.0.1"
WATCH = 0.5
"""Seconds between two looks at the parent."""

KEEP_ALIVE = 75
"""Seconds an idle connection stays open; GitHub is patient too, and a shorter time races with clients' pools."""

BACKLOG = 1024


def main() -> None:
    """Print one JSON line (`url`, `app_id`, `private_key`, `webhook_secret` ...) when ready, then serve."""
    parser = argparse.ArgumentParser(prog="python -m service.standin", description=main.__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--dir", type=Path, required=True, help="where the git repositories are kept")
    parser.add_argument(
        "--app-yml", type=Path, default=Path(__file__).parents[2] / "app.yml", help="the App's manifest"
    )
    options = parser.parse_args()
    listening = socket.create_server((HOST, options.port), backlog=BACKLOG)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio does so only for sockets it made itself
    url = f"http://{HOST}:{listening.getsockname()[1]}"
    asyncio.run(serve(listening, Server(url, options.dir.absolute(), manifest(options.app_yml))))


async def serve(listening: socket.socket, server: Server) -> None:
    """Serve the socket until told to stop or orphaned."""
    config = uvicorn.Config(
        Front(server), log_level="error", access_log=False, lifespan="off", timeout_keep_alive=KEEP_ALIVE
    )
    web = uvicorn.Server(config)
    watching = asyncio.create_task(_watch(web, os.getppid()))
    sys.stdout.write(json.dumps(app(server)) + "\n")
    sys.stdout.flush()
    await web.serve(sockets=[listening])
    watching.cancel()
    await server.hooks.close()
    await server.client.aclose()


async def _watch(web: uvicorn.Server, parent: int) -> None:
    """Stop serving once the process that started this one is gone."""
    while True:
        await asyncio.sleep(WATCH)
        if os.getppid() != parent:
            web.force_exit = web.should_exit = True
            return


if __name__ == "__main__":
    main()
