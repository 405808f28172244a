"""ASKING: what wording and judging need of whoever pays for the model."""

from typing import Protocol

from service.model import Ask, Reply


class Asks(Protocol):
    """A purse, or something that stands before one."""

    @property
    def calls(self) -> int:
        """Requests that are left."""
        ...

    async def ask(self, ask: Ask) -> Reply:
        """The answer, as a durable step; or the fault that says why there is none."""
        ...


def model_of(reply: Reply) -> str:
    """The name of the model that answered."""
    return next((usage.model for usage in reversed(reply.usages) if not usage.fault), "")
