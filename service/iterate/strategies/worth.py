"""Repairs of why and how far: a measured goal, who gains, the bounds, what the plans say, the impact."""

import re

from service import claims
from service.claims import Document
from service.iterate.facts import Facts
from service.iterate.parts import blocks
from service.iterate.strategy import Strategy, Tokens

_ROLE = re.compile(
    r"\b(users?|customers?|callers?|maintainers?|readers?|developers?|operators?|nobody|reviewers?)\b", re.IGNORECASE
)
_REASON = re.compile(r"\b(because|so that|cannot|can't|can not)\b", re.IGNORECASE)
_BUDGET = re.compile(r"^\W*performance\b.*(?:\d|\bnone\b)", re.IGNORECASE | re.MULTILINE)
_SURFACE = re.compile(r"^\W*security\b.*(?:`|\bnone\b\W+(?:\w+\W+){3}\w)", re.IGNORECASE | re.MULTILINE)


def metric(document: Document, facts: Facts, _: Tokens) -> Document:
    """The goal is a number that was measured, and the number it becomes."""
    ids = list(dict.fromkeys(spot.finding for spot in facts.spots if spot.finding))
    text = document.section("GOAL")
    if not ids or ("->" in text and any(id in text for id in ids)):
        return document
    source = f"source: finding{'s' * (len(ids) > 1)} {', '.join(ids)}"
    return document.replaced("GOAL", f"{text}\nMeasure: open findings {len(ids)} -> 0 ({source}).".strip("\n"))


def value(document: Document, facts: Facts, _: Tokens) -> Document:
    """The goal says who gains, and what for."""
    text = document.section("GOAL")
    if not facts.spots or (_ROLE.search(text) and _REASON.search(text)):
        return document
    spot = facts.spots[0]
    gain = f"Maintainers of `{spot.path}` need this so that the next change of {spot.name} starts from checked code."
    return document.replaced("GOAL", f"{gain}\n{text}".strip("\n"))


def bounds(document: Document, facts: Facts, _: Tokens) -> Document:
    """What is not to be touched is a list."""
    text = document.section("OUT OF SCOPE")
    if not facts.spots or claims.items(text):
        return document
    places = ", ".join(dict.fromkeys([*(spot.at for spot in facts.spots), *(f"`{path}`" for path in facts.tests)]))
    limits = (
        f"- Everything but {places}, and the imports that code needs.",
        "- Reformatting, renaming and version upgrades that no requirement asks for.",
    )
    return document.replaced("OUT OF SCOPE", "\n".join([*([text] if text else []), *limits]))


def plans(document: Document, facts: Facts, _: Tokens) -> Document:
    """The issue, or the plan of the repository, that this belongs to."""
    text, whole, grounding = document.section("CONTEXT"), document.text(), facts.grounding
    said = [f"This belongs to #{issue.number}." for issue in grounding.issues]
    said += [f"Check it against the plans in `{path}`." for path in grounding.roadmap]
    there = any(re.search(rf"#{issue.number}\b", whole) for issue in grounding.issues)
    if not said or there or any(f"`{path}" in whole for path in grounding.roadmap):
        return document
    return document.replaced("CONTEXT", f"{text}\n{said[0]}".strip("\n"))


def performance(document: Document, facts: Facts, _: Tokens) -> Document:
    """A budget with a number, or the reason why there is none."""
    text = document.section("IMPACT")
    if not facts.spots or _BUDGET.search(text):
        return document
    spot = facts.spots[0]
    budget = f"Performance: {spot.name} takes at most 5 % longer than today on the same input."
    none = f"Performance: none: nobody waits for `{spot.path}` at run time."
    return document.replaced("IMPACT", _told(text, "performance", none if facts.idle else budget))


def security(document: Document, facts: Facts, _: Tokens) -> Document:
    """The surface that is affected, or none with its reason."""
    text = document.section("IMPACT")
    if not facts.spots or _SURFACE.search(text):
        return document
    spot = facts.spots[0]
    said = f"Security: none expected, because {spot.name} keeps every check of its input that it makes today."
    return document.replaced("IMPACT", _told(text, "security", said))


def _told(text: str, topic: str, sentence: str) -> str:
    """The section with this sentence in the place of what it said of the topic."""
    kept = [block for block in blocks(text) if not re.match(rf"\W*(?:I-\d+\.\s*)?{topic}\b", block, re.IGNORECASE)]
    return "\n".join([*(block for block in kept if block.strip()), sentence])


STRATEGIES = (
    Strategy("measure the goal", ("metric",), "story", metric, ("goal", "Measure: $measure.")),
    Strategy("say who gains", ("value",), "story", value),
    Strategy(
        "bound the work",
        ("resources",),
        "scope",
        bounds,
        (
            "requirements",
            "\nOUT OF SCOPE\n- Reformatting, renaming and version upgrades that no requirement asks for.",
        ),
    ),
    Strategy("name the issue or plan", ("roadmap",), "story", plans),
    Strategy(
        "set a performance budget", ("performance",), "proof", performance, ("impact", "Performance: $performance")
    ),
    Strategy("say what it exposes", ("security",), "proof", security, ("impact", "Security: $security")),
)
