"""What ast-grep printed, turned into findings; every word a person reads comes from the rule, none from the tool."""

import json
import re
from collections.abc import Mapping
from typing import Any

from service.analyzers import Found, Text, Unreadable, line_range
from service.analyzers.ast_grep.call import SILENCERS
from service.analyzers.ast_grep.compose import AT
from service.analyzers.ast_grep.pack import rules
from service.analyzers.ast_grep.rule import Rule
from service.model import Finding, Fix
from service.paths import is_beside, is_test

REHEARSAL = re.compile(r"(?i)(^|[/_.-])(dev|devel|develop|development|test|tests|testing|local|debug|ci)[^/]*\.\w+$")
"""Files whose name says that they configure a machine nobody else reaches."""
MOST_LINES = 10
"""Lines of a fix that still read as a suggestion."""


def read(output: bytes, _errors: bytes, texts: Mapping[str, Text]) -> dict[str, Found]:
    """Findings by file name, one for each rule and line. Raises Unreadable when this is not ast-grep's SARIF."""
    grouped: dict[str, dict[tuple[str, int], Finding]] = {name: {} for name in texts}
    for row in _rows(output):
        name, finding = _finding(row, texts)
        if finding:
            grouped[name].setdefault((finding.rule, finding.start), finding)
    return {name: Found(tuple(found.values())) for name, found in grouped.items()}


def _rows(output: bytes) -> list[Any]:
    try:
        printed = json.loads(output)
    except (ValueError, RecursionError):
        raise Unreadable("its output is not JSON") from None
    match printed:
        case {"runs": [{"results": list(rows)}]}:
            return rows
        case _:
            raise Unreadable("its output is not SARIF")


def _finding(row: object, texts: Mapping[str, Text]) -> tuple[str, Finding | None]:
    """The file name and the finding of one result; None where the rule does not apply."""
    match row:
        case {
            "ruleId": str(given),
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": str(name)},
                        "region": {"startLine": int(start), "endLine": int(end)},
                    }
                }
            ],
        }:
            pass
        case _:
            raise Unreadable("a finding lacks its rule, file or place")
    text, rule = texts.get(name), rules().get(given.partition(AT)[0])
    if not text or not rule:
        raise Unreadable("it names a file or a rule it was not given")
    if not _applies(rule, text.path):
        return name, None
    first, last = line_range(start, end, text.content)
    return name, Finding(
        tool="ast-grep",
        rule=rule.id,
        path=text.path,
        start=first,
        end=last,
        message=rule.message,
        severity=rule.severity,
        category=rule.category,
        minutes=rule.minutes,
        advice=rule.advice,
        fix=_fix(rule, row, text.content),
    )


def _applies(rule: Rule, path: str) -> bool:
    if (is_test(path) and not rule.tests) or (is_beside(path) and rule.product):
        return False
    return not (rule.deployed and REHEARSAL.search(path))


def _fix(rule: Rule, row: object, content: bytes) -> Fix | None:
    """The rewrite as whole lines; None unless it may be applied blindly to exactly the bytes that ast-grep saw."""
    match row:
        case {
            "fixes": [
                {
                    "artifactChanges": [
                        {
                            "replacements": [
                                {
                                    "deletedRegion": {"byteOffset": int(start), "byteLength": int(length)},
                                    "insertedContent": {"text": str(inserted)},
                                }
                            ]
                        }
                    ]
                }
            ]
        } if rule.safe:
            return _whole_lines(content, start, start + length, inserted)
        case _:
            return None


def _whole_lines(content: bytes, start: int, end: int, inserted: str) -> Fix | None:
    opening = content.rfind(b"\n", 0, start) + 1
    closing = content.find(b"\n", end)
    before = content[opening : closing if closing >= 0 else len(content)]
    if not 0 <= start <= end <= len(content) or SILENCERS.search(before) or b"\r" in before:
        return None
    try:
        content.decode()
        after = (content[opening:start] + inserted.encode() + content[end : opening + len(before)]).decode()
    except UnicodeError:
        return None
    first = content.count(b"\n", 0, opening) + 1
    lines = tuple(after.split("\n"))
    last = first + before.count(b"\n")
    return Fix(first, last, lines) if max(len(lines), last - first + 1) <= MOST_LINES else None
