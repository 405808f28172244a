"""How code of each language says no: raising, throwing, returning an error, or ending with an exit code."""

from collections.abc import Mapping
from pathlib import PurePosixPath

RAISE = ("raise an exception", "raises an exception")
THROW = ("throw an exception", "throws an exception")
THROW_ERROR = ("throw an error", "throws an error")
RETURN = ("return an error", "returns an error")
RETURN_ERR = ("return an `Err`", "returns an `Err`")
RETURN_CODE = ("return an error code", "returns an error code")
EXIT = ("exit non-zero", "exits non-zero")
OTHERWISE = ("stop with an error", "stops with an error")
"""Of settings, markup and queries, and of every language that is not listed."""

_BY_ENDING: Mapping[tuple[str, str], str] = {
    RAISE: ".py .pyi .ipynb .rb .rake .ex .exs",
    THROW: ".java .kt .kts .scala .groovy .cs .fs .php .cc .cpp .cxx .hpp .hh .dart",
    THROW_ERROR: ".js .jsx .mjs .cjs .ts .tsx .mts .cts .vue .svelte .swift",
    RETURN: ".go .zig",
    RETURN_ERR: ".rs",
    RETURN_CODE: ".c .h",
    EXIT: ".sh .bash .zsh .ksh .bats",
}
_SAID = {ending: said for said, endings in _BY_ENDING.items() for ending in endings.split()}


def refuse(path: str) -> str:
    """What the code at that path shall do when it cannot go on, such as `return an error`."""
    return _said(path)[0]


def refuses(path: str) -> str:
    """What it does then, such as `returns an error`."""
    return _said(path)[1]


def _said(path: str) -> tuple[str, str]:
    return _SAID.get(PurePosixPath(path).suffix.lower(), OTHERWISE)
