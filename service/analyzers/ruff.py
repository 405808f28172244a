"""Ruff: bugs and dangers in Python, by the rules of `ruff_rules.toml` alone."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from service.analyzers import Analyzer, Found, Options, Text, Tool, Unreadable, line_range, one_line, parsed
from service.edits import Edit, whole_lines
from service.language import tags
from service.model import Finding, Fix, Severity
from service.rules import Rule, counts, fits, table

BROKEN = ("invalid-syntax", "E902")
"""What ruff calls a file it cannot parse or read; one finding is enough, the others follow from it."""
NEWEST = "py314"
"""For repositories that do not say: reading as the newest Python calls no valid syntax invalid."""
OLDEST = re.compile(r"(?:>=|~=|==|\^|~|>)\s*3\.(\d{1,3})")
IN_STUBS = frozenset({*BROKEN, "PLE2502"})
"""All that is asked of a stub, whose names need no definition."""
VERDICT = re.compile(r"(?: identified)?,? (?:possible )?security issue$")
"""What ruff ends a fact with; how bad it is says the severity."""
QUOTE = re.compile(r"([fFtT]?)[rRbB]?([\"'])[^\"']*$")


def rules() -> Mapping[str, Rule]:
    """The table of rules by ruff's code."""
    return table(__package__, "ruff_rules.toml")


def suffix(text: Text) -> str:
    """Python by file name, or by the interpreter that a script names."""
    known = tags(text.path, text.content)
    return ".py" if "python" in known else ".pyi" if "pyi" in known else ""


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
    rows = parsed(output)
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
    if not rule or not counts(rule, text.path, message) or (text.path.endswith(".pyi") and code not in IN_STUBS):
        return name, None
    lines = line_range(start, end, text.content)
    if not fits(rule, text.content, lines, message):
        return name, None
    finding = rule.finding("ruff", code, text.path, lines, one_line(VERDICT.sub("", message)))
    if code == "F821" and _in_string(text, lines[0], column):
        finding = replace(finding, severity=Severity.MEDIUM)
    return name, replace(finding, fix=_fix(row, text.content))


def _fix(row: object, content: bytes) -> Fix | None:
    """Ruff's own repair where it calls it safe, and where its copy of those lines was the text itself."""
    match row:
        case {"fix": {"applicability": "safe", "edits": [*given]}}:
            fix = whole_lines(content, [_edit(edit) for edit in given])
        case _:
            return None
    if not fix or SILENCERS.search(b"\n".join(content.split(b"\n")[fix.start - 1 : fix.end])):
        return None
    return fix


def _edit(given: object) -> Edit:
    match given:
        case {
            "content": str(new),
            "location": {"row": int(row), "column": int(column)},
            "end_location": {"row": int(end_row), "column": int(end_column)},
        }:
            return Edit((row, column), (end_row, end_column), new)
        case _:
            raise Unreadable("a fix lacks its place or its text")


def _endings(path: str) -> Iterable[str]:
    """`c`, `b/c`, `a/b/c` of a path: ruff prints absolute paths, we know relative names."""
    parts = PurePosixPath(path).parts
    return ("/".join(parts[-count:]) for count in range(1, len(parts) + 1))


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
