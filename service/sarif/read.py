"""Reads findings of other tools from a SARIF 2.1.0 log, which may be anybody's: what does not fit is left out."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from service.model import Category, Finding, Severity

MAX_BYTES = 10 << 20
"""As much as GitHub takes, which counts compressed bytes (GitHub docs, "SARIF support")."""
MAX_RESULTS = 5_000
"""Results read of one run; GitHub displays as many."""
MAX_TEXT = 300
NAME = re.compile(r"[^\w./@ +-]+")
HIGH, MEDIUM = 7.0, 4.0
"""Lower bounds of `security-severity`, as GitHub draws them."""
MINUTES = {Severity.HIGH: 30, Severity.MEDIUM: 15, Severity.LOW: 5}
"""Remediation cost where nobody knows the rule."""
LEVELS = {"error": Severity.MEDIUM, "warning": Severity.MEDIUM, "note": Severity.LOW}
"""A level alone never fails the gate: for many tools `error` is the default. Only a rated security result is high."""
PERFORMANCE, RELIABILITY = frozenset({"performance"}), frozenset({"reliability", "correctness", "bug", "bugs"})
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


class NotSarif(Exception):
    """The bytes are no SARIF 2.1.0 log; the message says why in a few words."""


def read(content: bytes, prefix: str = "") -> tuple[Finding, ...]:
    """The open results of every run, as findings without identity; suppressed, passed and absent ones are left out.

    `prefix` is what absolute paths begin with, such as the folder of the clone. Results that name no file of the
    repository, or no line, are left out. Raises NotSarif.
    """
    if len(content) > MAX_BYTES:
        raise NotSarif(f"it is longer than {MAX_BYTES >> 20} MB")
    try:
        log = json.loads(content)
    except (ValueError, RecursionError):
        raise NotSarif("it is not JSON") from None
    match log:
        case {"version": "2.1.0", "runs": list(runs)}:
            return tuple(finding for run in runs for finding in _run(run, prefix))
        case _:
            raise NotSarif("it is not a log of SARIF 2.1.0")


def _run(run: object, prefix: str) -> Iterator[Finding]:
    match run:
        case {"tool": {"driver": {"name": str(name), **driver}}, "results": list(results)}:
            rules = _rules(driver.get("rules"))
        case _:
            return
    tool = _short(NAME.sub(" ", name)).lower() or "sarif"
    for result in results[:MAX_RESULTS]:
        if isinstance(result, dict) and (finding := _finding(tool, result, rules, prefix)):
            yield finding


def _rules(rules: object) -> Mapping[str, Mapping[str, Any]]:
    listed = rules if isinstance(rules, list) else []
    return {rule["id"]: rule for rule in listed if isinstance(rule, dict) and isinstance(rule.get("id"), str)}


def _finding(tool: str, result: Mapping[str, Any], rules: Mapping[str, Any], prefix: str) -> Finding | None:
    id, place = result.get("ruleId"), _place(result, prefix)
    open = result.get("kind", "fail") == "fail" and result.get("baselineState") != "absent"
    if not isinstance(id, str) or not place or not open or result.get("suppressions"):
        return None
    path, start, end = place
    rule = rules.get(id, {})
    properties = rule.get("properties")
    severity, category = _judged(result, rule, properties if isinstance(properties, dict) else {})
    return Finding(
        tool=tool,
        rule=_short(NAME.sub(" ", id)),
        path=path,
        start=start,
        end=end,
        message=_text(result.get("message")) or _text(rule.get("shortDescription")) or _short(id),
        severity=severity,
        category=category,
        minutes=MINUTES[severity],
        advice=_text(rule.get("help")).partition(". ")[0],
    )


def _place(result: Mapping[str, Any], prefix: str) -> tuple[str, int, int] | None:
    match result.get("locations"):
        case [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": str(uri)},
                    "region": {"startLine": int(start), **region},
                }
            },
            *_,
        ]:
            path, end = _path(uri, prefix), region.get("endLine", start)
        case _:
            return None
    if not path or start < 1:
        return None
    return path, start, end if isinstance(end, int) and end >= start else start


def _path(uri: str, prefix: str) -> str:
    """A path inside the repository, or empty: no other host, no way out, nothing hidden."""
    path = unquote(uri.removeprefix("file://"))
    if path.startswith("/") and prefix:
        path = path.removeprefix(prefix.rstrip("/") + "/")
    parts = PurePosixPath(path).parts
    unsafe = path.startswith("/") or ".." in parts or ":" in path.partition("/")[0] or UNPRINTABLE.search(path)
    return "" if unsafe or not parts else str(PurePosixPath(path))


def _judged(
    result: Mapping[str, Any], rule: Mapping[str, Any], properties: Mapping[str, Any]
) -> tuple[Severity, Category]:
    default = rule.get("defaultConfiguration")
    level = result.get("level") or (default.get("level") if isinstance(default, dict) else None)
    severity = LEVELS.get(str(level), Severity.MEDIUM)
    tags = properties.get("tags")
    tagged = {tag.lower() for tag in tags if isinstance(tag, str)} if isinstance(tags, list) else set()
    rated = _rating(properties.get("security-severity"))
    if rated is not None:
        grade = Severity.HIGH if rated >= HIGH else Severity.MEDIUM if rated >= MEDIUM else Severity.LOW
        return grade, Category.SECURITY
    return severity, _category(tagged)


def _rating(value: object) -> float | None:
    try:
        return float(value) if isinstance(value, str | int | float) else None
    except ValueError:
        return None


def _category(tags: set[str]) -> Category:
    if "security" in tags:
        return Category.SECURITY
    if tags & PERFORMANCE:
        return Category.PERFORMANCE
    return Category.RELIABILITY if tags & RELIABILITY else Category.MAINTAINABILITY


def _text(message: object) -> str:
    match message:
        case {"text": str(text)}:
            return _short(text)
        case _:
            return ""


def _short(text: str) -> str:
    line = " ".join(UNPRINTABLE.sub(" ", text).split())
    return line if len(line) <= MAX_TEXT else f"{line[: MAX_TEXT - 1]}…"
