"""One way to mend a prompt: it touches one section, says only what the facts bear out, and doing it twice is once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from service.claims import Document
from service.iterate.facts import Facts

Family = Literal["proof", "scope", "story"]
"""What a repair strengthens: how the work is proved, how far it goes, or why and where it is done."""
Tokens = Mapping[str, tuple[str, ...]]
"""What shows each cap, by its name: the offending words of this very text."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """A repair by rule. `mend` returns the document as it was where it has nothing to say."""

    name: str
    mends: tuple[str, ...]
    """The checks it can raise, its own first."""
    family: Family
    mend: Callable[[Document, Facts, Tokens], Document]
    lesson: tuple[str, str] = field(default=("", ""))
    """(section, line) that would have spared a template this gap; empty where the frame or the facts decide it."""
