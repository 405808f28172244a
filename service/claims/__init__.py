"""What a text claims of a repository: its sections, items and citations, and which of them the facts bear out."""

from service.claims.bodies import MOST, Document, read
from service.claims.citations import At, Cited, cited
from service.claims.elsewhere import CONCRETE, generic
from service.claims.fences import commands, fenced, outside
from service.claims.index import Known, known
from service.claims.itemized import Item, blocks, distinct, entries, items
from service.claims.languages import covers, of_language
from service.claims.phrases import fails_by_name, measured, placeholders, prose, reacts, vague
from service.claims.protected import protected, touched
from service.claims.resolving import Resolved, resolve, unresolved, verifiable

__all__ = [
    "CONCRETE",
    "MAX_WORDS",
    "MOST",
    "At",
    "Cited",
    "Document",
    "Item",
    "Known",
    "Resolved",
    "blocks",
    "cited",
    "commands",
    "covers",
    "distinct",
    "entries",
    "fails_by_name",
    "fenced",
    "generic",
    "items",
    "known",
    "measured",
    "of_language",
    "outside",
    "placeholders",
    "prose",
    "protected",
    "reacts",
    "read",
    "resolve",
    "touched",
    "unresolved",
    "vague",
    "verifiable",
    "words",
]

MAX_WORDS = 1800
"""Hard cap of a prompt; a longer one is not read. Prompts that are merged are shorter (arXiv 2512.21426)."""


def words(text: str) -> int:
    """Words as a reader counts them."""
    return len(text.split())
