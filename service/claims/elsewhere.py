"""Whether a text would read the same for another repository."""

from collections.abc import Iterator
from dataclasses import replace

from service.claims.bodies import read
from service.claims.index import known
from service.claims.resolving import resolve
from service.model import Grounding

CONCRETE = ("REQUIREMENTS", "SUCCESS CRITERIA")
"""Sections that must speak of this repository by themselves."""


def generic(body: str, grounding: Grounding) -> tuple[str, ...]:
    """Why the text would read the same for another repository; empty when it would not.

    A section that cites nothing of this repository says nothing of it, and what is to be made is not there yet. Lines
    are asked for where findings are known.
    """
    return tuple(_faults(body, grounding))


def _faults(body: str, grounding: Grounding) -> Iterator[str]:
    facts, document = known(grounding), read(body)
    whole = resolve(body, facts)
    if grounding.passages and not any(each.start for each in whole.real):
        yield "cites no line of a file of this repository"
    if not (whole.symbols or whole.findings or (whole.real and not grounding.passages)):
        yield "names no symbol or finding of this repository"
    for name in CONCRETE:
        if not replace(resolve(document.section(name), facts, whole.new), new=()).grounded:
            yield f"{name.lower()} would read the same for another repository"
