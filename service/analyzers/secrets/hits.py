"""Finds secrets in one text: keyword, expression, entropy, allow lists; the value never leaves this module."""

import hmac
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from service.analyzers import Found, Options, Text
from service.analyzers.secrets.rules import Match, Rule, own
from service.model import Category, Finding, Severity
from service.paths import is_test

MAX_PER_RULE = 200
"""Findings of one rule in one text; more would say nothing new."""
WINDOW = 2000
"""Bytes on each side of a hit that count as its line."""
MINUTES = 60
ADVICE = (
    "Revoke the secret at its provider and issue a new one, then read it from the environment or a secret store: "
    "what was pushed stays readable after the line is gone."
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule matched, as byte offsets; `start` and `end` enclose the secret itself."""

    rule: Rule
    start: int
    end: int


def suffix(_text: Text) -> str:
    """Any text."""
    return ".txt"


def scan(text: Text, options: Options) -> Found:
    """The secrets of the text, each named by the HMAC of its value, so that a moved one is known again.

    A value that stands there often is one finding, at its first place: it is one secret to revoke.
    """
    starts = _line_starts(text.content)
    hits = [hit for hit in hits_of(own(), text.path, text.content) if not _expected(hit, text.path)]
    first = {text.content[hit.start : hit.end]: hit for hit in sorted(hits, key=lambda hit: -hit.start)}
    times = Counter(text.content[hit.start : hit.end] for hit in hits)
    return Found(tuple(_finding(hit, text, starts, options.salt, times[value]) for value, hit in first.items()))


def hits_of(rules: Sequence[Rule], path: str, content: bytes) -> Iterator[Hit]:
    """Hits in rule order; what an earlier rule took is not reported again by a later one."""
    lowered, place = content.lower(), path.encode(errors="replace")
    taken: list[tuple[int, int]] = []
    for rule in rules:
        if rule.path and not rule.path.search(place):
            continue
        if rule.keywords and not any(word in lowered for word in rule.keywords):
            continue
        for hit in list(islice(_hits(rule, place, content), MAX_PER_RULE)):
            if not any(hit.start < end and start < hit.end for start, end in taken):
                taken.append((hit.start, hit.end))
                yield hit


def _hits(rule: Rule, path: bytes, content: bytes) -> Iterator[Hit]:
    for match in rule.regex.finditer(content):
        whole, (start, end) = match.span(), _secret(match, rule.group)
        secret = content[start:end]
        if not secret or entropy(secret) < rule.entropy:
            continue
        if not any(
            allow.allows(path, secret, content[whole[0] : whole[1]], _line(content, *whole)) for allow in rule.allows
        ):
            yield Hit(rule, start, end)


def _secret(match: Match, group: int) -> tuple[int, int]:
    """The span of the named group, else of the first group that took part, else of everything."""
    if group:
        return match.span(group)
    first = next((number for number, value in enumerate(match.groups(), 1) if value), 0)
    return match.span(first)


def entropy(secret: bytes) -> float:
    """Shannon entropy in bits per character."""
    counts = Counter(secret).values()
    return -sum(count / len(secret) * math.log2(count / len(secret)) for count in counts)


def _line(content: bytes, start: int, end: int) -> bytes:
    """The lines of the match, at most a window around it: a line may be as long as the file."""
    first = max(content.rfind(b"\n", max(0, start - WINDOW), start) + 1, start - WINDOW, 0)
    last = content.find(b"\n", end, end + WINDOW)
    return content[first : end + WINDOW if last < 0 else last]


def _line_starts(content: bytes) -> list[int]:
    starts, position = [0], content.find(b"\n")
    while position >= 0:
        starts.append(position + 1)
        position = content.find(b"\n", position + 1)
    return starts


def _expected(hit: Hit, path: str) -> bool:
    """Made-up passwords belong into tests; tokens of a provider do not."""
    return hit.rule.generic and is_test(path)


def _finding(hit: Hit, text: Text, starts: Sequence[int], salt: bytes, times: int) -> Finding:
    doubtful = hit.rule.generic or is_test(text.path)
    return Finding(
        tool="secrets",
        rule=hit.rule.id,
        path=text.path,
        start=bisect_right(starts, hit.start),
        end=bisect_right(starts, hit.end - 1),
        message=hit.rule.description + (f", in {times} places of this file" if times > 1 else ""),
        severity=Severity.MEDIUM if doubtful else Severity.HIGH,
        category=Category.SECURITY,
        minutes=MINUTES,
        advice=ADVICE,
        identity=hmac.new(salt, text.content[hit.start : hit.end], "sha256").hexdigest(),
    )
