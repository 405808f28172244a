"""`/hone ux [area]`: prompts for what people see and use."""

from collections.abc import AsyncIterator

from service.model import Request
from service.ports import Edge, Run
from service.workflows.requests import Said
from service.workflows.requests.interface import interface
from service.workflows.requests.offer import offered
from service.workflows.requests.place import place


async def ux(run: Run, asked: Request, edge: Edge) -> AsyncIterator[Said]:
    """Prompts for that area of the interface, or an honest sentence. Raises Fault."""
    at = await place(run, asked, edge)
    async for said in offered(run, asked, edge, await interface(run, edge, at, asked.arguments[0])):
        yield said
