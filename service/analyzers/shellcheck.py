"""ShellCheck: shell scripts that do something else than they say, by the warnings of `shellcheck.toml` alone."""

import re
from collections.abc import Mapping, Sequence

from service.analyzers import (
    Analyzer,
    Found,
    Options,
    Text,
    Tool,
    Unreadable,
    line_range,
    one_line,
    parsed,
    sorted_out,
)
from service.language import tags
from service.model import Finding
from service.rules import Rule, counts, fits, once, table

BROKEN = "SC1072"
"""What ShellCheck says last of a script it cannot parse; nothing else is found there."""
DIALECTS = {"bats": ".bats", "dash": ".dash", "ksh": ".ksh", "bash": ".bash", "sh": ".sh", "shell": ".sh"}
"""Ending by tag, the narrower tag first; a first line that names the shell weighs more than the ending."""
OTHERS = frozenset({"zsh", "fish", "csh", "tcsh", "ash", "xonsh"})
OTHER_SHELL = re.compile(rb"#!.*\b(?:zsh|fish|t?csh|busybox|python|perl|node)\b")
TEMPLATE = re.compile(rb"^\s{0,40}(?:\{%|<%)", re.MULTILINE)


def rules() -> Mapping[str, Rule]:
    """The table of rules by ShellCheck's code."""
    return table(__package__, "shellcheck.toml")


def suffix(text: Text) -> str:
    """Shells that ShellCheck knows, by name or first line; templates of scripts are left out."""
    known = tags(text.path, text.content)
    if known & OTHERS or OTHER_SHELL.match(text.content) or TEMPLATE.search(text.content):
        return ""
    return next((ending for tag, ending in DIALECTS.items() if tag in known), "")


def argv(names: Sequence[str], _options: Options) -> tuple[str, ...]:
    """ShellCheck with our rules only; it follows no `source` and reads no configuration.

    Without its data flow analysis, which no rule of ours needs: of 1,000 lines it takes a gigabyte, without it 62 MB.
    """
    include = ",".join(rules())
    return ("shellcheck", "--norc", "--extended-analysis=false", f"--include={include}", "-f", "json1", "--", *names)


def read(output: bytes, _errors: bytes, texts: Mapping[str, Text]) -> dict[str, Found]:
    """Findings by file name. Raises Unreadable when ShellCheck did not print its list."""
    given = parsed(output)
    match given:
        case {"comments": [*rows]}:
            pass
        case _:
            raise Unreadable("its list is missing")
    grouped, broken = sorted_out(rows, texts, _finding, BROKEN)
    return {name: Found(once(found), blind=name in broken) for name, found in grouped.items()}


def _finding(row: object, texts: Mapping[str, Text]) -> tuple[str, str, Finding | None]:
    """File name, code and finding of one row; None for what does not count there."""
    match row:
        case {"file": str(name), "code": int(number), "line": int(start), "endLine": int(end), "message": str(message)}:
            code = f"SC{number}"
        case _:
            raise Unreadable("a finding lacks its code, file or place")
    if name not in texts:
        raise Unreadable("it names a file it was not given")
    rule, text = rules().get(code), texts[name]
    lines = line_range(start, end, text.content)
    if not rule or not counts(rule, text.path, message) or not fits(rule, text.content, lines, message):
        return name, code, None
    return name, code, rule.finding("shellcheck", code, text.path, lines, one_line(message))


SILENCERS = re.compile(rb"(?i)\bshellcheck(?=\s)")
SHELLCHECK = Analyzer(
    "shellcheck",
    "sh, bash, dash, ksh, bats",
    suffix,
    Tool(argv, read, SILENCERS, ("shellcheck", "--version"), statuses=frozenset({0, 1}), seconds=20.0),
)
