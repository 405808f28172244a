"""Measures: how much code a text holds, by a light tokenizer that knows comments, strings and words."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from service.analyzers import Analyzer, Found, Options, Text, minified
from service.model import Measures

QUOTED = rb"\"[^\"\\\n]*(?:\\[\s\S][^\"\\\n]*)*\"?|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'?"
TEMPLATE = rb"`[^`\\]*(?:\\[\s\S][^`\\]*)*`?"
# An opening without an end swallows the rest, and parts exclude each other: time is linear in any text. No possessive
# quantifiers: those of groups are wrong in Python 3.11.2, which Debian 12 ships.
BLOCK = rb"/\*(?:[\s\S]*?\*/|[\s\S]*)"
SLASHES = rb"//[^\n]*"
HASH = rb"(?:^|(?<=[\s;]))#[^\n]*"
MARKUP = rb"<!--(?:[\s\S]*?-->|[\s\S]*)"
DOUBLE, SINGLE = rb"\"\"\"[^\"]*(?:\"(?!\"\")[^\"]*)*", rb"\'\'\'[^\']*(?:\'(?!\'\')[^\']*)*"
TRIPLE = rb"[rRbBuUfFtT]{0,2}(?:" + DOUBLE + rb"(?:\"\"\")?|" + SINGLE + rb"(?:\'\'\')?)"
DOCSTRING = rb"^[ \t]*[rRuU]?(?:" + DOUBLE + rb"\"\"\"|" + SINGLE + rb"\'\'\')(?=[ \t]*(?:\n|\#|\Z))"
WORD = rb"[A-Za-z_$\x80-\xff][\w$\x80-\xff]*"
NUMBER = rb"\d[\w.]*"
SIGNS = rb"[-+*/%=<>!&|^~?:.@]+|[(){}\[\];,#\\]"


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a family of languages writes what is no code, and what may look like it inside of strings."""

    comments: bytes
    strings: bytes = QUOTED

    def plain(self, content: bytes) -> bytes:
        """The text without its comments, on the same lines."""
        return _either(self).sub(_blanked, content)


CURLY = Syntax(BLOCK + b"|" + SLASHES, QUOTED + b"|" + TEMPLATE)
PYTHON = Syntax(DOCSTRING + b"|#[^\n]*", TRIPLE + b"|" + QUOTED)
SHELL = Syntax(HASH)
PHP = Syntax(BLOCK + b"|" + SLASHES + b"|#(?!\\[)[^\n]*")
PAGE = Syntax(MARKUP + b"|" + BLOCK + b"|" + SLASHES, QUOTED + b"|" + TEMPLATE)
SQL = Syntax(BLOCK + rb"|--[^\n]*")
LUA = Syntax(rb"--(?:\[\[(?:[\s\S]*?\]\]|[\s\S]*)|[^\n]*)")
ENDINGS = {
    **dict.fromkeys(("c", "cc", "cpp", "cxx", "cu", "cuh", "h", "hh", "hpp", "hxx", "ino", "m", "mm"), CURLY),
    **dict.fromkeys(("java", "kt", "kts", "scala", "groovy", "cs", "swift", "go", "rs", "zig", "sol", "dart"), CURLY),
    **dict.fromkeys(("js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts"), CURLY),
    **dict.fromkeys(("vue", "svelte"), PAGE),
    **dict.fromkeys(("py", "pyi", "pyx"), PYTHON),
    **dict.fromkeys(("rb", "rake", "pl", "pm", "r", "R", "sh", "bash", "zsh", "ex", "exs", "gd"), SHELL),
    "php": PHP,
    "sql": SQL,
    "lua": LUA,
}
"""Languages whose lines count, by file name ending; markup, styles and data are no code here."""
OPERAND = re.compile(rb"[\w\"'`$\x80-\xff]")
KEYWORDS = frozenset(
    b"and as assert async await break case catch class const continue def default defer delete do elif else elsif end"
    b" ensure enum except export extends extern final finally fn for from func function global go goto if implements"
    b" import in interface is lambda let match module mut new nonlocal not of or package pass private protected pub"
    b" public raise require rescue return select static struct super switch then throw throws trait try type typeof"
    b" union unless until use using var void volatile when where while with yield".split()
)
"""Words that count as operators: they act, and name nothing."""


def suffix(text: Text) -> str:
    """Source code that a person wrote, by file name."""
    ending = PurePosixPath(text.path).suffix
    return ending if ending[1:] in ENDINGS and not minified(text) else ""


def scan(text: Text, _options: Options) -> Found:
    """Lines of code, lines of comment alone, and Halstead's volume of what is left without comments."""
    syntax = ENDINGS[PurePosixPath(text.path).suffix[1:]]
    plain = syntax.plain(text.content)
    code = sum(1 for _ in _filled(plain))
    comments = sum(1 for _ in _filled(text.content)) - code
    return Found(measures=Measures(text.path, code, comments, volume(plain, syntax)))


def code_lines(text: Text) -> frozenset[int]:
    """The numbers, from 1, of the lines that hold code; none for a text that is not measured."""
    if not suffix(text):
        return frozenset()
    plain = ENDINGS[PurePosixPath(text.path).suffix[1:]].plain(text.content)
    return frozenset(_filled(plain))


def volume(plain: bytes, syntax: Syntax) -> float:
    """Halstead's volume (Elements of Software Science, 1977): length x log2(vocabulary), over every token.

    Words that act and signs are operators, all other words, numbers and strings are operands.
    """
    tokens = Counter(_tokens(syntax).findall(plain))
    length = tokens.total()
    operands = {token for token in tokens if OPERAND.match(token) and token not in KEYWORDS}
    vocabulary = len(operands) + len(tokens.keys() - operands)
    return round(length * math.log2(vocabulary), 1) if vocabulary else 0.0


def _filled(content: bytes) -> Iterator[int]:
    return (number for number, line in enumerate(content.split(b"\n"), 1) if line and not line.isspace())


@cache
def _either(syntax: Syntax) -> re.Pattern[bytes]:
    return re.compile(b"(?P<comment>" + syntax.comments + b")|" + syntax.strings, re.MULTILINE)


@cache
def _tokens(syntax: Syntax) -> re.Pattern[bytes]:
    return re.compile(b"|".join((syntax.strings, WORD, NUMBER, SIGNS)), re.MULTILINE)


def _blanked(found: re.Match[bytes]) -> bytes:
    return b"\n" * found[0].count(b"\n") if found.lastgroup else found[0]


MEASURES = Analyzer("measures", "source code of about 30 languages", suffix, scan)
