"""Lizard: the functions of many languages, and which of them have too many paths to test."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from service.analyzers import (
    DEFAULT_COMPLEXITY,
    Analyzer,
    Found,
    Options,
    Text,
    Tool,
    Unreadable,
    generated,
    line_range,
    minified,
    one_line,
)
from service.model import Category, Finding, Function, Severity
from service.paths import is_beside, is_test

LANGUAGE = re.compile(
    r"c|cc|cpp|cxx|h|hh|hpp|java|cs|js|cjs|mjs|jsx|ts|tsx|py|m|mm|rb|php|swift|scala|go|lua|rs|kt|kts|sol|gd|erl"
    r"|hrl|zig|pl|pm|r|R|pls|pkb|pks|f90|f95|f03|f08|st"
)
"""File name endings that lizard takes.

Left out are `sql`, which is seldom the dialect it reads, and `vue`, where it counts lines from the script's first.
"""
SAME_LANGUAGE = {"mts": "ts", "cts": "ts", "cu": "cpp", "cuh": "cpp", "ino": "cpp", "hxx": "hpp", "rake": "rb"}
SCRIPTS = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"})
FILE_SECONDS = 10
DRIVER = f"""
import io, json, lizard, signal, sys
from lizard_languages.javascript_bindings import JavaScriptBindings as Bindings
open_inside = Bindings.in_expression.fget
Bindings.in_expression = property(lambda self: bool(self._frames) and open_inside(self))
class Late(BaseException): pass
def late(*_): raise Late
signal.signal(signal.SIGALRM, late)
print(json.dumps([int(sys.argv[1])]))
for name in sys.argv[2:]:
    sys.stderr = io.StringIO()
    signal.setitimer(signal.ITIMER_REAL, {FILE_SECONDS}, 1)
    try:
        with open(name, encoding="utf-8-sig") as file:
            source = file.read()
        if name.endswith(("tsx", "jsx")):
            source = source.replace("?:", " :")
        text = lizard.analyze_file.analyze_source_code(name, source)
        rows = [
            [name, f.name, f.start_line, f.end_line, f.cyclomatic_complexity, f.nloc, f.parameter_count]
            for f in text.function_list
        ]
    except Late:
        rows = [[name, "more than {FILE_SECONDS} s"]]
    except Exception as fault:
        rows = [[name, type(fault).__name__]]
    signal.setitimer(signal.ITIMER_REAL, 0)
    if "RecursionError" in sys.stderr.getvalue():
        rows.append([name, "RecursionError"])
    for row in rows:
        print(json.dumps(row))
"""
"""Lizard file by file: its own command ends at the first text it stumbles over.

Beside markup it takes the mark of an optional member, `?:`, for a branch. Its reader of bindings (1.24.3) asks for the
innermost bracket after the last one closed, as in `(a as typeof B).c()`.
"""
ANONYMOUS = re.compile(r"|\(anonymous\)|\*global\*|anonymous__\d+")
"""What lizard calls a function without a name."""
MINUTES = 10
"""Of a function at the limit; each path above it costs a minute more."""


def suffix(text: Text) -> str:
    """The languages lizard knows, by file name; minified text is left out, whose functions nobody maintains."""
    ending = PurePosixPath(text.path).suffix[1:]
    language = SAME_LANGUAGE.get(ending, ending)
    if not LANGUAGE.fullmatch(language) or minified(text):
        return ""
    return f".{language}"


def argv(names: Sequence[str], options: Options) -> tuple[str, ...]:
    """Lizard through `DRIVER`, isolated from the working directory: one JSON row for each function or given-up text.

    The first row is the limit they are judged by.
    """
    return ("python", "-I", "-P", "-c", DRIVER, str(options.complexity), *names)


def read(output: bytes, _errors: bytes, texts: Mapping[str, Text]) -> dict[str, Found]:
    """Functions and findings by file name. Raises Unreadable for a row that is not the driver's."""
    functions: dict[str, list[Function]] = {name: [] for name in texts}
    gaps: dict[str, str] = {}
    limit = DEFAULT_COMPLEXITY
    for line in output.splitlines():
        match _row(line):
            case [int(wanted)]:
                limit = wanted
            case [str(name), str(fault)] if name in texts:
                # What is not judged is not missing when it is not measured.
                gaps[name] = "" if _unjudged(texts[name]) else f"it gave up ({one_line(fault, 40)})"
            case [str(name), str(function), int(start), int(end), int(complexity), int(lines), int(parameters)] if (
                name in texts
            ):
                path, content = texts[name].path, texts[name].content
                first, last = line_range(start, end, content)
                functions[name].append(
                    Function(path, one_line(function, 200), first, last, complexity, lines, parameters)
                )
            case _:
                raise Unreadable("a row is not one of its own")
    return {
        name: Found(tuple(_findings(found, texts[name], limit)), tuple(found), gaps.get(name, ""))
        for name, found in functions.items()
    }


def _row(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise Unreadable("its output is not JSON") from None


def _unjudged(text: Text) -> bool:
    return is_test(text.path) or is_beside(text.path) or generated(text)


def _overrun(function: Function, lines: Sequence[bytes]) -> bool:
    """True when lizard read on past the brace that closes a script's function, as it does after `{"a": b <= 1}`.

    Such a measure is that of everything below. A brace that goes on, as in `}) => {`, closes the parameters only.
    """
    if PurePosixPath(function.path).suffix not in SCRIPTS:
        return False
    first = lines[function.start - 1]
    brace = first[: len(first) - len(first.lstrip())] + b"}"
    inside = lines[function.start : function.end - 1]
    return any(line.startswith(brace) and not line.rstrip().endswith((b"{", b"(", b"=>")) for line in inside)


def _findings(functions: Iterable[Function], text: Text, limit: int) -> Iterable[Finding]:
    """One finding for each function above the limit, outside of tests and of code beside the product.

    A named function is itself wherever it stands and whatever it holds, so that only passing the limit is new.
    """
    if _unjudged(text):
        return
    lines = text.content.split(b"\n")
    for function in functions:
        if function.complexity <= limit or _overrun(function, lines):
            continue
        named = not ANONYMOUS.fullmatch(function.name)
        yield Finding(
            tool="lizard",
            rule="complexity",
            path=function.path,
            start=function.start,
            end=function.end,
            message=(
                f"{f'`{function.name}`' if named else 'An unnamed function'} has cyclomatic complexity "
                f"{function.complexity}, above the limit of {limit}"
            ),
            severity=Severity.MEDIUM,
            category=Category.MAINTAINABILITY,
            minutes=MINUTES + function.complexity - limit,
            advice="Split the function along its branches, each part with a name that says what it decides.",
            metric=function.complexity,
            limit=limit,
            identity=function.name if named else "",
            symbol=function.name if named else "",
        )


SILENCERS = re.compile(rb"(?i)\blizard(?=\s+forgive)")
VERSION = ("python", "-m", "lizard", "--version")
LIZARD = Analyzer("lizard", "about 25 languages", suffix, Tool(argv, read, SILENCERS, VERSION))
