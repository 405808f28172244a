"""Tables of rules: what Hone says of a rule of some tool, and where that rule counts."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from service.model import Category, Finding, Severity
from service.paths import is_beside, is_test

MAX_LINE = 500
"""Characters of one line that `only` and `never` look at."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table. Patterns are searched for, and an empty one asks for nothing."""

    severity: Severity
    """High fails the quality gate: only what breaks, or opens a door, for certain."""
    category: Category
    minutes: int
    """What a repair costs."""
    advice: str
    """One imperative sentence."""
    tests: bool = False
    """True when it matters in test code, too."""
    product: bool = False
    """True when it matters only where strangers' input arrives: not in scripts, documentation and migrations."""
    unless: tuple[str, ...] = ()
    """Words in the tool's message that make the finding harmless."""
    only: str = ""
    """What the flagged lines must hold; `{name}` is the first name in backquotes in the tool's message."""
    never: str = ""
    """What the flagged lines, and the line above them, must not hold."""
    text: str = ""
    """What the text must hold somewhere."""
    without: str = ""
    """What the text must not hold anywhere."""

    def finding(self, tool: str, code: str, path: str, lines: tuple[int, int], message: str) -> Finding:
        """The finding of this rule at these lines; `message` is fit to be shown."""
        return Finding(
            tool=tool,
            rule=code,
            path=path,
            start=lines[0],
            end=lines[1],
            message=message,
            severity=self.severity,
            category=self.category,
            minutes=self.minutes,
            advice=self.advice,
        )


@cache
def table(package: str, name: str) -> Mapping[str, Rule]:
    """The rows of the TOML file `name` of a package, by the tool's code. Raises TypeError for an unknown column."""
    rows = tomllib.loads(files(package).joinpath(name).read_text("utf-8"))
    return {
        code: Rule(
            **{
                **row,
                "severity": Severity(row["severity"]),
                "category": Category(row["category"]),
                "unless": tuple(row.get("unless", ())),
            }
        )
        for code, row in rows.items()
    }


def counts(rule: Rule, path: str, message: str) -> bool:
    """What the path and the tool's own words say for or against a finding."""
    if (is_test(path) and not rule.tests) or (is_beside(path) and rule.product):
        return False
    return not any(words in message for words in rule.unless)


def fits(rule: Rule, content: bytes, lines: tuple[int, int], message: str) -> bool:
    """What the text says for or against a finding at these lines, of which the last is one of the text's."""
    if not (rule.only or rule.never or rule.text or rule.without):
        return True
    first, last = lines
    shown = [line[:MAX_LINE].decode(errors="replace") for line in content.split(b"\n")[max(0, first - 2) : last]]
    flagged = "\n".join(shown[1:] if first > 1 else shown)
    named = re.search(r"`(\w+)`", message)
    if not re.search(rule.only.replace("{name}", re.escape(named[1]) if named else ""), flagged):
        return False
    if rule.never and re.search(rule.never, "\n".join(shown)):
        return False
    return not (rule.text and not re.search(rule.text.encode(), content)) and not (
        rule.without and re.search(rule.without.encode(), content)
    )


def once(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding for each rule and place: some tools say the same of every part of a line."""
    return tuple({(finding.rule, finding.start, finding.end): finding for finding in found}.values())
