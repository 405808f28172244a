"""Oxlint: bugs in JavaScript and TypeScript, by the rules of `oxlint.toml` alone."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from service.analyzers import (
    Analyzer,
    Found,
    Options,
    Text,
    Tool,
    Unreadable,
    line_range,
    minified,
    one_line,
    parsed,
    sorted_out,
)
from service.language import tags
from service.model import Finding, Severity
from service.rules import Rule, counts, fits, once, table

CONFIG = "own/oxlint.json"
SYNTAX = "syntax"
"""Our name for what oxlint reports without a rule: it could not parse the text, and looked no further."""
LANGUAGES = frozenset({"javascript", "jsx", "ts", "tsx"})
SURE = (".ts", ".tsx", ".mts", ".cts", ".mjs", ".cjs")
"""Endings that promise the language; in plain scripts stand the types of Flow and what other compilers add, too."""
SCOPED = re.compile(r"^([a-z-]+)\(([a-z0-9-]+)\)$")
FLOW = re.compile(rb"@flow\b")
TEMPLATE = re.compile(rb"\{%|<%|<\?php|\{\{[^{}\n]{0,200}\}\}")
BUILT = re.compile(r"(^|/)(?:[\w.]+-)?dist/|\.d\.[mc]?ts$")
"""What a compiler wrote, and declarations, which do nothing."""
HEAD = 2000
"""Bytes in which `@flow` stands."""


def rules() -> Mapping[str, Rule]:
    """The table of rules by oxlint's name."""
    return table(__package__, "oxlint.toml")


def own() -> Mapping[str, bytes]:
    """Oxlint's configuration: our rules, and none of its categories."""
    names = [name for name in rules() if name != SYNTAX]
    plugins = sorted({name.partition("/")[0] for name in names if "/" in name})
    given = {"plugins": plugins, "categories": {"correctness": "off"}, "rules": dict.fromkeys(names, "error")}
    return {CONFIG: json.dumps(given).encode()}


def suffix(text: Text) -> str:
    """JavaScript and TypeScript by name, or by the interpreter of a script; not Flow, and not what a machine wrote."""
    if not tags(text.path, text.content) & LANGUAGES or BUILT.search(text.path):
        return ""
    if FLOW.search(text.content[:HEAD]) or minified(text):
        return ""
    return PurePosixPath(text.path).suffix.lower() or ".js"


def argv(names: Sequence[str], _options: Options) -> tuple[str, ...]:
    """Oxlint with our configuration only, on one thread: those of many reserve more memory than a tool may have."""
    return (
        *("oxlint", "-c", CONFIG, "--disable-nested-config", "--no-ignore", "--threads=1"),
        *("--format", "json", "--", *names),
    )


def read(output: bytes, _errors: bytes, texts: Mapping[str, Text]) -> dict[str, Found]:
    """Findings by file name. Raises Unreadable when oxlint did not print its list, or not of all files."""
    given = parsed(output)
    match given:
        case {"diagnostics": [*rows], "number_of_files": int(count)} if count == len(texts):
            pass
        case _:
            raise Unreadable("its list is missing, or not of all files")
    grouped, broken = sorted_out(rows, texts, _finding, SYNTAX)
    return {name: _found(texts[name], found, name in broken) for name, found in grouped.items()}


def _found(text: Text, found: Sequence[Finding], broken: bool) -> Found:
    """Of a text that does not parse the first complaint alone; of a template, that it was not read."""
    if not broken:
        return Found(once(found))
    if TEMPLATE.search(text.content):
        return Found(gap="it is a template", blind=True)
    return Found(tuple(sorted(found, key=lambda one: (one.rule != SYNTAX, one.start))[:1]), blind=True)


def _finding(row: object, texts: Mapping[str, Text]) -> tuple[str, str, Finding | None]:
    """File name, rule and finding of one row; None for what does not count there."""
    match row:
        case {"filename": str(name), "message": str(message), "labels": [*labels]} if name in texts:
            code, sure = _code(row), texts[name].path.endswith(SURE)
        case _:
            raise Unreadable("a finding lacks its file or place")
    rule, text = rules().get(code), texts[name]
    line = max((_line(label) for label in labels), default=1)
    lines = line_range(line, line, text.content)
    if not rule or not counts(rule, text.path, message) or not fits(rule, text.content, lines, message):
        return name, code, None
    finding = rule.finding("oxlint", code, text.path, lines, one_line(message))
    return name, code, finding if code != SYNTAX or sure else replace(finding, severity=Severity.MEDIUM)


def _code(row: object) -> str:
    """Oxlint's `typescript(no-misused-new)` as its configuration has it: `typescript/no-misused-new`."""
    match row:
        case {"code": str(given)} if scoped := SCOPED.match(given):
            scope = scoped[1].removesuffix("-hooks")
            return scoped[2] if scope == "eslint" else f"{scope}/{scoped[2]}"
        case _:
            return SYNTAX


def _line(label: object) -> int:
    match label:
        case {"span": {"line": int(line)}}:
            return line
        case _:
            raise Unreadable("a finding lacks its line")


SILENCERS = re.compile(rb"(?i)\b(?:eslint|oxlint)(?=-(?:disable|enable)|\s)")
OXLINT = Analyzer(
    "oxlint",
    "JavaScript, TypeScript",
    suffix,
    Tool(argv, read, SILENCERS, ("oxlint", "--version"), own, statuses=frozenset({0, 1}), seconds=20.0),
)
