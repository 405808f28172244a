"""The engine: every place of a text where a rule finds a secret, and how much speaks for it."""

from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from service.analyzers.secrets.judges import JUDGES, Guess, Weight
from service.analyzers.secrets.places import is_code
from service.analyzers.secrets.rules import Match, Rule
from service.analyzers.secrets.values import entropy

MAX_PER_RULE = 200
"""Hits of one rule in one text; more would say nothing new."""
WINDOW = 2000
"""Bytes on each side of a hit that count as its line."""
NEARBY = 60
"""Bytes before a match and after a value that a judge gets to see."""
OF_A_NAME = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule matched, as byte offsets; `start` and `end` enclose the secret itself."""

    rule: Rule
    start: int
    end: int
    weight: Weight


def hits_of(rules: Sequence[Rule], path: str, content: bytes) -> Iterator[Hit]:
    """Hits in rule order; what an earlier rule took is not reported again by a later one."""
    lowered, place, code = content.lower(), path.encode(errors="replace"), is_code(path)
    taken: list[tuple[int, int]] = []
    for rule in rules:
        if rule.path and not rule.path.search(place):
            continue
        if rule.keywords and not any(word in lowered for word in rule.keywords):
            continue
        for hit in list(islice(_hits(rule, place, content, code), MAX_PER_RULE)):
            if _free(taken, hit):
                insort(taken, (hit.start, hit.end))
                yield hit


def line_of(content: bytes, start: int, end: int) -> bytes:
    """The lines of a place, at most a window around it: a line may be as long as the file."""
    first = max(content.rfind(b"\n", max(0, start - WINDOW), start) + 1, start - WINDOW, 0)
    last = content.find(b"\n", end, end + WINDOW)
    return content[first : end + WINDOW if last < 0 else last]


def _hits(rule: Rule, place: bytes, content: bytes, code: bool) -> Iterator[Hit]:
    for match in rule.regex.finditer(content):
        start, end = _secret(match, rule.group)
        secret = content[start:end]
        if not secret or entropy(secret) < rule.entropy:
            continue
        weight = JUDGES[rule.judge](_guess(match, content, start, end, code)) if rule.judge else Weight.STRONG
        if weight and not _allowed(rule, place, content, match, secret):
            yield Hit(rule, start, end, weight)


def _allowed(rule: Rule, place: bytes, content: bytes, match: Match, secret: bytes) -> bool:
    first, last = match.span()
    line = line_of(content, first, last)
    return any(allow.allows(place, secret, content[first:last], line) for allow in rule.allows)


def _guess(match: Match, content: bytes, start: int, end: int, code: bool) -> Guess:
    """Group 1 of a judged rule is the name, or from its keyword on; group 2 the opening quote, if there is one."""
    (first, last), quote = match.span(1), match.span(2)
    before = content[max(0, first - NEARBY) : first]
    name = before[len(before.rstrip(OF_A_NAME)) :] + content[first:last]
    return Guess(name, content[start:end], quote[0] < quote[1], code, content[end : end + NEARBY])


def _secret(match: Match, group: int) -> tuple[int, int]:
    """The span of the named group, else of the first group that took part, else of everything."""
    if group:
        return match.span(group)
    first = next((number for number, value in enumerate(match.groups(), 1) if value), 0)
    return match.span(first)


def _free(taken: Sequence[tuple[int, int]], hit: Hit) -> bool:
    """True when no taken span, all apart from each other and in order, overlaps the hit."""
    at = bisect_right(taken, (hit.start, hit.end))
    return not (at and taken[at - 1][1] > hit.start) and not (at < len(taken) and taken[at][0] < hit.end)
