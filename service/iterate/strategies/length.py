"""The repair of a text that is too long to be read: what is said twice, and what names nothing, goes."""

from collections.abc import Iterator

from service import claims
from service.claims import Document
from service.iterate.facts import Facts
from service.iterate.parts import blocks, is_item, sentences
from service.iterate.references import each_part
from service.iterate.strategy import Strategy, Tokens

ROOMY = 900
"""Words a text is shortened to: from there on readers are warned of its length."""


def shorter(document: Document, facts: Facts, _: Tokens) -> Document:
    """Over the cap, what is said twice goes first, then what names nothing of the repository, the longest first."""
    if claims.words(document.text()) <= claims.MAX_WORDS:
        return document
    said: set[str] = set()
    document = each_part(document, lambda part: _once(part, said))
    over = claims.words(document.text()) - ROOMY
    lines = [line for part in _texts(document) for block in blocks(part) for line in _weak(block, facts)]
    gone: set[str] = set()
    for line in sorted(dict.fromkeys(lines), key=lambda line: -claims.words(line)):
        if over > 0:
            gone.add(line)
            over -= claims.words(line) * lines.count(line)
    return each_part(document, lambda part: _less(part, gone)) if gone else document


def _once(part: str, said: set[str]) -> str:
    """The part without the lines of prose that stood before, there or in an earlier part; `said` grows."""
    kept: list[str] = []
    for line, language in claims.fenced(part):
        text = "" if language is not None else sentences(line)[0] + " ".join(sentences(line)[1]).strip()
        if not text or text not in said:
            kept.append(line)
        if text:
            said.add(text)
    return "\n".join(kept)


def _weak(block: str, facts: Facts) -> Iterator[str]:
    """Sentences of paragraphs, and items, that name nothing of the repository."""
    if is_item(block):
        if not claims.resolve(block, facts.known).grounded:
            yield block
        return
    for line, language in claims.fenced(block):
        if language is None:
            yield from (said for said in sentences(line)[1] if not claims.resolve(said, facts.known).grounded)


def _less(part: str, gone: set[str]) -> str:
    kept: list[str] = []
    for block in blocks(part):
        if block in gone:
            continue
        if is_item(block):
            kept.append(block)
            continue
        lines = (_line(line, language, gone) for line, language in claims.fenced(block))
        kept += [line for line in lines if line is not None]
    return "\n".join(kept)


def _line(line: str, language: str | None, gone: set[str]) -> str | None:
    if language is not None or not line.strip():
        return line
    label, said = sentences(line)
    left = [sentence for sentence in said if sentence not in gone]
    return label + " ".join(left) if left else None


def _texts(document: Document) -> Iterator[str]:
    yield document.opening
    yield from document.sections.values()


STRATEGIES = (Strategy("drop the weakest sentences", ("too-long",), "scope", shorter),)
