"""Takes secrets out of a text: whatever the analyzer of secrets reports, and what it only suspects."""

from service.analyzers.secrets.hits import hits_of
from service.analyzers.secrets.rules import own

REMOVED = "[secret removed]"
MOST_ROUNDS = 25
"""A rule reports at most 200 places at a time; a text with 5,000 secrets is better not shown at all."""


def hushed(path: str, text: str) -> str:
    """The text with every secret replaced, its lines still where they were; empty when it is nothing but secrets."""
    content = text.encode("utf-8", "replace")
    for _ in range(MOST_ROUNDS):
        spans = sorted((hit.start, hit.end) for hit in hits_of(own(), path, content))
        # What was replaced may itself stand where a secret stands: only what is new counts.
        spans = [(start, end) for start, end in spans if REMOVED.encode() not in content[start:end]]
        if not spans:
            return content.decode("utf-8", "replace")
        content = _replaced(content, spans)
    return "\n" * text.count("\n")


def _replaced(content: bytes, spans: list[tuple[int, int]]) -> bytes:
    parts, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        parts += [content[at:start], REMOVED.encode(), b"\n" * content.count(b"\n", start, end)]
        at = end
    return b"".join((*parts, content[at:]))
