"""Clarity and specificity: questions 1 to 4."""

import re

from service import claims
from service.evaluate.reading import Reading, Said, enough, every

_VERSION = re.compile(r"\b\d+\.\d+")
_NONE = re.compile(r"\bnone\b", re.IGNORECASE)
_LINE = re.compile(r"^[ \t]*(?:[-*][ \t]+)?Dependencies:[ \t]*(.*)$", re.MULTILINE | re.IGNORECASE)
WANTED = 3
"""Requirements, and criteria, that a prompt has at least."""
TOLERATED = 2
"""Vague words per requirement, or per 100 words, from which nothing is left."""


def requirements(read: Reading) -> Said:
    """Distinct requirements without vague words; the vaguest of them counts."""
    asked = claims.items(read.section("REQUIREMENTS"))
    apart = claims.distinct(item.text for item in asked)
    loose = [word for item in asked for word in claims.vague(item.text)]
    worst = max((len(claims.vague(item.text)) for item in asked), default=0)
    share = 100 * len(claims.vague(read.body)) / max(1, read.words)
    value = max(0.0, 1 - max(worst, share) / TOLERATED) * enough(len(apart), WANTED)
    said = f"{len(apart)} distinct requirements" + (f", vague: {', '.join(loose[:5])}" if loose else "")
    if len(apart) < WANTED:
        return Said(
            value, said, f"State at least {WANTED} requirements as R-1., R-2., R-3., each of four words or more."
        )
    gap = f"Say what is meant instead of {', '.join(dict.fromkeys(loose[:5] or claims.vague(read.body)[:5]))}."
    return Said(value, said, gap if value < 1 else "")


def executable(read: Reading) -> Said:
    """A declared command to run, and two paths to work on: both are needed."""
    steps = read.of(read.section("VALIDATION APPROACH"))
    run = [each for each in steps.ok if not each.startswith("git ")]
    known = len(steps.ok) / (len(steps.ok) + len(steps.unknown)) if steps.unknown else 1.0
    fit = [each.run for each in read.grounding.commands if any(claims.covers(each, path) for path in read.about)]
    checked = 1.0 if run or (not fit and read.section("VALIDATION APPROACH")) else 0.0
    value = checked * known * read.reach() * read.right()
    said = f"commands: {', '.join(run[:3]) or 'none'}; {len({each.path for each in read.whole.real})} paths that exist"
    if not checked or known < 1:
        wanted = f"such as `{fit[0]}`" if fit else "that the repository declares"
        return Said(value, said, f"Give under VALIDATION APPROACH the exact commands {wanted}.")
    return Said(value, said, "Cite the files to work on, and nothing that is not there." if value < 1 else "")


def dependencies(read: Reading) -> Said:
    """Every dependency is something that is there, a version, a fetched issue, or an explicit none."""
    stated = read.section("DEPENDENCIES") or "\n".join(_LINE.findall(read.section("CONTEXT")))
    items = [item.text for item in claims.entries(stated) if item.text.strip()]
    good = [text for text in items if _stands(read, text)]
    loose = [text for text in items if text not in good]
    if not items:
        return Said(0.0, "no dependencies stated", "State the dependencies: files, issues, versions, or none.")
    gap = f'Name the file, issue or version of "{loose[0][:80]}".' if loose else ""
    return Said(every(len(good), len(items)), f"{len(good)} of {len(items)} dependencies can be looked up", gap)


def criteria(read: Reading) -> Said:
    """Criteria that can be checked; one that cannot spoils the others."""
    stated = [item.text for item in read.items("SUCCESS CRITERIA")]
    good = [text for text in stated if claims.verifiable(text, read.facts, read.whole.new)]
    loose = [text for text in stated if text not in good]
    value = min(1.0, len(good) / WANTED) * every(len(good), len(stated))
    said = f"{len(good)} of {len(stated)} criteria can be checked"
    if loose:
        return Said(value, said, f'Give "{loose[0][:80]}" a place and a number, a command, or When ..., it shall ...')
    return Said(value, said, f"State {WANTED} criteria that can be checked." if value < 1 else "")


def _stands(read: Reading, text: str) -> bool:
    return read.of(text).grounded or bool(_NONE.search(text) or _VERSION.search(claims.prose(text)))
