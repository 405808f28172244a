"""New public functions without documentation, where their neighbours have it.

What is public and where its documentation stands is told from the lines around it, by the custom of each language; a
project that documents little is not asked to begin with this change.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath

from service.model import Function, Hunk
from service.paths import is_beside, is_test

OTHERS, SHARE = 4, 0.7
"""So many other public functions, and such a part of them documented, make documentation a custom."""
LISTED = 20
SHORT = 3
"""Lines of a function that says all by itself."""
SIGNATURE = 60
"""Lines of a signature that are looked at for its end, and of decorators above it."""
DOCSTRING = re.compile(r"[rRbBuUfF]{0,2}[\"']")
SPARED = re.compile(r"@([\w.]*\.)?(overload|override|setter|deleter|getter|Override)\b")
"""Decorators of what is documented elsewhere."""
RECEIVER = re.compile(r"func\s*\(\s*(?:\w+\s+)?\*?\s*([A-Za-z_]\w*)")
INTERFACE = frozenset(
    {"Read", "Write", "Close", "Seek", "ReadFrom", "WriteTo", "ReadAt", "WriteAt", "Error", "Unwrap", "Is", "As"}
    | {"String", "GoString", "Format", "Len", "Less", "Swap", "Push", "Pop", "ServeHTTP", "RoundTrip", "Scan", "Value"}
    | {"MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "MarshalYAML", "UnmarshalYAML"}
)
"""Methods that Go's standard library documents where it asks for them."""
ACCESSOR = re.compile(r"(get|set|is|has)[A-Z]|(equals|hashCode|toString)$")


@dataclass(frozen=True, slots=True)
class Public:
    """A public function of the product at the head."""

    function: Function
    documented: bool
    new: bool
    """True when the change wrote every line of it."""


Judge = Callable[[Sequence[str], Function], bool | None]
"""Whether a function is documented, given the lines of its text; None when nobody would ask."""


def publics(
    functions: Iterable[Function], contents: Mapping[str, bytes], hunks: Mapping[str, Sequence[Hunk]]
) -> tuple[Public, ...]:
    """The public functions among these; `contents` and `hunks` are those of the head, by path."""
    found = []
    for path, group in groupby(functions, key=lambda function: function.path):
        judge = JUDGES.get(PurePosixPath(path).suffix)
        if not judge or path not in contents or is_test(path) or is_beside(path):
            continue
        lines = contents[path].decode(errors="replace").split("\n")
        for function in group:
            documented = judge(lines, function)
            if documented or (documented is False and function.end - function.start >= SHORT - 1):
                found.append(Public(function, documented, _written(function, hunks.get(path, ()))))
    return tuple(found)


def undocumented(found: Sequence[Public]) -> tuple[Function, ...]:
    """New public functions without documentation, at most 20, where at least 70 % of at least 4 others have it.

    The others are those of the same file, or of the changed files in the same language when the file has too few.
    """
    by_file, by_language = _counted(found, _file), _counted(found, _language)
    missing = [
        one.function
        for one in found
        if one.new and not one.documented and _custom(by_file[_file(one)], by_language[_language(one)])
    ]
    return tuple(missing[:LISTED])


def _file(one: Public) -> str:
    return one.function.path


def _language(one: Public) -> str:
    return LANGUAGE[PurePosixPath(one.function.path).suffix]


def _counted(found: Sequence[Public], key: Callable[[Public], str]) -> dict[str, list[bool]]:
    counted: dict[str, list[bool]] = {}
    for one in found:
        counted.setdefault(key(one), []).append(one.documented)
    return counted


def _custom(file: Sequence[bool], language: Sequence[bool]) -> bool:
    """Whether the others are documented; the function itself, which is not, is one of each."""
    group = file if len(file) > OTHERS else language
    return len(group) > OTHERS and sum(group) >= SHARE * (len(group) - 1)


def _written(function: Function, hunks: Iterable[Hunk]) -> bool:
    return any(
        hunk.new_start <= function.start and function.end < hunk.new_start + hunk.new_lines
        for hunk in hunks
        if hunk.new_lines
    )


def _above(lines: Sequence[str], start: int) -> tuple[str, bool]:
    """The line above the function and its decorators, and whether one of those says that it is documented elsewhere."""
    number, spared = start - 2, False
    while number >= max(0, start - SIGNATURE) and lines[number].lstrip().startswith("@"):
        spared = spared or bool(SPARED.match(lines[number].lstrip()))
        number -= 1
    return (lines[number].strip() if number >= 0 else ""), spared


def _python(lines: Sequence[str], function: Function) -> bool | None:
    above, spared = _above(lines, function.start)
    if "." in function.name or function.name.startswith("_") or spared:
        return None
    if above.startswith("#"):
        return True
    body = lines[function.start - 1 : min(function.end, function.start + SIGNATURE)]
    for number, line in enumerate(body):
        if line.split("#")[0].rstrip().endswith(":"):
            rest = (each.strip() for each in body[number + 1 :])
            return bool(DOCSTRING.match(next((each for each in rest if each), "")))
    return None


def _script(lines: Sequence[str], function: Function) -> bool | None:
    if not lines[function.start - 1].startswith("export "):
        return None
    return _above(lines, function.start)[0].endswith("*/")


def _go(lines: Sequence[str], function: Function) -> bool | None:
    receiver = RECEIVER.match(lines[function.start - 1])
    if not function.name[:1].isupper() or (receiver and not receiver[1][0].isupper()):
        return None
    if receiver and function.name in INTERFACE:
        return None
    above = lines[function.start - 2].strip() if function.start > 1 else ""
    return above.startswith("//") or above.endswith("*/")


def _java(lines: Sequence[str], function: Function) -> bool | None:
    above, spared = _above(lines, function.start)
    name = function.name.rpartition("::")[2]
    if spared or ACCESSOR.match(name) or not re.search(r"\bpublic\b", lines[function.start - 1]):
        return None
    return above.endswith("*/")


LANGUAGE = {
    ".py": "Python",
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"), "JavaScript"),
    ".go": "Go",
    ".java": "Java",
}
_BY_LANGUAGE: dict[str, Judge] = {"Python": _python, "JavaScript": _script, "Go": _go, "Java": _java}
JUDGES = {suffix: _BY_LANGUAGE[language] for suffix, language in LANGUAGE.items()}
