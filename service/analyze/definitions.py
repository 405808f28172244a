"""What a line of code defines: one pattern for each language, by the words that begin a definition."""

import re
from collections.abc import Mapping
from typing import Final

LONGEST: Final = 300
"""Characters of a line that are looked at: a definition's name stands near its beginning."""
NAME: Final = r"(?P<name>[^\W\d]\w*)"
_JS_NAME: Final = r"(?P<name>[A-Za-z_$][\w$]*)"
_NO_CALL: Final = (
    r"(?!(?:if|else|for|foreach|while|switch|catch|return|new|throw|await|yield|do|try|using|lock|super|this|function"
    r"|sizeof|typeof|assert|when|case|goto|delete|typedef|extern|and|or|not)\b)"
)
_TYPES: Final = rf"(?:enum\s+class|class|interface|enum|record|struct|trait|object|@interface)\s+{NAME}"
_MODIFIERS: Final = (
    r"(?:(?:public|private|protected|internal|static|final|abstract|override|async|virtual|synchronized|native|default"
    r"|sealed|partial|readonly|unsafe|extern|new|open|inline|suspend|operator|data|inner|lateinit|implicit|lazy|case"
    r"|fileprivate|mutating|export|const|companion|annotation|value|required|convenience|strictfp)\s+)*"
)
_SCRIPT_METHOD: Final = (
    rf"(?:(?:public|private|protected|static|readonly|override|async|get|set)\s+)*\*?{_NO_CALL}#?{_JS_NAME}"
    r"\s*(?:<[^>()]*>)?\((?!['\"`])(?:(?!=>)[^;])*\)\s*(?::[^;{]+)?\{$"
)
_SCRIPT: Final = (
    rf"(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:async\s+)?function\s*\*?\s*{_JS_NAME}",
    rf"(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:class|interface|enum|namespace)\s+{_JS_NAME}",
    rf"(?:export\s+)?(?:declare\s+)?type\s+{_JS_NAME}\s*(?:<[^=]*>)?\s*=",
    rf"(?:export\s+)?(?:const|let|var)\s+{_JS_NAME}\s*(?::[^=]+)?=\s*(?:async\s+)?(?:function\b|\(|[\w$]+\s*=>|<)",
    _SCRIPT_METHOD,
)
# What stands before the first parenthesis: types and modifiers, then the name. A call has no type before it.
_METHOD: Final = (
    rf"{_NO_CALL}(?=[\w@<\[~])[^(=;{{}}\"']{{0,200}}?\s[\w:&*~\]>?]*?{_NO_CALL}(?<!\w)(?<!new ){NAME}"
    r"\s*(?:<[^()]*>)?\([^;]*$"
)
_CREATE: Final = (
    r"(?i:create\s+(?:or\s+replace\s+)?(?:unique\s+)?(?:table|view|function|procedure|index|type|trigger)\s+"
    rf"(?:if\s+not\s+exists\s+)?(?:[\"`]?\w+[\"`]?\.)?[\"`]?){NAME}"
)
_JAVA: Final = (rf"{_MODIFIERS}{_TYPES}", _METHOD)
_TABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "py pyi pyx": (rf"(?:async\s+)?def\s+{NAME}", rf"class\s+{NAME}"),
    "js jsx mjs cjs ts tsx mts cts vue svelte": _SCRIPT,
    "go": (rf"func\s+(?:\([^)]*\)\s*)?{NAME}", rf"type\s+{NAME}\s"),
    "java groovy": _JAVA,
    "cs": (rf"{_MODIFIERS}(?:record\s+)?{_TYPES}", rf"namespace\s+{NAME}", _METHOD),
    "kt kts": (rf"{_MODIFIERS}(?:fun\s+)?{_TYPES}", rf"{_MODIFIERS}fun\s+(?:<[^>]*>\s*)?(?:[\w<>?]+\.)*{NAME}\s*\("),
    "scala": (rf"{_MODIFIERS}{_TYPES}", rf"{_MODIFIERS}def\s+{NAME}"),
    "rb rake": (rf"(?:private\s+|public\s+)?def\s+(?:self\.)?{NAME}", rf"(?:class|module)\s+(?:\w+::)*{NAME}"),
    "rs": (
        rf"(?:pub(?:\([^)]*\))?\s+)?(?:(?:async|const|unsafe|default|extern(?:\s+\"[^\"]*\")?)\s+)*fn\s+{NAME}",
        rf"(?:pub(?:\([^)]*\))?\s+)?(?:struct|enum|trait|mod|union|type)\s+{NAME}",
        rf"macro_rules!\s+{NAME}",
    ),
    "php": (
        rf"(?:(?:public|private|protected|static|final|abstract)\s+)*function\s+&?{NAME}",
        rf"(?:(?:final|abstract|readonly)\s+)*(?:class|interface|trait|enum)\s+{NAME}",
    ),
    "c cc cpp cxx h hh hpp m mm": (
        rf"(?:typedef\s+)?(?:struct|class|enum(?:\s+class)?|union)\s+{NAME}[^;]*$",
        rf"#\s*define\s+{NAME}",
        _METHOD,
        r"@(?:interface|implementation|protocol)\s+(?P<name>\w+)",
    ),
    "swift": (rf"{_MODIFIERS}(?:func|class|struct|enum|protocol|extension|actor)\s+{NAME}",),
    "dart": (rf"{_MODIFIERS}(?:class|mixin|enum|extension)\s+{NAME}", _METHOD),
    "ex exs": (rf"(?:def|defp|defmacro|defmodule|defprotocol)\s+(?:\w+\.)*{NAME}",),
    "lua": (rf"(?:local\s+)?function\s+(?:\w+[.:])*{NAME}",),
    "sh bash zsh": (rf"function\s+{NAME}", rf"{NAME}\s*\(\)"),
    "sql": (_CREATE,),
    "proto": (rf"(?:message|service|enum|rpc)\s+{NAME}",),
    "graphql gql": (rf"(?:type|input|enum|interface|union|scalar)\s+{NAME}",),
    "prisma": (rf"(?:model|enum|type)\s+{NAME}",),
}
_GROUPS: Final[Mapping[str, str]] = {ending: endings for endings in _TABLE for ending in endings.split()}
_COMPILED: dict[str, tuple[re.Pattern[str], ...]] = {}


def language(path: str) -> str:
    """Names the group of file endings whose files define and use the same things; empty where none is known."""
    return _GROUPS.get(path.rpartition(".")[2].lower(), "")


def defined(line: str, language: str) -> str:
    """The name that a line of that language defines, indentation taken away; empty when it defines none."""
    if not language:
        return ""
    patterns = _COMPILED.get(language) or _COMPILED.setdefault(language, tuple(map(re.compile, _TABLE[language])))
    for pattern in patterns:
        if match := pattern.match(line[:LONGEST]):
            return match["name"]
    return ""
