"""`in_memory.py --port N`: what `hone serve` does, but for the engine, which keeps its work in memory."""

import sys

import uvicorn

from service import app
from service.edge import database
from service.edge.inline import InlineEngine


def serve(port: int) -> None:
    """Web and worker in one process, until it is killed."""
    hone = app.compose(app.configured(), lambda store, workflows, _executor: InlineEngine(store, workflows))
    database.upgrade(hone.edge.store.engine)
    uvicorn.run(hone.web, port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    serve(int(sys.argv[-1]))
