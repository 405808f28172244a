"""Repairs of what is asked: numbered requirements without vague words, commands, dependencies, checkable criteria."""

import re

from service import claims
from service.claims import Document, verifiable
from service.iterate.facts import Facts, Spot
from service.iterate.parts import added, blocks, fresh, is_item, last, mapped, numbered
from service.iterate.strategy import Strategy, Tokens

ENOUGH = 3
"""Requirements, and criteria, a prompt needs before another one adds nothing."""

_REFERENCES = re.compile(r"\A((?:[A-Z]{1,3}-\d{1,3}[.):]?[ \t]+|[-*+][ \t]+)?)\(([^)\n]{0,80})\)")


def requirements(document: Document, facts: Facts, tokens: Tokens) -> Document:
    """Every requirement has a number and no vague word, and there are three: the new ones keep what is there.

    A new one is proved, too.
    """
    asked = document.section("REQUIREMENTS")
    text = numbered(mapped(asked, _plain), "R")
    concrete = any(claims.resolve(said, facts.known).grounded for said in _texts(text))
    missing = max(not concrete, ENOUGH - len(claims.distinct(_texts(text))))
    pool = [sentence for spot in facts.spots[:1] for sentence in _asked(spot, facts)]
    new = fresh(pool, _texts(text))[:missing]
    mended = document.replaced("REQUIREMENTS", added(text, "R", new))
    before = {item.id for item in claims.items(asked)}
    more = {item.id for item in claims.items(mended.section("REQUIREMENTS"))} - before
    return traced(mended, facts, tokens) if more else mended


def commands(document: Document, facts: Facts, _: Tokens) -> Document:
    """The declared commands that check these files stand in a fence, to be run as they are."""
    text = document.section("VALIDATION APPROACH")
    known = {command.run for command in facts.grounding.commands}
    if not facts.commands or known & {*claims.commands(text), *claims.cited(text).commands}:
        return document
    ids = [item.id for item in claims.items(document.section("REQUIREMENTS")) if item.id]
    proved = f" ({', '.join(ids)})" if ids else ""
    steps = [f"`{each.run}`, declared in `{each.source}`, exits 0{proved}." for each in facts.commands]
    fence = "\n".join(["```sh", *(each.run for each in facts.commands), "```"])
    return document.replaced("VALIDATION APPROACH", f"{added(text, 'V', steps)}\n{fence}".strip("\n"))


def dependencies(document: Document, facts: Facts, _: Tokens) -> Document:
    """Each dependency is one that exists, or the section says that there is none beside the code itself."""
    text = document.section("DEPENDENCIES")
    kept = [entry for entry in claims.entries(text) if _stands(entry.text, facts)]
    if len(kept) == len(claims.entries(text)) and kept:
        return document
    left = "\n".join(block for block in blocks(text) if _stands(block, facts))
    if not kept and facts.spots:
        left = added("", "D", [f"none but `{facts.spots[0].path}` as it is now; no new package or service."])
    return document.replaced("DEPENDENCIES", left) if left else document


def criteria(document: Document, facts: Facts, _: Tokens) -> Document:
    """A criterion that nobody can check becomes one that a machine can, for the same requirements; three in all."""
    text = numbered(document.section("SUCCESS CRITERIA"), "AC")
    good = [said for said in _texts(text) if verifiable(said, facts.known)]
    pool = fresh(proofs(facts), good)
    everything = ", ".join(item.id for item in claims.items(document.section("REQUIREMENTS")) if item.id)

    def stated(block: str) -> str | None:
        if verifiable(block, facts.known):
            return block
        if not pool:
            return block if not good else None
        (item,) = claims.items(block)
        referred = ", ".join(ref for ref in item.refs if ref.startswith("R-")) or everything
        return f"{item.id}. " + (f"({referred}) " if referred else "") + pool.pop(0)

    text = mapped(text, stated)
    missing = max(0, ENOUGH - len(claims.items(text)))
    more = [f"({everything}) {sentence}" if everything else sentence for sentence in pool[:missing]]
    return document.replaced("SUCCESS CRITERIA", added(text, "AC", more))


