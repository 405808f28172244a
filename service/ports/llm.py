"""A language model, where one is configured: it words and judges, and is never asked for a fact or a verdict."""

from typing import Protocol

from service.model import Ask, Reply


class Llm(Protocol):
    """Any OpenAI-compatible server, with one model that writes and one that judges."""

    async def ask(self, ask: Ask, seconds: float, calls: int = 4) -> Reply:
        """The model's answer within so many seconds, or a reply with its fault: this never raises for the model's sake.

        At most `calls` requests are made, repeated ones included, and each is in `usages`. Values fit the schema of the
        question.
        """
        ...
