"""REQUESTS: one file per verb whose answer takes work; each says what its reply reads, better and better."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from service.model import Request
from service.ports import Edge, Run


@dataclass(frozen=True, slots=True)
class Said:
    """What a reply reads from now on."""

    text: str
    """Ready-made Markdown of our own."""
    done: bool = True
    """False turns the reaction into a confused face."""
    more: bool = False
    """True: a language model goes over it now, and what comes of that takes its place."""


Answering = Callable[[Run, Request, Edge], AsyncIterator[Said]]
"""What a verb does: the first thing it says stands by itself, later ones are better. Raises Fault."""
