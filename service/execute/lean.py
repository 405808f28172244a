"""Keeps a grounding small enough to be carried along: what is told of a change goes through a step's result."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from service.model import Grounding, LinkedIssue, Outline, Passage

T = TypeVar("T")

MOST_BYTES = 100_000
"""Of the 256 KB of a step's result; findings take the rest."""
MOST_CHANGED, MOST_OUTLINES, MOST_SYMBOLS, MOST_ISSUES = 100, 40, 60, 3
MOST_CALLERS = 3
LONGEST_TITLE, MOST_LABELS = 160, 5
FIELD = 24
"""Bytes that names, quotes and commas of one value take in JSON, and some."""


def lean(grounding: Grounding) -> Grounding:
    """The same grounding with `paths` filled in, cut from its least telling end until it fits.

    Passages come before everything: without one a finding gets no prompt. Then commands, guides, changed files,
    layout, roadmap; outlines take what room is left, the first ones first.
    """
    room = _Room(MOST_BYTES)
    commands = room.take(grounding.commands, lambda each: (each.run, each.kind, each.source))
    guides = room.take(grounding.guides, lambda each: (each, each))
    bare = room.take((replace(each, callers=()) for each in grounding.passages), _passage)
    callers = {each.finding: each.callers[:MOST_CALLERS] for each in grounding.passages}
    passages = tuple(
        replace(each, callers=room.take(callers[each.finding], lambda place: (place, place))) for each in bare
    )
    changed = room.take(_first_cited(grounding, passages), lambda each: (each, each))
    layout = room.take(grounding.layout, lambda each: (each.role, each.path, each.path))
    roadmap = room.take(grounding.roadmap, lambda each: (each, each))
    issues = room.take((_short(each) for each in grounding.issues[:MOST_ISSUES]), _issue)
    outlines = room.take((_few(each) for each in grounding.outlines[:MOST_OUTLINES]), _outline)
    kept = Grounding(frozenset(), commands, passages, guides, changed, outlines, layout, issues, roadmap)
    return replace(kept, paths=frozenset(citable(kept)))


def citable(grounding: Grounding) -> Iterator[str]:
    """Every path that a grounding's other facts name."""
    for passage in grounding.passages:
        yield from (path for path in (passage.path, passage.test) if path)
        yield from (place.rpartition(":")[0] for place in passage.callers)
    yield from (command.source for command in grounding.commands)
    yield from (*grounding.guides, *grounding.changed, *grounding.roadmap)
    yield from (place.path for place in grounding.layout)
    yield from (outline.path for outline in grounding.outlines)


def _first_cited(grounding: Grounding, passages: Iterable[Passage]) -> list[str]:
    """The changed files, those with a passage first."""
    cited = {passage.path for passage in passages}
    return sorted(grounding.changed, key=lambda path: path not in cited)[:MOST_CHANGED]


def _passage(passage: Passage) -> Iterable[str]:
    return passage.finding, passage.path, passage.path, passage.symbol, passage.test, passage.test, passage.new_test, ""


def _few(outline: Outline) -> Outline:
    return replace(outline, symbols=outline.symbols[:MOST_SYMBOLS])


def _outline(outline: Outline) -> Iterable[str]:
    yield from (outline.path, outline.path, "")
    for symbol in outline.symbols:
        yield from (symbol.name, "", "")


def _short(issue: LinkedIssue) -> LinkedIssue:
    labels = tuple(label[:LONGEST_TITLE] for label in issue.labels[:MOST_LABELS])
    return replace(issue, title=issue.title[:LONGEST_TITLE], milestone=issue.milestone[:LONGEST_TITLE], labels=labels)


def _issue(issue: LinkedIssue) -> Iterable[str]:
    return "", issue.title, issue.milestone, *issue.labels


class _Room:
    """So many bytes, handed out until they are used up."""

    def __init__(self, left: int) -> None:
        self._left = left

    def take(self, values: Iterable[T], texts: Callable[[T], Iterable[str]]) -> tuple[T, ...]:
        """As many of the values as fit, from the first on."""
        kept = []
        for value in values:
            self._left -= sum(len(text.encode(errors="replace")) + FIELD for text in texts(value))
            if self._left < 0:
                break
            kept.append(value)
        return tuple(kept)
