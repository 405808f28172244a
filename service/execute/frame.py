"""The master's frame around every prompt: title and opening, the four outputs, the rollback, the return contract."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from service import prompts as meta
from service.execute.fence import fenced

LETTERS = {
    "CONTEXT": "F",
    "DEPENDENCIES": "D",
    "REQUIREMENTS": "R",
    "SUCCESS CRITERIA": "AC",
    "EDGE CASES": "E",
    "VALIDATION APPROACH": "V",
}
"""What the items of a section are numbered with; those of others keep their dash."""
MODEL_ONLY = frozenset({"orchestrator", "the three places"})
"""Sections of meta prompts that are no part of a prompt's text."""
APART = ("success criteria", "next iteration")
"""Sections of a template that have their own place in the frame."""
_HEADING = re.compile(r"[A-Z]+(?:[ -][A-Z]+)*\Z")
_FENCE = re.compile(r"(`{3,})")


@dataclass(frozen=True, slots=True)
class Framed:
    """What the frame holds; `sections` are rendered texts by the template's names, items begin with a dash."""

    id: str
    title: str
    head: str
    sections: Mapping[str, str]
    commands: tuple[str, ...]
    """What to run, in the order of running."""
    validation: tuple[str, ...]
    """The steps in words."""
    rollback: str
    closes: tuple[int, ...] = ()
    """Issues that the work may close."""


def rollback(head: str) -> str:
    """The way back, and the numbers that call for it; `head` are seven characters of the commit worked upon."""
    return (
        f"Run `git revert <commit>` as soon as 1 check that passed at {head} fails, or 1 new finding of high "
        "severity appears."
    )


def body(framed: Framed) -> str:
    """The whole text, with numbered items and without empty lines inside of sections."""
    master, sections = meta.load("master"), framed.sections
    inner = "\n\n".join(
        f"{name.upper()}\n{text}" for name, text in sections.items() if name not in {*APART, *MODEL_ONLY}
    )
    fence = fenced(framed.commands, "sh") if framed.commands else ""
    steps = "\n".join(f"- {step}" for step in framed.validation)
    values = {
        "learnings": "",
        "title": framed.title,
        "head": framed.head,
        "prompt": inner,
        "criteria": sections["success criteria"],
        "verify": "\n".join(filter(None, (_RUN if fence else "", fence, steps))),
        "rollback": framed.rollback,
        "next": sections["next iteration"],
        "closes": "\n".join(f"Closes #{number}, when the work completes it" for number in framed.closes),
        "id": framed.id,
    }
    whole = (
        text if name in {"opening", "the prompt"} else f"{name.upper()}\n{text}"
        for name in master.sections
        if name not in MODEL_ONLY and (text := master.render(name, values))
    )
    return numbered("\n\n".join(whole))


_RUN = "From the root:"


def numbered(text: str) -> str:
    """Items (`- ...`) under a heading with a letter get their number, such as `R-1.`; what is fenced stays as it is.

    Lines left empty by absent facts go away, except before a heading.
    """
    return "\n".join(_numbered(text.split("\n")))


def _numbered(lines: list[str]) -> Iterator[str]:
    fence, letter, numbers = "", "", count(1)
    empty = begun = False
    for line in lines:
        ticks = _FENCE.match(line)
        if fence:
            fence = "" if line == fence else fence
            yield line
            continue
        if ticks:
            fence = ticks[1]
        if not line:
            empty = True
            continue
        heading = _HEADING.match(line)
        if heading:
            letter, numbers = LETTERS.get(line, ""), count(1)
        if empty and (heading or not begun):
            yield ""
        empty, begun = False, begun or bool(heading)
        yield f"{letter}-{next(numbers)}. {line[2:]}" if letter and line.startswith("- ") else line
