"""What a request has cost, by what the operator says a million tokens cost."""

from dataclasses import dataclass

from service.edge.llm.answer import Answer
from service.model import Ask, Rung, Usage

MILLION = 1_000_000
CHARACTERS = 4
"""Of one token, where the server does not count."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Money per million tokens: read, written, and read again from the server's cache."""

    read: float = 0.0
    written: float = 0.0
    cached: float = 0.0


def prices(told: str) -> Prices:
    """Prices told as `read/written` or `read/written/cached`; without the third, the cache saves nothing."""
    if not told:
        return Prices()
    read, written, *cached = map(float, told.split("/"))
    return Prices(read, written, cached[0] if cached else read)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request, and how many characters it sent."""

    ask: Ask
    model: str
    rung: Rung
    sent: int
    seconds: float


def usage(attempt: Attempt, answer: Answer, prices: Prices, fault: str = "") -> Usage:
    """The attempt as it is accounted for: by the server's own count, else by its length."""
    written = sum(len(choice.text) for choice in answer.choices)
    read = attempt.sent // CHARACTERS if answer.read is None else answer.read
    out = -(-written // CHARACTERS) if answer.written is None else answer.written
    cached = min(answer.cached, read)
    cost = (read - cached) * prices.read + cached * prices.cached + out * prices.written
    return Usage(
        attempt.model,
        attempt.ask.role,
        attempt.ask.purpose,
        read,
        out,
        cached,
        answer.read is None or answer.written is None,
        round(attempt.seconds, 3),
        cost / MILLION,
        attempt.rung,
        fault,
    )
