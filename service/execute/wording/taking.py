"""What is kept of a writer's answers: each text by itself, shaped, looked up, and put where Hone wants it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from service import claims
from service.execute.wording.drafts import Draft, Refused
from service.execute.wording.proving import Known, faithful, known, plainly, prove, quoting
from service.execute.wording.shaping import Unshapely, shaped
from service.model import Grounding, Prompt

GOAL, REQUIREMENT, OTHER = 300, 480, 300
"""Characters of one text."""
MOST_CASES, MOST_NEW_CASES = 7, 2
MOST_SAID = 12
"""Texts that are tried for one field: two answers of a model that keeps to what it was asked for."""
NEXT, REACH = "Next step:", "Reach:"
_TRIGGERS = ("When ", "If ", "While ", "Where ")


def taken(prompt: Prompt, values: Sequence[Mapping[str, Any]], grounding: Grounding, facts: str = "") -> Draft:
    """New sections out of the model's answers, one or the two of a text that was sent back; the first that holds wins.

    A text that cites what does not resolve, brings its own numbers or commands, repeats repository text or speaks to
    the reader is refused, and the old one stays.
    """
    told = tuple(each for value in values for each in value.get("prompts", ()) if each.get("id") == prompt.id)
    document, of = claims.read(prompt.body), known(prompt, grounding, facts)
    desk = _Desk(prompt.id, of)
    made = {
        "GOAL": _goal(document.section("GOAL"), told, of, desk),
        "REQUIREMENTS": _requirements(document.section("REQUIREMENTS"), told, of, desk),
        "EDGE CASES": _cases(document.section("EDGE CASES"), told, of, desk),
        "IMPACT": _impact(document.section("IMPACT"), told, of, desk),
        "NEXT ITERATION": _next(document.section("NEXT ITERATION"), told, of, desk),
    }
    changed = {name: text for name, text in made.items() if text != document.section(name)}
    return Draft(changed, tuple(desk.refused))


class _Desk:
    """Where texts are tried; it keeps what was refused of the newest answer that named a field."""

    def __init__(self, prompt: str, of: Known) -> None:
        self._prompt, self._of, self._refused = prompt, of, dict[str, Refused]()

    @property
    def refused(self) -> tuple[Refused, ...]:
        return tuple(self._refused.values())

    def first(self, field: str, said: Sequence[object], most: int, check: Callable[[str], None]) -> str:
        """The first of the texts that passes, else nothing."""
        return next(self.all(field, said, most, check), "")

    def all(self, field: str, said: Sequence[object], most: int, check: Callable[[str], None]) -> Iterator[str]:
        """Every text that passes."""
        for each in said[:MOST_SAID]:
            try:
                if line := plainly(shaped(each, most, self._of.quotes), self._of):
                    check(line)
                    self._refused.pop(field, None)
                    yield line
            except Unshapely as why:
                self._refused[field] = Refused(self._prompt, field, str(why))


def _goal(old: str, told: Sequence[Mapping[str, Any]], of: Known, desk: _Desk) -> str:
    """The first line is worded; what was measured stands below it and stays."""
    first, cut, rest = old.partition("\n")

    def check(line: str) -> None:
        prove(line, of)
        quoting(line, first)

    line = desk.first("goal", [each.get("goal") for each in told], GOAL, check)
    return f"{line}{cut}{rest}" if line and old else old


def _requirements(old: str, told: Sequence[Mapping[str, Any]], of: Known, desk: _Desk) -> str:
    """New wordings for ids that exist; a requirement with a fence holds exact lines and is never worded."""
    text = old
    for item in claims.items(old):
        if not item.id or "\n" in item.text.strip():
            continue

        def check(line: str, old: str = item.text) -> None:
            prove(line, of)
            faithful(line, old, of)

        said = [one.get("text") for each in told for one in each.get("requirements", ()) if one.get("id") == item.id]
        if line := desk.first(item.id, said, REQUIREMENT, check):
            text = text.replace(f"{item.id}. {item.text}", f"{item.id}. {line}", 1)
    return text


def _cases(old: str, told: Sequence[Mapping[str, Any]], of: Known, desk: _Desk) -> str:
    """Further cases after the ones that are there, numbered on."""
    there = [item.text for item in claims.items(old) if item.id]

    def check(line: str) -> None:
        if not line.startswith(_TRIGGERS) or ", " not in line:
            raise Unshapely('is not "When <trigger>, <response>"')
        prove(line, of, numbers=True)
        if len(claims.distinct([*there, line])) == len(claims.distinct(there)):
            raise Unshapely("is there already")

    said = [one for each in told for one in each.get("edge_cases", ())]
    room = min(MOST_NEW_CASES, MOST_CASES - len(there)) if there else 0
    new = claims.distinct(desk.all("edge_cases", said, OTHER, check))[: max(0, room)]
    return "\n".join([old, *(f"E-{number}. {line}" for number, line in enumerate(new, len(there) + 1))])


def _impact(old: str, told: Sequence[Mapping[str, Any]], of: Known, desk: _Desk) -> str:
    """One line on the reach of the work after Hone's own lines; it takes the place of an earlier one."""
    said = [one for each in told for one in each.get("impact", ())]
    line = desk.first("impact", said, OTHER, lambda line: prove(line, of))
    kept = [each for each in old.splitlines() if not each.startswith(REACH)]
    return "\n".join([*kept, f"{REACH} {line}"]) if line and old else old


def _next(old: str, told: Sequence[Mapping[str, Any]], of: Known, desk: _Desk) -> str:
    """The last sentence is worded; what Hone checks by itself stays."""
    line = desk.first("next_step", [each.get("next_step") for each in told], OTHER, lambda line: prove(line, of))
    kept, cut, _ = old.rpartition(NEXT)
    return f"{kept}{cut} {line}" if line and cut else old
