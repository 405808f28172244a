"""Whether a line says only what is known: citations and numbers are looked up, repository text is no source."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service import claims
from service.execute.names import prose
from service.execute.wording.shaping import Unshapely
from service.model import Grounding, Prompt

ECHO = 8
"""So many words in a row that stand in the facts are a copy, not a wording."""
LEAST_KEPT = 0.4
"""Share of a requirement's words that its new wording keeps; less is another requirement."""

_SPAN = re.compile(r"`([^`]+)`")
_QUOTE = re.compile(r'"[^"\n]+"')
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"\w+(?:(?:\.|::|->)\w+)*")
_FIGURE = re.compile(r"\b(?=\w*\d)\w+(?:[.,]\d+)*")
_WORD = re.compile(r"\w+")
_ERROR = re.compile(r"[A-Za-z_.]*(?:Error|Exception|Fault|Panic|Err)\Z")
_TOKEN = re.compile(r"\S{1,60}\Z")
_FIRM = frozenset(
    {"no", "not", "never", "nothing", "keep", "only", "before", "first", "until", "unless", "revoke", "same"}
)
"""Words that turn a sentence around when they are lost."""
_LONG = 4


@dataclass(frozen=True, slots=True)
class Known:
    """What a text about one prompt may rest on."""

    claims: claims.Known
    body: str
    numbers: frozenset[str]
    quotes: frozenset[str]
    """What the prompt quotes of strangers, with its quotation marks."""
    tokens: frozenset[str]
    """Words and dotted names of the prompt and the facts."""
    runs: frozenset[tuple[str, ...]]
    """Every run of `ECHO` words of the facts that the prompt itself does not have."""


def known(prompt: Prompt, grounding: Grounding, facts: str) -> Known:
    """What may be said about the prompt; made once for all of its texts."""
    return Known(
        claims.known(grounding),
        prompt.body,
        frozenset(_NUMBER.findall(prompt.body)),
        frozenset(_QUOTE.findall(prompt.body)),
        frozenset(_read(f"{prompt.body}\n{facts}")),
        frozenset(_runs(facts)) - frozenset(_runs(prompt.body)),
    )


def plainly(line: str, of: Known) -> str:
    """The line with names that are read in the facts, and that no code of ours defines, as words: they cite nothing.

    A model speaks of `request.url` where the code does; it is no symbol of the repository, and no invention either.
    """
    strange = frozenset(claims.resolve(line, of.claims).strange)

    def word(span: re.Match[str]) -> str:
        read = span[1] in strange and span[1].partition("(")[0] in of.tokens
        return prose(span[1]) if read else span[0]

    return _SPAN.sub(word, line)


def prove(line: str, of: Known, *, numbers: bool = False) -> None:
    """Nothing, when everything the line cites is known, and it cites something of this repository.

    `numbers` lets it bring numbers of its own, such as a status. Raises Unshapely.
    """
    found = claims.resolve(line, of.claims)
    if found.wrong:
        raise Unshapely(f"cites what does not exist at the head: {', '.join(found.wrong[:3])}"[:200])
    for span in _SPAN.findall(line):
        _known_span(span, found, of)
    if not numbers and (new := set(_NUMBER.findall(_SPAN.sub(" ", line))) - of.numbers):
        raise Unshapely(f"brings a number nobody measured: {min(new)}")
    if of.runs & set(_runs(line)):
        raise Unshapely("repeats text of the repository")
    if not (found.real or found.ok or found.symbols or found.findings):
        raise Unshapely("cites nothing of this repository, so it would fit any")


def quoting(line: str, old: str) -> None:
    """Nothing, when the line quotes whomever the old one quotes, word by word. Raises Unshapely."""
    if lost := set(_QUOTE.findall(old)) - set(_QUOTE.findall(line)):
        raise Unshapely(f"no longer quotes {min(lost)}"[:200])


def faithful(line: str, old: str, of: Known) -> None:
    """Nothing, when the new wording of a requirement still asks for all the old one asks for. Raises Unshapely."""
    quoting(line, old)
    if lost := set(_SPAN.findall(old)) - set(_SPAN.findall(line)):
        raise Unshapely(f"no longer cites `{min(lost)}`")
    if lost := _figures(old, of) - _figures(line, of):
        raise Unshapely(f"no longer says {min(lost)}")
    before, after = _words(old), _words(line)
    if lost := (before & _FIRM) - after:
        raise Unshapely(f'no longer says "{min(lost)}"')
    long = {word for word in before if len(word) >= _LONG}
    if len(long & after) < LEAST_KEPT * len(long):
        raise Unshapely("asks for something else than before")


def _known_span(span: str, found: claims.Resolved, of: Known) -> None:
    """Inline code is a claim that resolved, or something that stands in the prompt or the facts, or an exception."""
    if f"`{span}`" in of.body or _ERROR.match(span):
        return
    resolved = {*(at.path for at in found.real), *found.ok, *found.symbols, *found.findings}
    if span in resolved or any(span.startswith(f"{at.path}:") for at in found.real):
        if span in found.ok:
            raise Unshapely("brings a command that the prompt does not have")
        return
    if not (_TOKEN.match(span) and span.partition("(")[0] in of.tokens):
        raise Unshapely(f"cites what neither the facts nor the prompt have: {span}"[:200])


def _figures(text: str, of: Known) -> set[str]:
    """Numbers, commits, ids of items and of findings, outside citations."""
    return {*_FIGURE.findall(_SPAN.sub(" ", text)), *claims.resolve(text, of.claims).findings}


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _read(text: str) -> Iterator[str]:
    """Names as they stand, what was between white space, and each word of it."""
    for name in _NAME.findall(text):
        yield name
        yield from _WORD.findall(name)
    yield from re.split(r"[\s`,;()]+", text)


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    words = [word.lower() for word in _WORD.findall(text)]
    return zip(*(words[at:] for at in range(ECHO)), strict=False)
