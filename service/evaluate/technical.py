"""Technical soundness: questions 13 to 16."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from service import claims
from service.evaluate.reading import Reading, Said, every
from service.paths import is_beside, is_test

UNNUMBERED = 0.6
"""What the plan is worth without the ids of its requirements."""
REASON = 4
"""Words that an explicit "none" needs to be a reason."""
_DATA = frozenset(
    [".md", ".rst", ".txt", ".adoc", ".json", ".toml", ".ini", ".cfg", ".csv", ".lock", ".xml", ".svg", ".css"]
)
"""Files that no statement of runs."""
_TIME = re.compile(
    r"\b(?:performance|latency|time|slower|faster|longer|memory|throughput|quer(?:y|ies)|requests?|lookups?|costs?|cpu"
    r"|budget|milliseconds?|ms|seconds?|bytes)\b",
    re.IGNORECASE,
)
_SAFETY = re.compile(
    r"\b(?:security|surface|permissions?|secrets?|credentials?|inject\w*|auth\w*|trust\w*|privacy|vulnerab\w*|attack\w*"
    r"|expos\w*)\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"\b(?:none|no|nothing|not|unaffected|unchanged)\b[^\n]{0,40}?(?:[:;,.–-]|\bbecause\b|\bas\b)(.*)")


def feasible(read: Reading) -> Said:
    """Every path is there, at least two of them, and the requirements can be told apart by id."""
    asked = [item.id for item in claims.items(read.section("REQUIREMENTS"))]
    numbered = bool(asked) and all(asked)
    value = read.right() * read.reach() * (1.0 if numbered else UNNUMBERED)
    said = f"{len(read.whole.real)} places cited, {len(read.whole.bad)} not there, ids: {'yes' if numbered else 'no'}"
    gap = "Cite only files that exist, at least two." if numbered else "Number the requirements R-1., R-2., R-3."
    return Said(value, said, gap if value < 1 else "")


def performance(read: Reading) -> Said:
    """A budget with a number, or none with a reason that names its place; not asked of what does not run."""
    said = _budget(read)
    if read.about and all(_idle(path) for path in read.about):
        return Said(None, "nothing here runs for users: tests, documentation or settings", otherwise=said)
    return said


def security(read: Reading) -> Said:
    """The affected surface by name, or none with the reason."""
    lines = list(_lines(read, _SAFETY, "SECURITY"))
    said = [
        line for line in lines if read.of(line).grounded and claims.words(line) >= REASON and not claims.vague(line)
    ]
    if found := said or [line for line in lines if _reason(line)]:
        return Said(1.0, found[0][:120])
    return Said(0.0, "no surface", 'Name under IMPACT "Security: ..." the affected surface, or none and why.')


def traceability(read: Reading) -> Said:
    """Each requirement comes back in a criterion or a step, and they name no other."""
    asked = [item.id for item in claims.items(read.section("REQUIREMENTS")) if item.id.startswith("R-")]
    proof = [*read.items("SUCCESS CRITERIA"), *claims.entries(read.section("VALIDATION APPROACH"))]
    proved = {ref for item in proof for ref in item.refs if ref.startswith("R-")}
    loose, strange = sorted(set(asked) - proved), sorted(proved - set(asked))
    good = len(set(asked) & proved)
    value = every(good, max(len(asked), len(set(asked) | proved)))
    said = f"{good} of {len(asked)} requirements are proved" + (f"; unknown: {', '.join(strange)}" if strange else "")
    which = ", ".join([*loose, *strange]) or "each requirement once, as R-1., R-2."
    return Said(value, said, f"Name in a criterion or a step: {which}." if value < 1 else "")


def _budget(read: Reading) -> Said:
    lines = list(_lines(read, _TIME, "PERFORMANCE"))
    budget = [line for line in lines if claims.measured(line) and not claims.vague(line)]
    reasoned = [line for line in lines if _reason(line) and read.of(line).grounded]
    if found := budget or reasoned:
        return Said(1.0, found[0][:120])
    return Said(0.0, "no budget", 'Give under IMPACT "Performance: ..." a budget with a number, or none and why.')


def _idle(path: str) -> bool:
    return is_test(path) or is_beside(path) or PurePosixPath(path).suffix.lower() in _DATA


def _lines(read: Reading, topic: re.Pattern[str], own: str) -> Iterator[str]:
    """The lines of IMPACT about the topic, and those of a section of its own."""
    yield from (item.text for item in read.items("IMPACT") if topic.search(claims.prose(item.text)))
    yield from (item.text for item in read.items(own))


def _reason(line: str) -> bool:
    told = _NONE.search(claims.prose(line))
    return told is not None and claims.words(told[1]) >= REASON and not claims.vague(line)
