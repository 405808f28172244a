"""What a model's wording is before anybody decides to keep it, and how it goes into a prompt."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from service import claims
from service.model import Prompt


@dataclass(frozen=True, slots=True)
class Refused:
    """One text that was not kept."""

    prompt: str
    field: str
    """Where it should have stood: `goal`, `R-1`, `edge_cases`, `impact`, `next_step`."""
    why: str
    """What is wrong with it, in words a model can act on."""


@dataclass(frozen=True, slots=True)
class Draft:
    """New texts of sections, by heading, each whole; nothing of a prompt is changed by it yet."""

    sections: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()


def reworded(prompt: Prompt, sections: Mapping[str, str], writer: str) -> Prompt:
    """The prompt with these sections; what is not in them stays byte for byte. The evaluation is another's to renew.

    `writer` is the name of the model. A text that would change the frame, which no accepted line can, changes nothing:
    headings, ids of items and every other section have to be the same afterwards.
    """
    before = claims.read(prompt.body)
    after = before
    for name, text in sections.items():
        after = after.replaced(name, text)
    body = after.text()
    if not sections or _frame(claims.read(body), sections) != _frame(before, sections):
        return prompt
    return replace(
        prompt,
        body=body,
        next_iteration=after.section("NEXT ITERATION") or prompt.next_iteration,
        writer=writer,
    )


def _frame(document: claims.Document, sections: Mapping[str, str]) -> tuple[object, ...]:
    """What wording must leave alone: title, opening, headings in order, ids of requirements, all other sections."""
    ids = tuple(item.id for item in claims.items(document.section("REQUIREMENTS")))
    others = tuple((name, text) for name, text in document.sections.items() if name not in sections)
    return (document.title, document.opening, tuple(document.sections), ids, others)
