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
from service.paths import is_beside, is_test

BROKEN = ("invalid-syntax", "E902")
"""What ruff calls a file it cannot parse or read; one finding is enough, the others follow from it."""
NEWEST = "py314"
"""For repositories that do not say: reading as the newest Python calls no valid syntax invalid."""
OLDEST = re.compile(r"(?:>=|~=|==|\^|~|>)\s*3\.(\d{1,3})")
IN_STUBS = frozenset({*BROKEN, "PLE2502"})
"""All that is asked of a stub, whose names need no definition."""
MAX_LINE = 500
"""Characters of one line that `only` and `never` look at."""
VERDICT = re.compile(r"(?: identified)?,? (?:possible )?security issue$")
"""What ruff ends a fact with; how bad it is says the severity."""
NAMED = re.compile(r"`(\w+)`")
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
    product: bool = False
    unless: tuple[str, ...] = ()
    only: str = ""
    never: str = ""


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
            product=row.get("product", False),
            unless=tuple(row.get("unless", ())),
            only=row.get("only", ""),
            never=row.get("never", ""),
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
    if not _fits(rule, message, text.content.split(b"\n"), first, last):
        return name, None
    return name, Finding(
        tool="ruff",
        rule=code,
        path=text.path,
        start=first,
        end=last,
        message=one_line(VERDICT.sub("", message)),
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
    if (is_test(path) and not rule.tests) or (is_beside(path) and rule.product):
        return False
    if path.endswith(".pyi"):
        return code in IN_STUBS
    return not any(words in message for words in rule.unless)


def _fits(rule: Rule, message: str, lines: Sequence[bytes], first: int, last: int) -> bool:
    """What the flagged lines themselves say for or against the finding; `never` sees the line above, too."""
    shown = [line[:MAX_LINE].decode(errors="replace") for line in lines[max(0, first - 2) : last]]
    flagged = "\n".join(shown[1:] if first > 1 else shown)
    named = NAMED.search(message)
    only = rule.only.replace("{name}", re.escape(named[1]) if named else "")
    return bool(re.search(only, flagged)) and not (rule.never and re.search(rule.never, "\n".join(shown)))


def _in_string(text: Text, line: int, column: int) -> bool:
    """True inside a plain string, such as a quoted type: the undefined name is a mistake, but no line that fails."""
    before = text.content.split(b"\n", line)[line - 1].decode(errors="replace")[: column - 1]
    opening = QUOTE.search(before)
    if not opening or opening[1]:
        return False
    return before.count(opening[2]) % 2 == 1


def _without_echoes(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Of a file that does not parse, the first complaint alone."""
    broken = [finding for finding in found if finding.rule in BROKEN]
    return (min(broken, key=lambda finding: finding.start),) if broken else tuple(found)


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


SILENCERS = re.compile(rb"(?i)\bnoqa\b|\bruff(?=\s*:)")
RUFF = Analyzer("ruff", "Python", suffix, Tool(argv, read, SILENCERS, ("ruff", "--version")))
