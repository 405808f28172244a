"""Caps: faults that no other merit makes up for, each with the token that shows it."""

import re
from collections.abc import Iterable, Iterator

from service import claims
from service.analyzers import Options, Text
from service.analyzers.secrets.findings import scan
from service.evaluate.reading import Reading
from service.model import Cap, Passage, Severity

MOST_TOKENS = 5
"""Tokens of one kind that are told."""
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u115f\u1160\u180e\u200b\u2028-\u202e\u2060-\u2064"
    "\u2066-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e0fff]"
    "|(?<![\u0600-\u0dff\u1000-\u109f\u200d\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
)
"""Characters that nobody sees and programs read: controls, directions, tags, fillers, joiners at odd places."""
_COMMENT = re.compile(r"<!--(?!\s*hone:)")


def caps(read: Reading) -> tuple[Cap, ...]:
    """Every fault, worst first, the tokens of one kind in the order of the text."""
    return tuple(cap for key, tokens in _KINDS.items() for cap in _first(key, tokens(read)))


def _first(key: str, tokens: Iterable[str]) -> Iterator[Cap]:
    for number, token in enumerate(dict.fromkeys(tokens)):
        if number < MOST_TOKENS:
            yield Cap(key, token)


def _secret(read: Reading) -> Iterator[str]:
    """What kind of secret, and in which line: its value is never told."""
    text = Text("prompt", read.body.encode(errors="replace"))
    for hit in scan(text, Options(b"")).findings:
        if hit.severity != Severity.LOW:
            yield f"{hit.message}, line {hit.start}"


def _hidden(read: Reading) -> Iterator[str]:
    for found in _HIDDEN.finditer(read.body):
        yield f"U+{ord(found[0]):04X}"
    if _COMMENT.search(claims.outside(read.body)):
        yield "<!--"


def _protected(read: Reading) -> Iterator[str]:
    """Protected files that a requirement touches although no finding lies in them."""
    ours = {passage.path for passage in read.grounding.passages}
    yield from (path for path in claims.touched(read.section("REQUIREMENTS")) if path not in ours)


def _misplaced(read: Reading) -> Iterator[str]:
    """Paths that are not there, and lines that are not those of the finding they are given for."""
    yield from read.whole.bad
    passages = {each.finding: each for each in read.grounding.passages}
    for item in (*read.items("CONTEXT"), *read.items("REQUIREMENTS")):
        found = read.of(item.text)
        for passage in (passages[id] for id in found.findings if _has_place(passages[id])):
            cited = [each for each in found.real if each.path == passage.path and each.start]
            if cited and not any(passage.start <= each.start and each.end <= passage.end for each in cited):
                yield f"{cited[0].token} for {passage.finding}"


def _has_place(passage: Passage) -> bool:
    """False for what is said of a whole file: it is given the file's first line."""
    return bool(passage.symbol) or passage.end > 1


def _unchecked(read: Reading) -> Iterator[str]:
    stated = [item.text for item in read.items("SUCCESS CRITERIA")]
    if not any(claims.verifiable(text, read.facts, read.whole.new) for text in stated):
        yield stated[0][:80] if stated else "no success criteria"


def _long(read: Reading) -> Iterator[str]:
    if read.words > claims.MAX_WORDS or len(read.body) >= claims.MOST:
        yield f"{read.words} words"


_KINDS = {
    "secret": _secret,
    "hidden-text": _hidden,
    "protected-path": _protected,
    "unresolved-path": _misplaced,
    "unknown-command": lambda read: read.whole.unknown,
    "unknown-symbol": lambda read: read.whole.strange,
    "unknown-issue": lambda read: (f"#{number}" for number in read.whole.foreign),
    "placeholder": lambda read: claims.placeholders(read.body),
    "no-criterion": _unchecked,
    "generic": lambda read: claims.generic(read.body, read.grounding),
    "too-long": _long,
}
CAPS = tuple(_KINDS)
"""Every cap by its key."""
