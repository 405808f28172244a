"""Ruff: bugs and dangers in Python, by the rules of `ruff_rules.toml` alone."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath

from service.analyzers import Analyzer, Found, Options, Text, Tool, Unreadable, line_range, one_line
from service.model import Category, Finding, Severity
from service.paths import is_test

BROKEN = ("invalid-syntax", "E902")
"""What ruff calls a file it cannot parse or read; one finding is enough, the others follow from it."""
NEWEST = "py314"
"""For repositories that do not say: reading as the newest Python calls no valid syntax invalid."""
OLDEST = re.compile(r"(?:>=|~=|==|\^|~|>)\s*3\.(\d{1,3})")
IN_STUBS = frozenset({*BROKEN, "PLE2502"})
"""All that is asked of a stub, whose names need no definition."""
RE_EXPORTS = frozenset({"F401", "F403"})
"""How a package's `__init__.py` hands names on."""
QUOTE = re.compile(r"([fFtT]?)[rRbB]?([\"'])[^\"']*$")
SHEBANG = re.compile(rb"#![^\n]*\bpython[0-9.]*\b")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of `ruff_rules.toml`, which explains the columns."""

    severity: Severity
    category: Category
    minutes: int
    advice: str
    tests: bool = False
    unless: tuple[str, ...] = ()


@cache
def rules() -> Mapping[str, Rule]:
    """The table of rules by ruff's code."""
    table = tomllib.loads(files(__package__).joinpath("ruff_rules.toml").read_text("utf-8"))
    return {
        code: Rule(
            severity=Severity(row["severity"]),
            category=Category(row["category"]),
            minutes=row["minutes"],
            advice=row["advice"],
            tests=row.get("tests", False),
            unless=tuple(row.get("unless", ())),
        )
        for code, row in table.items()
    }


def suffix(text: Text) -> str:
    """Python by file name, or by the interpreter that a script names."""
    ending = PurePosixPath(text.path).suffix
    if ending in {".py", ".pyi"}:
        return ending
    return ".py" if not ending and SHEBANG.match(text.content) else ""


def argv(names: Sequence[str], options: Options) -> tuple[str, ...]:
    """Ruff with our rules only: no configuration, no inline suppression, no ignore file of the repository counts."""
    select = ",".join(code for code in rules() if code not in BROKEN)
    return (
        *("ruff", "check", "--isolated", "--no-cache", "--no-fix", "--ignore-noqa", "--no-respect-gitignore"),
        *("--select", select, "--target-version", options.python or NEWEST),
        *("--output-format", "json", "--exit-zero", "--", *names),
    )


def read(output: bytes, _errors: bytes, texts: Mapping[str, Text]) -> dict[str, Found]:
    """Findings by file name. Raises Unreadable when ruff did not print its list."""
    try:
        rows = json.loads(output)
    except (ValueError, RecursionError):
        raise Unreadable("its output is not JSON") from None
    grouped: dict[str, list[Finding]] = {name: [] for name in texts}
    for row in rows if isinstance(rows, list) else [None]:
        name, finding = _finding(row, texts)
        if finding:
            grouped[name].append(finding)
    return {
        name: Found(_without_echoes(found), blind=any(finding.rule in BROKEN for finding in found))
        for name, found in grouped.items()
    }


def _finding(row: object, texts: Mapping[str, Text]) -> tuple[str, Finding | None]:
    """The file name and the finding of one row; None for what the table leaves out."""
    match row:
        case {
            "code": str() | None as given,
            "filename": str(shown),
            "message": str(message),
            "location": {"row": int(start), "column": int(column)},
            "end_location": {"row": int(end)},
        }:
            code = given or BROKEN[0]
        case _:
            raise Unreadable("a finding lacks its code, file or place")
    name = next((name for name in _endings(shown) if name in texts), "")
    if not name:
        raise Unreadable("it names a file it was not given")
    rule, text = rules().get(code), texts[name]
    if not rule or not _applies(code, rule, text.path, message):
        return name, None
    first, last = line_range(start, end, text.content)
    return name, Finding(
        tool="ruff",
        rule=code,
        path=text.path,
        start=first,
        end=last,
        message=one_line(message),
        severity=Severity.MEDIUM if code == "F821" and _in_string(text, first, column) else rule.severity,
        category=rule.category,
        minutes=rule.minutes,
        advice=rule.advice,
    )


def _endings(path: str) -> Iterable[str]:
    """`c`, `b/c`, `a/b/c` of a path: ruff prints absolute paths, we know relative names."""
    parts = PurePosixPath(path).parts
    return ("/".join(parts[-count:]) for count in range(1, len(parts) + 1))


def _applies(code: str, rule: Rule, path: str, message: str) -> bool:
    if is_test(path) and not rule.tests:
        return False
    if path.endswith(".pyi"):
        return code in IN_STUBS
    if code in RE_EXPORTS and path.endswith("__init__.py"):
        return False
    return not any(words in message for words in rule.unless)


def _in_string(text: Text, line: int, column: int) -> bool:
    """True inside a plain string, such as a quoted type: the undefined name is a mistake, but no line that fails."""
    before = text.content.split(b"\n", line)[line - 1].decode(errors="replace")[: column - 1]
    opening = QUOTE.search(before)
    if not opening or opening[1]:
        return False
    return before.count(opening[2]) % 2 == 1


def _without_echoes(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Of a file that does not parse, the first complaint; of a bare `except: pass`, the complaint about `except`."""
    broken = [finding for finding in found if finding.rule in BROKEN]
    if broken:
        return (min(broken, key=lambda finding: finding.start),)
    bare = {finding.start for finding in found if finding.rule == "E722"}
    return tuple(finding for finding in found if finding.rule not in {"S110", "S112"} or finding.start not in bare)


def oldest_python(pyproject: str) -> str:
    """Ruff's name of the oldest Python that the project supports, such as `py310`; empty when it does not say.

    Read as data from `requires-python`, or Poetry's `python` dependency.
    """
    try:
        table = tomllib.loads(pyproject)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ""
    match table:
        case {"project": {"requires-python": str(wanted)}}:
            pass
        case {"tool": {"poetry": {"dependencies": {"python": str(wanted)}}}}:
            pass
        case _:
            return ""
    found = OLDEST.search(wanted)
    return f"py3{min(max(int(found[1]), 7), 15)}" if found else ""


RUFF = Analyzer("ruff", suffix, Tool(argv, read, re.compile(rb"(?i)\bnoqa\b|\bruff(?=\s*:)")))
