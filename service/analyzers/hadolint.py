"""Hadolint: Dockerfiles that do not build, or do something else than they say, by the rules of `hadolint.toml`."""

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
from service.paths import is_test
from service.rules import Rule, counts, fits, once, table

CONFIG = "own/hadolint.yaml"
BROKEN = "DL1000"
"""What hadolint calls a file that it cannot parse, which may be newer than hadolint, or a template."""
DOCKERFILE = frozenset({"text", "dockerfile"})


def rules() -> Mapping[str, Rule]:
    """The table of rules by hadolint's code."""
    return table(__package__, "hadolint.toml")


def own() -> Mapping[str, bytes]:
    """Hadolint's configuration, which is given only so that it looks for no other."""
    return {CONFIG: b"failure-threshold: none\n"}


def suffix(text: Text) -> str:
    """Dockerfiles by name, and nothing of another language, such as `Dockerfile.j2` and `Dockerfile.md`."""
    known = tags(text.path)
    return ".Dockerfile" if "dockerfile" in known <= DOCKERFILE else ""


def argv(names: Sequence[str], _options: Options) -> tuple[str, ...]:
    """Hadolint with our configuration only, whatever it finds."""
    return ("hadolint", "--no-fail", "-c", CONFIG, "--disable-ignore-pragma", "-f", "json", "--", *names)


def read(output: bytes, _errors: bytes, texts: Mapping[str, Text]) -> dict[str, Found]:
    """Findings by file name; a gap where a file does not parse. Raises Unreadable for what is not hadolint's list."""
    rows = parsed(output)
    grouped, broken = sorted_out(rows if isinstance(rows, list) else [None], texts, _finding, BROKEN)
    return {
        name: Found(gap="" if is_test(texts[name].path) else "it does not parse", blind=True)
        if name in broken
        else Found(once(found))
        for name, found in grouped.items()
    }


def _finding(row: object, texts: Mapping[str, Text]) -> tuple[str, str, Finding | None]:
    """File name, code and finding of one row; None for what does not count there."""
    match row:
        case {"file": str(name), "code": str(code), "line": int(line), "message": str(message)} if name in texts:
            rule, text = rules().get(code), texts[name]
        case _:
            raise Unreadable("a finding lacks its code, file or place")
    lines = line_range(line, line, text.content)
    if not rule or not counts(rule, text.path, message) or not fits(rule, text.content, lines, message):
        return name, code, None
    return name, code, rule.finding("hadolint", code, text.path, lines, one_line(message))


SILENCERS = re.compile(rb"(?i)\b(?:hadolint|shellcheck)(?=\s)")
HADOLINT = Analyzer(
    "hadolint",
    "Dockerfile",
    suffix,
    Tool(argv, read, SILENCERS, ("hadolint", "--version"), own, seconds=20.0),
)