def traced(document: Document, _: Facts, __: Tokens) -> Document:
    """Every requirement is named by a criterion: the last one proves those that none named."""
    asked = [item.id for item in claims.items(document.section("REQUIREMENTS")) if item.id]
    text, steps = document.section("SUCCESS CRITERIA"), document.section("VALIDATION APPROACH")
    seen = {ref for part in (text, steps) for item in claims.items(part) for ref in item.refs}
    lost = [id for id in asked if id not in seen]
    parts = list(blocks(text))
    at = max((place for place, block in enumerate(parts) if is_item(block)), default=None)
    if not lost or at is None:
        return document
    return document.replaced("SUCCESS CRITERIA", "\n".join([*parts[:at], _naming(parts[at], lost), *parts[at + 1 :]]))


def proofs(facts: Facts) -> list[str]:
    """Criteria that a machine can check, best first: the finding gone, a command's exit code, callers untouched."""
    pool = [
        f"When Hone analyses the new head, `{spot.path}` shall have 0 findings {spot.finding}."
        for spot in facts.spots
        if spot.finding
    ]
    pool += [f"When `{command.run}` runs on the new head, it shall exit 0." for command in facts.commands]
    for spot in facts.spots[:1]:
        pool.append(f"When a caller uses {spot.name} as it does today, it shall need 0 changes outside `{spot.path}`.")
        pool += [f"When the tests in `{spot.test}` run, 0 of those that pass today shall fail." if spot.test else ""]
        pool.append(f"The pull request shall change at most {_bound(facts)} files, `{spot.path}` among them.")
    return [text for text in pool if text]


def _bound(facts: Facts) -> int:
    return len({path for spot in facts.spots for path in (spot.path, spot.test) if path}) + 1


def _asked(spot: Spot, facts: Facts) -> list[str]:
    """Requirements that hold for any work on this place."""
    where = f"in `{spot.test}`" if spot.test else f"beside those that `{spot.path}` has, or create the first"
    return [
        f"Keep names, parameters, return values and raised errors of {spot.name} that no requirement names.",
        f"Cover what changes in {spot.name} by a test {where}.",
        *(f"`{command.run}` passes as it stands in `{command.source}`." for command in facts.commands[:1]),
        f"Make the change at {spot.inside}; edit no other code of that file.",
    ]


def _plain(block: str) -> str | None:
    """The requirement without its vague words; none where little else was in it."""
    (item,) = claims.items(block)
    words = sorted(set(claims.vague(item.text)), key=len, reverse=True)
    if not words:
        return block
    cut = re.sub(rf"(?:[ ,]+(?:and|or))?[ ,]*\b(?:{'|'.join(map(re.escape, words))})\b", "", block)
    plain = re.sub(r"[ \t]+([.,;:])", r"\1", cut)
    return plain if len(claims.items(plain)[0].text.split()) > len(item.text.split()) // 2 else None


def _texts(text: str) -> list[str]:
    """What the items of a section say."""
    return [item.text for item in claims.items(text)]


def _stands(text: str, facts: Facts) -> bool:
    """True for a dependency that exists, or for none."""
    resolved = claims.resolve(text, facts.known)
    versioned = re.search(r"\bv?\d+\.\d+", text) is not None
    return resolved.grounded or versioned or re.search(r"\bnone\b", text, re.IGNORECASE) is not None


def _naming(block: str, ids: list[str]) -> str:
    """The item with these requirements among those it names."""
    if found := _REFERENCES.match(block):
        return f"{found[1]}({found[2]}, {', '.join(ids)}){block[found.end() :]}"
    (item,) = claims.items(block)
    number = item.id or f"AC-{last(block, 'AC') + 1}"
    return f"{number}. ({', '.join(ids)}) {item.text}"


STRATEGIES = (
    Strategy(
        "number requirements and drop vague words",
        ("requirements", "feasible", "generic", "traceability"),
        "scope",
        requirements,
    ),
    Strategy("insert the declared commands", ("executable", "unknown-command"), "proof", commands),
    Strategy(
        "state what it depends on",
        ("dependencies",),
        "scope",
        dependencies,
        ("context", "\nDEPENDENCIES\n$dependencies"),
    ),
    Strategy(
        "turn criteria into trigger and response",
        ("criteria", "no-criterion", "generic", "traceability"),
        "proof",
        criteria,
    ),
    Strategy("name each requirement in a criterion", ("traceability",), "proof", traced),
)
