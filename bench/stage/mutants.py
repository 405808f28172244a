"""Single defects for prompts: one function a mutation in one table; to add a mutation, add a function.

A mutation gets a specimen and a random generator and gives the text with one thing removed or broken, or None where
the prompt has no such thing. `breaks` is the check (or any of the checks) that must name the defect.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from service import claims, evaluate
from service.model import Grounding


@dataclass(frozen=True)
class Specimen:
    """A good prompt and the facts it is resolved against."""

    origin: str
    body: str
    grounding: Grounding

    @property
    def document(self) -> claims.Document:
        return claims.read(self.body)

    @cached_property
    def unasked(self) -> frozenset[str]:
        """Questions that code calls not applicable here: what they ask about is no defect when it is missing."""
        answers = evaluate.prompt(self.body, self.grounding).answers
        return frozenset(each.key for each in answers if each.value is None)

    def section(self, name: str) -> str:
        return self.document.section(name)

    def with_section(self, name: str, text: str) -> str | None:
        """The text with that section changed; None when it is not there or nothing changed."""
        document = self.document
        there = document.section(name)
        return document.replaced(name, text).text() if there and text != there else None

    def with_item(self, name: str, item: claims.Item, text: str) -> str | None:
        """The text with one item of the section saying something else under the same id."""
        return self.with_section(name, self.section(name).replace(item.text, text, 1)) if item.text else None


@dataclass(frozen=True)
class Mutation:
    """One way to break a prompt."""

    name: str
    breaks: frozenset[str]
    mutate: Callable[[Specimen, random.Random], str | None]


@dataclass(frozen=True)
class Mutant:
    """A prompt with one defect."""

    specimen: Specimen
    mutation: Mutation
    body: str


MUTATIONS: list[Mutation] = []
"""Every mutation, in the order of the files that define them."""


def breaks(*keys: str) -> Callable[[Callable[[Specimen, random.Random], str | None]], Mutation]:
    """Enter a mutation into the table under the name of its function."""

    def enter(mutate: Callable[[Specimen, random.Random], str | None]) -> Mutation:
        MUTATIONS.append(Mutation(mutate.__name__.strip("_").replace("_", " "), frozenset(keys), mutate))
        return MUTATIONS[-1]

    return enter


def mutants(specimen: Specimen, seed: int) -> Iterator[Mutant]:
    """Every mutant of a specimen whose question is asked, the same for the same seed."""
    for mutation in MUTATIONS:
        chance = random.Random(f"{seed} {specimen.origin} {mutation.name}")
        body = None if mutation.breaks <= specimen.unasked else mutation.mutate(specimen, chance)
        if body is not None and body != specimen.body:
            yield Mutant(specimen, mutation, body)


def one(specimen: Specimen, section: str, chance: random.Random) -> claims.Item | None:
    """A random item of a section."""
    items = claims.items(specimen.section(section))
    return chance.choice(items) if items else None


def kept(specimen: Specimen, section: str, pattern: str) -> str | None:
    """The text without the items of the section, or its lines where it has none, that match."""
    parts = claims.blocks(specimen.section(section))
    rest = [part for part in parts if not re.search(pattern, part)]
    return specimen.with_section(section, "\n".join(rest)) if len(rest) < len(parts) else None


def uncoded(text: str, instead: str = "the code") -> str:
    """The text without anything in backticks."""
    return re.sub(r"`[^`\n]+`", instead, text)
