"""What an improvement is called: one verb, one object, one place, in words."""

import re
from collections.abc import Sequence

from service.model import Finding, Passage
from service.plan.kinds import GAPS, HISTORY

MAX_TASK = 70
"""Characters of the advice a title repeats; a longer one is named by its rule."""
PLAIN = re.compile(r"(?!.*://)[\w .,:'/=+*()\[\]{}$&|?!%^~-]+")
"""What a title may repeat: nothing that Markdown or GitHub takes for a mention, a reference or markup with a target."""
REASON = re.compile(
    r": |; |,? because |, so that |, which |,? such as |, for example |, or | instead of |(?<=\w), and "
)
"""Where an advice goes on to say why, or what else would do."""
MORE = re.compile(r", | and ")
"""Where a long one names a second thing to do."""
LANGUAGE = re.compile(r"^(go|html|java|javascript|python)-")
"""What Hone's own rules begin with; the path says it already."""
WORDS = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+")
"""A rule whose name is words: `code-from-request`."""


def title(findings: Sequence[Finding], places: Sequence[Passage]) -> str:
    """One line for these findings; names come from the passages, which hold only plain ones."""
    first, path = findings[0], places[0].path
    symbols = {place.symbol for place in places}
    where = f"{places[0].symbol} ({path})" if len(symbols) == 1 and places[0].symbol else path
    if first.tool == "secrets":
        return f"Revoke and remove the {'credential' if len(findings) == 1 else 'credentials'} in {path}"
    if first.tool == GAPS:
        return f"Test what changed in {path}" if first.rule == "untested" else f"Document {where}"
    if first.tool == HISTORY:
        return f"Split the hotspot {path}"
    if first.metric is not None and first.limit is not None:
        return f"Bring {where} down to complexity {first.limit}"
    lines = {finding.start: finding.rule for finding in reversed(findings)}
    if len(set(lines.values())) > 1:
        return f"Resolve {len(findings)} small findings in {where}"
    times = f", {len(lines)} places" if len(lines) > 1 else ""
    return f"{_task(first)} in {where}{times}"


def _task(finding: Finding) -> str:
    """What the advice says before its reason, when that is short and plain; else the rule in words."""
    task = REASON.split(finding.advice.replace("`", "").replace('"', "'"))[0].strip(" .")
    for words in (task, MORE.split(task)[0]):
        if " " in words and len(words) <= MAX_TASK and PLAIN.fullmatch(words):
            return words[:1].upper() + words[1:]
    rule = LANGUAGE.sub("", finding.rule.rpartition("/")[2])
    if WORDS.fullmatch(rule) and len(rule) <= MAX_TASK:
        return f"Resolve {rule.replace('-', ' ').replace('_', ' ')}"
    return f"Resolve {rule}" if PLAIN.fullmatch(rule) and len(rule) <= MAX_TASK else "Resolve the finding"
