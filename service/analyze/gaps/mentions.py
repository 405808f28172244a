"""Whether the text of a test is about a given file: it names what the file defines, or imports its module."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath

from service.analyze.definitions import language

LEAST, PLAINLY = 4, 8
"""Letters of a name that says anything, and of one that is nobody else's although it is a single word."""
WORD = re.compile(r"[A-Za-z_$][\w$]*")
RELATIVE = re.compile(r"['\"](\.{1,2}/[^'\"\n]{0,200})['\"]")
ENDING = re.compile(r"\.[cm]?[jt]sx?$|\.vue$|\.svelte$")
COMMON = frozenset(
    {"abstract", "constructor", "hashCode", "toString", "__init__", "__str__", "__repr__", "initialize", "configure"}
    | {"register", "validate", "setUp", "tearDown", "getName", "getId", "execute", "generate", "component", "response"}
    | {"settings", "position", "children", "serialize", "callback", "document", "messages", "onChange", "onClick"}
    | {"Error", "Config", "Options", "Props", "State", "Item", "Node", "User", "Data", "Type", "Test", "Service"}
)


def mentions(text: bytes, test: str, path: str, symbols: Iterable[str]) -> bool:
    """True when the test at `test` with this text names one of the symbols, or imports the module of `path`."""
    said = text.decode("utf-8", "replace")
    words = set(WORD.findall(said))
    return any(distinct(name) and name in words for name in symbols) or _imports(said, words, test, path)


def distinct(name: str) -> bool:
    """True for a name that hardly two things of one repository share."""
    if len(name) < LEAST or name in COMMON:
        return False
    return len(name) >= PLAINLY or "_" in name.strip("_") or any(char.isupper() for char in name)


def _imports(said: str, words: set[str], test: str, path: str) -> bool:
    pure = PurePosixPath(path)
    module = pure.parent if pure.stem in {"__init__", "index", "mod"} else pure.with_suffix("")
    if not module.name:
        return False
    if "_" in module.name.strip("_") and len(module.name) >= LEAST and module.name in words:
        return True
    if language(path).startswith("js"):
        meant = {str(module), str(pure.with_suffix(""))}
        return any(normpath(join(dirname(test), ENDING.sub("", each))) in meant for each in RELATIVE.findall(said))
    above = re.escape(module.parent.name)
    name = re.escape(module.name)
    if not above:
        return (
            re.search(rf"^[ \t]*(?:import|from|require\w*|use)\b[^\n]{{0,200}}\b{name}\b", said, re.MULTILINE)
            is not None
        )
    return re.search(rf"\b{above}(?:\.|/|\\|::|[ ]import[ ][^\n]{{0,200}}\b){name}\b", said) is not None
