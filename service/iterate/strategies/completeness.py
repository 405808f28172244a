"""Repairs of what is told: the places, edge cases and errors, the way back."""

import re
from collections.abc import Callable

from service import claims
from service.claims import Document, fails_by_name, reacts
from service.iterate.facts import Facts
from service.iterate.parts import added, fresh
from service.iterate.strategy import Strategy, Tokens

ENOUGH_CASES, ENOUGH_ERRORS = 3, 2
ENOUGH_FILES = 2
"""Existing files a prompt names: one alone leaves open what belongs to it."""
_NUMBERED = re.compile(r"\b(?:as soon as|when|if|once|after)\b[^.\n]{0,80}?(?<!\w)\d{1,6} ?(?:%|[a-z]{2,})")
"""A condition with a number; the digits of a commit are none."""


def places(document: Document, facts: Facts, _: Tokens) -> Document:
    """The context names the lines and symbols the work is about, and what belongs to them."""
    text, whole = document.section("CONTEXT"), document.text()
    cited = claims.resolve(text, facts.known)
    known = {(at.path, at.start) for at in cited.real}
    new = [
        f"{spot.inside}{f', finding {spot.finding}' if spot.finding else ''}."
        for spot in facts.spots
        if (spot.path, spot.start) not in known or (spot.symbol and spot.symbol not in cited.symbols)
    ]
    text = added(text, "F", new)
    count = len({at.path for at in claims.resolve(f"{whole}\n{text}", facts.known).real})
    beside = [sentence for path, sentence in _beside(facts) if f"`{path}`" not in f"{whole}\n{text}"]
    more = beside[: max(0, ENOUGH_FILES - count)]
    return document.replaced("CONTEXT", "\n".join([*([text] if text else []), *more]))


def cases(document: Document, facts: Facts, _: Tokens) -> Document:
    """Three different cases say what happens when."""
    return _filled(document, facts, ENOUGH_CASES, reacts)


def errors(document: Document, facts: Facts, _: Tokens) -> Document:
    """Two cases name the exception, the status or the exit code."""
    return _filled(document, facts, ENOUGH_ERRORS, lambda text: reacts(text) and fails_by_name(text))


def rollback(document: Document, facts: Facts, _: Tokens) -> Document:
    """A command that takes the work back, and the number that calls for it."""
    text = document.section("ROLLBACK")
    if not facts.spots or ("`git revert <commit>`" in text and _NUMBERED.search(text)):
        return document
    checks = f", or `{facts.commands[0].run}` exits with more than 0" if facts.commands else ""
    way = (
        "Run `git revert <commit>` as soon as 1 test that passes today fails because of this work"
        f"{checks}; that restores `{facts.spots[0].path}`."
    )
    return document.replaced("ROLLBACK", way)


def _filled(document: Document, facts: Facts, enough: int, counts: Callable[[str], bool]) -> Document:
    """With as many different cases as count, where the facts give so many."""
    text = document.section("EDGE CASES")
    said = [item.text for item in claims.items(text)]
    missing = enough - len(claims.distinct([case for case in said if counts(case)]))
    pool = [case for case in fresh(_cases(facts), said) if counts(case)]
    return document.replaced("EDGE CASES", added(text, "E", pool[:missing])) if missing > 0 and pool else document


def _cases(facts: Facts) -> list[str]:
    """What can go differently at these places; each says how it shows."""
    pool: list[str] = []
    for spot in facts.spots[:1]:
        pool.append(f"When an input makes {spot.name} raise an error today, it raises the same type afterwards.")
        if facts.commands:
            run = facts.commands[0].run
            pool.append(f"When `{run}` exits non-zero already before the change, report its exit code and go on.")
        if spot.start:
            pool.append(f"When the code of {spot.at} has moved, follow it; when it is gone, skip that requirement.")
        if spot.callers:
            pool.append(f"When `{spot.callers[0]}` passes what it passes today, nothing there has to be edited.")
        pool.append(f"When {spot.name} receives an empty or missing value, its answer stays what it is today.")
        pool.append(f"When a test of `{spot.path}` fails for another reason, the description of the work says so.")
    return pool


def _beside(facts: Facts) -> list[tuple[str, str]]:
    """Existing files that belong to the work, each with its sentence."""
    known: list[tuple[str, str]] = [(path, f"Tests of this code: `{path}`.") for path in facts.tests]
    known += [(each.source, f"Commands are declared in `{each.source}`.") for each in facts.commands[:1]]
    known += [(path, f"Read first: `{path}`.") for path in facts.grounding.guides[:1]]
    return known + [(path, f"Changed together with it: `{path}`.") for path in facts.grounding.changed[:2]]


STRATEGIES = (
    Strategy(
        "cite the changed places",
        ("context", "executable", "feasible", "generic"),
        "story",
        places,
        ("context", "$findings"),
    ),
    Strategy(
        "add edge cases",
        ("edge-cases", "errors"),
        "proof",
        cases,
        ("edge cases", "- When a validation command exits non-zero already before your change, report its exit code."),
    ),
    Strategy(
        "name exceptions and exit codes",
        ("errors",),
        "proof",
        errors,
        ("edge cases", "- When an input raises an error today, it raises the same type of error afterwards."),
    ),
    Strategy("add a way back with its trigger", ("rollback",), "proof", rollback),
)
