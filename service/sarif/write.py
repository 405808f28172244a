"""Writes a report as a SARIF 2.1.0 log: what is new, what the change fixed, and what could not be analysed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import quote

from service.model import Category, Finding, Fix, NotAnalysed, Report, Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
Json = dict[str, Any]
LEVEL = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
SECURITY = {Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.0"}
"""Middle of GitHub's bands of `security-severity`: above 7 is high, above 4 medium (GitHub docs, "SARIF support")."""


def write(report: Report, version: str) -> Json:
    """One run of the tool `Hone`: introduced findings are `new`, fixed ones `absent`; paths are below `%SRCROOT%`."""
    analysis = report.analysis
    rules = _rules((*analysis.introduced, *analysis.fixed))
    places = {id: at for at, id in enumerate(rules)}
    results = [
        *(_result(each, "new", places) for each in analysis.introduced),
        *(_result(each, "absent", places) for each in analysis.fixed),
    ]
    run = {
        "tool": {"driver": {"name": "Hone", "semanticVersion": version, "rules": list(rules.values())}},
        "automationDetails": {"id": f"hone/{report.change.repo.full_name}/{report.change.head}"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(analysis.gaps)],
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule_id(finding: Finding) -> str:
    return f"{finding.tool}/{finding.rule}"


def _rules(findings: Iterable[Finding]) -> Mapping[str, Json]:
    """Every rule that found something, by id, in the order of first use."""
    return {_rule_id(each): _rule(each) for each in reversed(tuple(findings))}


def _rule(finding: Finding) -> Json:
    secure = {"security-severity": SECURITY[finding.severity]} if finding.category is Category.SECURITY else {}
    help = {"help": {"text": finding.advice}} if finding.advice else {}
    return {
        "id": _rule_id(finding),
        "defaultConfiguration": {"level": LEVEL[finding.severity]},
        **help,
        "properties": {"tags": [finding.category.value], **secure},
    }


def _result(finding: Finding, state: Literal["new", "absent"], places: Mapping[str, int]) -> Json:
    fixes = {"fixes": [_fix(finding.path, finding.fix)]} if finding.fix and state == "new" else {}
    return {
        "ruleId": _rule_id(finding),
        "ruleIndex": places[_rule_id(finding)],
        "level": LEVEL[finding.severity],
        "baselineState": state,
        "message": {"text": finding.message or finding.rule},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(finding.path),
                    "region": {"startLine": finding.start, "endLine": finding.end},
                }
            }
        ],
        "partialFingerprints": {"hone/v1": finding.fingerprint},
        **fixes,
        "properties": {
            "id": finding.id,
            "severity": finding.severity.value,
            "category": finding.category.value,
            "remediationMinutes": finding.minutes,
        },
    }


def _artifact(path: str) -> Json:
    return {"uri": quote(path, safe="/", errors="surrogateescape"), "uriBaseId": "%SRCROOT%"}


def _fix(path: str, fix: Fix) -> Json:
    # Up to the first column of the next line, so that whole lines go and come.
    gone = {"startLine": fix.start, "startColumn": 1, "endLine": fix.end + 1, "endColumn": 1}
    come = {"text": "".join(f"{line}\n" for line in fix.lines)}
    change = {"artifactLocation": _artifact(path), "replacements": [{"deletedRegion": gone, "insertedContent": come}]}
    return {"artifactChanges": [change]}


def _invocation(gaps: Sequence[NotAnalysed]) -> Json:
    notes = [
        {
            "level": "error" if gap.blocking else "note",
            "message": {"text": f"not analysed: {gap.what}: {gap.reason}"},
        }
        for gap in gaps
    ]
    return {
        "executionSuccessful": not any(gap.blocking for gap in gaps),
        **({"toolExecutionNotifications": notes} if notes else {}),
    }
