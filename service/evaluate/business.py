"""Business alignment: questions 9 to 12."""

import re

from service import claims
from service.evaluate.reading import SPOILED, Reading, Said, enough

MOST_FILES, CROWDED = 12, 0.3
"""Files that one piece of work may span, and what the question is worth beyond."""
LEAST = 2
"""Words of an out-of-scope item."""
_DELTA = re.compile(
    r"\b\d{1,9}(?:[.,]\d+)?[ \t]*%?[^.\n\d]{0,40}?(?:->|→|=>|\bdown to\b|\bup to\b|\bto\b)[^.\n\d]{0,20}\d",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:users?|callers?|maintainers?|readers?|reviewers?|developers?|customers?|operators?|visitors?|admins?"
    r"|administrators?|clients?|contributors?|shoppers?|members?|authors?|owners?|teams?|people|person|somebody|someone"
    r"|everybody|everyone|anybody|anyone|nobody|whoever|those who)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|so that|in order to|can(?:not|'t| not)|could not|unable to|no longer able)\b", re.IGNORECASE
)


def metric(read: Reading) -> Said:
    """A baseline and a target with the id of what was measured; not asked where nothing was."""
    if not read.facts.findings:
        return Said(None, "nothing was measured that could be cited")
    goal = read.section("GOAL")
    source = read.of(goal).findings
    delta = _DELTA.search(claims.prose(goal))
    if source and delta:
        return Said(1.0, f"{' '.join(delta[0].split())} ({', '.join(source[:3])})")
    gap = "State under GOAL the measure as baseline -> target with its source: the id of the finding."
    return Said(0.0, "no measured source" if delta else "no baseline and target", gap)


def value(read: Reading) -> Said:
    """Who can do what afterwards, or cannot do what today, and why."""
    goal = claims.prose(read.section("GOAL"))
    role, reason = _ROLE.search(goal), _REASON.search(goal)
    said = f"role: {role[0] if role else 'none'}; reason: {reason[0] if reason else 'none'}"
    if role and reason:
        return Said(1.0, said)
    return Said(SPOILED if role or reason else 0.0, said, "Say under GOAL who cannot do what today, because of what.")


def resources(read: Reading) -> Said:
    """A list of what is left alone, and few files to touch: both are needed."""
    left = [item for item in read.items("OUT OF SCOPE") if claims.words(item.text) >= LEAST]
    files = len(read.whole.files)
    span = 0.0 if not files else 1.0 if files <= MOST_FILES else CROWDED
    said = f"{len(left)} things out of scope, {files} files"
    if not left:
        return Said(SPOILED * span, said, "List under OUT OF SCOPE what must be left alone.")
    return Said(span, said, f"Name 1 to {MOST_FILES} files." if span < 1 else "")


def roadmap(read: Reading) -> Said:
    """The issue, milestone or decision it belongs to; not asked where none is known.

    A repair of findings belongs to its change and the issues of that: a roadmap is asked of what is new.
    """
    issues = read.grounding.issues
    plans = () if read.grounding.passages else read.grounding.roadmap
    if not issues and not plans:
        return Said(None, "no issue, milestone or roadmap is known")
    named = [f"#{number}" for number in read.whole.issues]
    named += [each.path for each in read.whole.real if each.path in plans]
    named += [each.milestone for each in issues if each.milestone and each.milestone in read.body]
    known = [*(f"#{each.number}" for each in issues), *(f"`{path}`" for path in plans)]
    if named:
        return Said(enough(len(named), 1), f"cites {', '.join(named[:3])}")
    return Said(0.0, "cites no issue and no roadmap", f"Name what it belongs to: {', '.join(known[:3])}.")
