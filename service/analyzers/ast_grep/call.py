"""How ast-grep is called, and under which names it reads which files."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from service.analyzers import Options, Text
from service.analyzers.ast_grep.compose import CONFIG

SILENCERS = re.compile(rb"(?i)\bast-grep-ignore\b")
STATUSES = frozenset({0, 1})
SUFFIXES = {
    **dict.fromkeys((".py",), ".py"),
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs"), ".js"),
    **dict.fromkeys((".ts", ".mts", ".cts"), ".ts"),
    **dict.fromkeys((".tsx",), ".tsx"),
    **dict.fromkeys((".go",), ".go"),
    **dict.fromkeys((".java",), ".java"),
    **dict.fromkeys((".html", ".htm", ".jinja", ".jinja2", ".j2"), ".html"),
}
INTERPRETERS = ((re.compile(rb"#![^\n]*\bpython[0-9.]*\b"), ".py"), (re.compile(rb"#![^\n]*\bnode\b"), ".js"))


def suffix(text: Text) -> str:
    """The language by file name, or by the interpreter that a script names; empty when there are no rules for it."""
    ending = PurePosixPath(text.path).suffix.lower()
    if ending:
        return SUFFIXES.get(ending, "")
    return next((known for shebang, known in INTERPRETERS if shebang.match(text.content)), "")


def argv(names: Sequence[str], _options: Options) -> tuple[str, ...]:
    """ast-grep with our rules only: no configuration, no ignore file, no native library of the tree counts.

    SARIF, because its JSON repeats the whole line and function around each match.
    """
    ignoring = (
        part for kind in ("hidden", "dot", "exclude", "global", "parent", "vcs") for part in ("--no-ignore", kind)
    )
    return (
        *("ast-grep", "scan", "--config", CONFIG, "--custom-languages", "ignore", *ignoring),
        *("--format", "sarif", "--color", "never", "--", *names),
    )
