"""Zizmor: doors that GitHub Actions files leave open, by the audits of `zizmor.toml` alone."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.analyzers import Analyzer, Found, Options, Text, Tool, Unreadable, line_range, one_line
from service.edits import Edit, whole_lines
from service.model import Finding, Fix, Severity
from service.paths import is_test
from service.rules import Rule, counts, fits, once, table

WORKFLOW = re.compile(r"^\.github/workflows/[^/]+\.ya?ml$")
ACTION = re.compile(r"(^|/)action\.ya?ml$")
DEPENDABOT = re.compile(r"^\.github/dependabot\.ya?ml$")
RUNS = re.compile(rb"^runs\s*:", re.MULTILINE)
"""What every action has; other programs have files of that name, too."""
COMPLETED = re.compile(rb"^ *INFO audit: zizmor: .* completed (\S+)$", re.MULTILINE)
PRIVILEGED = re.compile(
    rb"\b(?:pull_request_target|issue_comment|issues|discussion(?:_comment)?|workflow_run|fork|watch)\b"
)
"""Triggers that anybody can cause and that run with the repository's secrets."""
NOTHING = b"no inputs collected"
BLOCK = re.compile(r"[|>]\+?[ \t]*$")


def rules() -> Mapping[str, Rule]:
    """The table of rules by zizmor's name of the audit."""
    return table(__package__, "zizmor.toml")


def suffix(text: Text) -> str:
    """Workflows, actions and Dependabot's configuration, under the name by which zizmor tells them apart."""
    if WORKFLOW.search(text.path):
        return ".yml"
    if DEPENDABOT.search(text.path):
        return "/dependabot.yml"
    action = ACTION.search(text.path) and RUNS.search(text.content) and not is_test(text.path)
    return "/action.yml" if action else ""


def argv(names: Sequence[str], _options: Options) -> tuple[str, ...]:
    """Zizmor without network, configuration and suppressions; it says on standard error which files it read."""
    return (
        *("zizmor", "--offline", "--no-config", "--no-ignores", "--no-progress", "--no-exit-codes", "--color", "never"),
        *("--collect", "all", "--format", "json-v1", "--", *names),
    )


def read(output: bytes, errors: bytes, texts: Mapping[str, Text]) -> dict[str, Found]:
    """Findings by file name; a gap where zizmor says nothing of a file. Raises Unreadable for what is not its list."""
    done = {name.decode(errors="replace") for name in COMPLETED.findall(errors)}
    try:
        rows = [] if not output and NOTHING in errors else json.loads(output)
    except (ValueError, RecursionError):
        raise Unreadable("its output is not JSON") from None
    grouped: dict[str, list[Finding]] = {name: [] for name in texts}
    for row in rows if isinstance(rows, list) else [None]:
        name, finding = _finding(row, texts)
        if finding:
            grouped[name].append(finding)
    return {
        name: Found(once(found)) if name in done else Found(gap="it is not what GitHub Actions can read")
        for name, found in grouped.items()
    }


def _finding(row: object, texts: Mapping[str, Text]) -> tuple[str, Finding | None]:
    """The file name and the finding of one row; None for what the table leaves out."""
    match row:
        case {"ident": str(code), "desc": str(message), "locations": [*places]}:
            name, start, end, note = _place(places)
        case _:
            raise Unreadable("a finding lacks its audit or place")
    if name not in texts:
        raise Unreadable("it names a file it was not given")
    rule, text = rules().get(code), texts[name]
    lines = line_range(start + 1, end + 1, text.content)
    if not rule or not counts(rule, text.path, message) or not fits(rule, text.content, lines, message):
        return name, None
    finding = rule.finding("zizmor", code, text.path, lines, one_line(f"{message}: {note}"))
    if code == "template-injection" and WORKFLOW.search(text.path) and not PRIVILEGED.search(text.content):
        finding = replace(finding, severity=Severity.MEDIUM)
    return name, replace(finding, fix=_fix(code, lines[0], text.content))


def _place(places: Sequence[object]) -> tuple[str, int, int, str]:
    """File name, first and last row from 0, and zizmor's note, of the place that the finding is about."""
    for place in places:
        match place:
            case {
                "symbolic": {
                    "kind": "Primary",
                    "annotation": str(note),
                    "key": {"Local": {"verbatim_path": str(name)}},
                },
                "concrete": {"location": {"start_point": {"row": int(start)}, "end_point": {"row": int(end)}}},
            }:
                return name, start, end, note
    raise Unreadable("a finding lacks its place")


def _fix(code: str, line: int, content: bytes) -> Fix | None:
    """The repair of a condition in a block: without the line end at its end, it is a condition again."""
    if code != "unsound-condition":
        return None
    first = content.split(b"\n")[line - 1].decode(errors="replace")
    block = BLOCK.search(first)
    if not block:
        return None
    return whole_lines(content, [Edit((line, block.start() + 1), (line, block.end() + 1), f"{first[block.start()]}-")])


SILENCERS = re.compile(rb"(?i)\bzizmor(?=\s*:\s*ignore)")
ZIZMOR = Analyzer(
    "zizmor",
    "GitHub Actions",
    suffix,
    Tool(argv, read, SILENCERS, ("zizmor", "--version"), statuses=frozenset({0, 3}), seconds=20.0),
)
