"""Items of a section: `R-1. ...`, `AC-1. (R-1) ...`, `- ...`, each with the lines and fences that belong to it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from service.claims.fences import fenced

_NUMBERED = re.compile(r"[ \t]*(?:[-*+][ \t]+)?(?:\*\*)?((?:R|AC|E|V|F|D|G)-\d{1,3})(?:\*\*)?[.):]?(?:\*\*)?[ \t]+")
_LISTED = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_RANGE = re.compile(r"\b(R|AC|E|V|F|D|G)-(\d{1,3})(?:[ \t]*(?:to|through|\.\.|–|-)[ \t]*(?:\1-)?(\d{1,3}))?\b")
MOST_COMPARED = 100
"""Items that are compared with each other; a prompt has seven."""
_WORD = re.compile(r"\w+")
MOST_IN_RANGE = 50
LEAST, ALIKE = 4, 0.6
"""Words of an item that counts, and the share of common words from which two are one."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item, and the other items it names."""

    id: str
    """Such as `R-1`; empty where it has none."""
    text: str
    """Without its id; continued lines and fences are kept as they are."""
    refs: tuple[str, ...] = ()


def items(text: str) -> tuple[Item, ...]:
    """The items of a section in their order; lines before the first belong to none."""
    found: list[tuple[str, list[str]]] = []
    for line, language in fenced(text):
        begun = _begun(line) if language is None else None
        if begun:
            found.append((begun[0], [begun[1]]))
        elif found:
            found[-1][1].append(line)
    return tuple(_item(id, "\n".join(lines).rstrip()) for id, lines in found)


def entries(text: str) -> tuple[Item, ...]:
    """The items of a section, or each of its lines where it has none."""
    return items(text) or tuple(
        _item("", line.strip()) for line, language in fenced(text) if language is None and line.strip()
    )


def blocks(text: str) -> tuple[str, ...]:
    """The section cut before each item, byte for byte: joined by newlines the blocks are the text again."""
    found: list[list[str]] = []
    for line, language in fenced(text):
        if not found or (language is None and _begun(line)):
            found.append([line])
        else:
            found[-1].append(line)
    return tuple("\n".join(lines) for lines in found)


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Those of at least four words that are not mostly the words of an earlier one: padding does not count."""
    kept: list[tuple[str, frozenset[str]]] = []
    for text in islice(texts, MOST_COMPARED):
        told = frozenset(_WORD.findall(text.lower()))
        if len(told) >= LEAST and all(len(told & other) < ALIKE * len(told | other) for _, other in kept):
            kept.append((text, told))
    return tuple(text for text, _ in kept)


def refs(text: str) -> Iterator[str]:
    """Items the text names, such as `R-1`; `R-1 to R-3` names three."""
    for letter, first, last in _RANGE.findall(text):
        start, end = int(first), int(last or first)
        yield from (f"{letter}-{number}" for number in range(start, min(end, start + MOST_IN_RANGE) + 1))


def _begun(line: str) -> tuple[str, str] | None:
    if numbered := _NUMBERED.match(line):
        return numbered[1], line[numbered.end() :]
    listed = _LISTED.match(line)
    return ("", line[listed.end() :]) if listed else None


def _item(id: str, text: str) -> Item:
    return Item(id, text, tuple(dict.fromkeys(refs(text))))
