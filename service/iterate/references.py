"""A document changed part by part, and its references put right: what names a requirement that is gone."""

import re
from collections.abc import Callable
from functools import partial

from service import claims
from service.claims import Document
from service.iterate.parts import mapped


def each_part(document: Document, change: Callable[[str], str]) -> Document:
    """The document with every part of it changed; a title is never left without words."""
    title = change(document.title) or document.title
    changed = Document(title, change(document.opening), document.sections)
    for name, text in document.sections.items():
        changed = changed.replaced(name, change(text))
    return references(changed)


def references(document: Document) -> Document:
    """No criterion and no step names a requirement that is not there.

    A criterion all of whose requirements are gone goes, too; a step stays, because it is run whatever it proves.
    """
    there = {item.id for item in claims.items(document.section("REQUIREMENTS")) if item.id}
    if not there:
        return document
    for name, kept in (("SUCCESS CRITERIA", False), ("VALIDATION APPROACH", True)):
        if text := document.section(name):
            document = document.replaced(name, mapped(text, partial(_right, there=there, kept=kept)))
    return document


def _right(block: str, *, there: set[str], kept: bool) -> str | None:
    """The item without the requirements that are gone; None for one that has no other and is not `kept`."""
    named = [ref for ref in claims.items(block)[0].refs if ref.startswith("R-")]
    lost = [ref for ref in named if ref not in there]
    if not lost:
        return block
    if len(lost) == len(named) and not kept:
        return None
    names = "|".join(map(re.escape, lost))
    return re.sub(rf"[ \t]*\((?:(?:{names})[, ]*)+\)|,\s*(?:{names})\b|\b(?:{names})\s*,\s*", "", block)
