"""REQUEST: what a command asked for is read, written and answered in the reply that promised it."""

from service.model import Request
from service.ports import Edge, Run


async def fulfil(_run: Run, asked: Request, _edge: Edge) -> None:
    """Do what was asked, then edit the reply; verbs that nobody fulfils are an error of Hone's own."""
    raise LookupError(f"nothing fulfils {asked.verb}")
