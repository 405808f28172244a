"""What a maintainer is told of the secrets in a text; no value ever leaves this module."""

import hmac
import re
from bisect import bisect_right
from collections.abc import Sequence

from service.analyzers import Found, Options, Text
from service.analyzers.secrets.hits import WINDOW, Hit, hits_of, line_of
from service.analyzers.secrets.judges import Weight
from service.analyzers.secrets.places import made_up
from service.analyzers.secrets.rules import own
from service.model import Category, Finding, Severity
from service.paths import is_test

MINUTES, LOOK = 60, 5
ADVICE = (
    "Revoke the secret at its provider and issue a new one, then read it from the environment or a secret store: "
    "what was pushed stays readable after the line is gone."
)
CHECK = "Make sure that it opens nothing; if it ever did, revoke it."
SHOWS = re.compile(rb"(?i)\bexamples?\b")
"""A line that shows how something looks."""


def suffix(_text: Text) -> str:
    """Any text."""
    return ".txt"


def scan(text: Text, options: Options) -> Found:
    """The secrets of the text, each named by the HMAC of its value, so that a moved one is known again."""
    starts = _line_starts(text.content)
    hits = (hit for hit in hits_of(own(), text.path, text.content) if hit.weight >= Weight.STRONG)
    return Found(tuple(_finding(hit, text, starts, options.salt) for hit in hits))


def _line_starts(content: bytes) -> list[int]:
    starts, position = [0], content.find(b"\n")
    while position >= 0:
        starts.append(position + 1)
        position = content.find(b"\n", position + 1)
    return starts


def _expected(hit: Hit, text: Text) -> bool:
    """True for what hardly anybody would revoke: guesses and home-made keys where such things are made up."""
    if not hit.rule.generic:
        return hit.rule.fixture and made_up(text.path)
    line = line_of(text.content, hit.start, hit.end)
    return made_up(text.path) or len(line) > WINDOW or bool(SHOWS.search(line))


def _finding(hit: Hit, text: Text, starts: Sequence[int], salt: bytes) -> Finding:
    expected = _expected(hit, text)
    doubtful = hit.rule.generic or is_test(text.path)
    return Finding(
        tool="secrets",
        rule=hit.rule.id,
        path=text.path,
        start=bisect_right(starts, hit.start),
        end=bisect_right(starts, hit.end - 1),
        message=hit.rule.description + (", perhaps made up for a test or an example" if expected else ""),
        severity=Severity.LOW if expected else Severity.MEDIUM if doubtful else Severity.HIGH,
        category=Category.SECURITY,
        minutes=LOOK if expected else MINUTES,
        advice=CHECK if expected else ADVICE,
        identity=hmac.new(salt, text.content[hit.start : hit.end], "sha256").hexdigest(),
    )
