"""SARIF: what Hone writes fits the OASIS schema, and what others write comes in shaped."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from service.model import Analysis, Category, Fix, NotAnalysed, Severity
from service.sarif import NotSarif, read, write
from tests.examples import finding, report

SCHEMA = Draft7Validator(json.loads((Path(__file__).parent / "data" / "sarif-schema-2.1.0.json").read_text()))
SHELL = finding()
LOOP = finding(
    rule="PERF401", path="shop/été #1.py", severity=Severity.LOW, category=Category.PERFORMANCE, fix=Fix(12, 13, ("x",))
)
FULL = replace(
    report(SHELL, LOOP),
    analysis=Analysis(
        introduced=(SHELL, LOOP),
        fixed=(finding(rule="S324", advice=""),),
        gaps=(NotAnalysed("ruff", "timed out: a.py"), NotAnalysed("files", "lock file: b.lock", blocking=False)),
    ),
)


def run_of(log):
    return log["runs"][0]


@pytest.mark.parametrize("of", [FULL, report(), report(SHELL)])
def test_what_is_written_fits_the_schema(of):
    assert list(SCHEMA.iter_errors(write(of, "1.2.3"))) == []


def test_the_schema_is_not_content_with_anything():
    log = write(FULL, "1.2.3")
    del run_of(log)["tool"]

    assert list(SCHEMA.iter_errors(log))


def test_new_and_fixed_findings_are_told_apart_and_name_their_rule():
    run = run_of(write(FULL, "1.2.3"))

    assert [each["baselineState"] for each in run["results"]] == ["new", "new", "absent"]
    for each in run["results"]:
        assert run["tool"]["driver"]["rules"][each["ruleIndex"]]["id"] == each["ruleId"]
    assert [each["level"] for each in run["results"]] == ["error", "note", "error"]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_a_path_is_a_uri_and_a_fix_replaces_whole_lines():
    result = run_of(write(FULL, "1.2.3"))["results"][1]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "shop/%C3%A9t%C3%A9%20%231.py"
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["deletedRegion"]["endLine"] == 14
    assert change["replacements"][0]["insertedContent"]["text"] == "x\n"


def test_what_is_written_can_be_read_again():
    found = read(json.dumps(write(FULL, "1")).encode())

    assert [(one.path, one.start, one.severity) for one in found] == [
        ("shop/export.py", 12, Severity.HIGH),
        ("shop/été #1.py", 12, Severity.LOW),
    ]


def log_of(*results, rules=(), name="Tool"):
    driver = {"name": name, "rules": list(rules)}
    return json.dumps({"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": list(results)}]}).encode()


def result(uri="app.py", line=3, **more):
    place = {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}}
    return {"ruleId": "R1", "message": {"text": "bad"}, "locations": [place], **more}


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("src/app.py", "src/app.py"),
        ("./src/app.py", "src/app.py"),
        ("src/a%20b.py", "src/a b.py"),
        ("file:///home/me/shop/app.py", "app.py"),
        ("/home/me/shop/app.py", "app.py"),
        ("/etc/passwd", ""),
        ("../other/app.py", ""),
        ("src/%2e%2e/%2e%2e/app.py", ""),
        ("https://evil.example/app.py", ""),
        ("app\u202epy.exe", ""),
        ("", ""),
    ],
)
def test_only_paths_of_the_repository_come_in(uri, path):
    found = read(log_of(result(uri)), prefix="/home/me/shop")

    assert [one.path for one in found] == [path] * bool(path)


@pytest.mark.parametrize(
    ("level", "properties", "severity", "category"),
    [
        ("error", {}, Severity.MEDIUM, Category.MAINTAINABILITY),
        ("note", {"tags": ["correctness"]}, Severity.LOW, Category.RELIABILITY),
        ("warning", {"tags": ["Performance"]}, Severity.MEDIUM, Category.PERFORMANCE),
        ("warning", {"tags": ["security"]}, Severity.MEDIUM, Category.SECURITY),
        ("note", {"security-severity": "9.1"}, Severity.HIGH, Category.SECURITY),
        ("error", {"security-severity": "3.0"}, Severity.LOW, Category.SECURITY),
        ("error", {"security-severity": "very", "tags": "all"}, Severity.MEDIUM, Category.MAINTAINABILITY),
        (None, {}, Severity.MEDIUM, Category.MAINTAINABILITY),
    ],
)
def test_only_a_rated_security_result_is_high(level, properties, severity, category):
    leveled = {"level": level} if level else {}
    (one,) = read(log_of(result(**leveled), rules=[{"id": "R1", "properties": properties}]))

    assert (one.severity, one.category) == (severity, category)


@pytest.mark.parametrize(
    "left_out",
    [
        result(suppressions=[{"kind": "inSource"}]),
        result(kind="pass"),
        result(baselineState="absent"),
        result(line=0),
        result(line="3"),
        {**result(), "locations": []},
        {**result(), "ruleId": None},
        "no result",
    ],
)
def test_what_is_no_open_finding_is_left_out(left_out):
    assert read(log_of(left_out)) == ()
    assert len(read(log_of(left_out, result()))) == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no.* log|not a log"),
        (b'{"version": "2.0.0", "runs": []}', "not a log"),
        (b" " * (10 << 20) + b"{}", "longer than 10 MB"),
    ],
)
def test_what_is_no_log_is_refused_in_words(content, why):
    with pytest.raises(NotSarif, match=why):
        read(content)


def test_texts_of_strangers_are_shaped():
    (one,) = read(log_of(result(message={"text": "a\x1b[31m\u202e\n" + "b" * 900}), name="T\u200bool`"))

    assert one.message.startswith("a [31m b")
    assert len(one.message) == 300
    assert one.tool == "t ool"
