"""The durable engine: DBOS with its holes closed, behind the port `Engine`."""

from service.edge.durable.engine import DurableEngine
from service.edge.durable.lease import Taken

__all__ = ["DurableEngine", "Taken"]
