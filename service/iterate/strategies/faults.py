"""Repairs of what no merit makes up for: what does not resolve, is left open, protected, secret or hidden."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from service import claims
from service.analyzers import Options, Text
from service.analyzers.secrets.findings import scan
from service.claims import Document
from service.iterate.facts import Facts
from service.iterate.parts import blocks, outside, sentences, without
from service.iterate.references import each_part, references
from service.iterate.strategy import Strategy, Tokens

UNRESOLVED = ("unresolved-path", "unknown-command", "unknown-symbol", "unknown-issue")
LIKE = 0.85
"""Likeness (difflib's ratio) from which a name is another one misspelt."""

_LINES = re.compile(r"(?P<path>.+?):\d+(?:-\d+)?\Z")
_COMMENT = re.compile(r"<!--(?!\s*hone:).*?(?:-->|\Z)", re.DOTALL)
_ASTRAY = re.compile(r"(?P<cited>.+:\d+(?:-\d+)?) for (?P<finding>\w+)\Z")


def unresolved(document: Document, facts: Facts, tokens: Tokens) -> Document:
    """What the head does not have is corrected where only one thing can be meant, else its sentence goes."""
    text = document.text()
    told = _all(tokens, *UNRESOLVED)
    bad = list(dict.fromkeys([*claims.unresolved(text, facts.grounding), *(each for each in told if each in text)]))
    meant = {token: right for token in bad if (right := _meant(token, facts) or _beside(token, text, facts))}
    lost = [token for token in bad if token not in meant]
    astray = [found for token in told if (found := _ASTRAY.match(token))]

    def mended(part: str) -> str:
        for found in astray:
            part = _led_back(part, found["cited"], found["finding"], facts)
        return without(outside(part, lambda line: _corrected(line, meant)), lost)

    return each_part(document, mended)


def left_open(document: Document, _: Facts, tokens: Tokens) -> Document:
    """A sentence that somebody meant to fill in later goes."""
    found = [*claims.placeholders(document.text()), *_all(tokens, "placeholder")]
    return each_part(document, lambda part: without(part, found))


def protected(document: Document, _: Facts, tokens: Tokens) -> Document:
    """A requirement that would touch a protected file goes; the bounds of the work may still name it."""
    text = document.section("REQUIREMENTS")
    guilty = {path for path in _all(tokens, "protected-path") if path in claims.touched(text)}
    return references(document.replaced("REQUIREMENTS", _leaving(text, guilty))) if guilty else document


def secrets(document: Document, _: Facts, __: Tokens) -> Document:
    """A line that holds a credential goes as a whole; what is left says nothing of its value."""
    text = document.text()
    hits = scan(Text("prompt", text.encode(errors="replace")), Options(b"")).findings
    lines = text.split("\n")
    guilty = {lines[at] for hit in hits for at in range(hit.start - 1, min(hit.end, len(lines)))}
    if not guilty:
        return document
    return each_part(document, lambda part: "\n".join(line for line in part.split("\n") if line not in guilty))


def hidden(document: Document, _: Facts, tokens: Tokens) -> Document:
    """Characters and comments that nobody sees go; the words around them stay."""
    told = _all(tokens, "hidden-text")
    shown = {int(f"0x{token[2:]}", 0) for token in told if token.startswith("U+")}
    return each_part(document, lambda part: _COMMENT.sub("", part.translate(dict.fromkeys(shown))))


def _corrected(line: str, meant: Mapping[str, str]) -> str:
    for token, right in meant.items():
        line = line.replace(f"`{token}`", f"`{right}`")
    return line


def _led_back(part: str, cited: str, finding: str, facts: Facts) -> str:
    """Lines that were given for a finding and are not its own become those of its passage."""
    own = next((each for each in facts.grounding.passages if each.finding == finding), None)
    if own is None:
        return part
    right = f"`{own.path}:{own.start}-{own.end}`"
    return "\n".join(b.replace(f"`{cited}`", right) if finding in b else b for b in blocks(part))


def _leaving(text: str, guilty: set[str]) -> str:
    """The requirements without those sentences that ask for a change of such a file."""
    asked = [block for block in blocks(text) if guilty & set(claims.touched(block))]
    wrong = [said for block in asked for said in sentences(block)[1] if guilty & set(claims.touched(said))]
    return without(text, wrong)


def _meant(token: str, facts: Facts) -> str:
    """The one existing file or symbol a wrong citation can only mean; empty where it could be none or several."""
    paths, lines = facts.grounding.paths, _LINES.match(token)
    path = lines["path"] if lines else token
    if path in paths:
        return path if lines else ""
    if "." in path.rpartition("/")[2]:
        ends = [each for each in paths if each.endswith(f"/{path.rpartition('/')[2]}")]
        return ends[0] if len(ends) == 1 else ""
    near = get_close_matches(token, sorted(facts.known.symbols), 2, LIKE)
    return near[0] if len(near) == 1 else ""


def _beside(token: str, text: str, facts: Facts) -> str:
    """The symbol of the lines that the token is said to be at, as in "`shop.py:3-9` in `token`"."""
    for spot in facts.spots:
        if spot.symbol and f"{spot.at} in `{token}`" in text:
            return spot.symbol
    return ""


def _all(tokens: Tokens, *keys: str) -> list[str]:
    return [token for key in keys for token in tokens.get(key, ())]


STRATEGIES = (
    Strategy("drop what does not resolve", UNRESOLVED, "scope", unresolved),
    Strategy("drop what was left open", ("placeholder",), "scope", left_open),
    Strategy("leave protected files alone", ("protected-path",), "scope", protected),
    Strategy("drop the line of a credential", ("secret",), "scope", secrets),
    Strategy("drop what nobody sees", ("hidden-text",), "scope", hidden),
)
