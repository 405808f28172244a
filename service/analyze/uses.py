"""Where a symbol is used: in files of the same language that are near, and that speak of the file it lives in."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import nsmallest
from itertools import islice

from service.analyze.definitions import LONGEST, defined, language
from service.analyze.near import Near
from service.paths import is_test, unwanted

SHORTEST = 4
"""Letters of a name below which it is found everywhere."""
_COMMON = (
    "main init setup close open start stop name value type data list item index get set run call test build create"
    " update delete remove add clear reset handle process execute render parse read write load save send toString"
    " equals hashCode constructor default self this new length size"
)
COMMON = frozenset(_COMMON.split())
"""Names so common that a match says nothing of who is meant."""
NAMELESS = frozenset({"index", "__init__", "mod", "main", "lib", "__main__"})
"""File names that say nothing of a file: it is known by its folder."""
COMMENT = re.compile(rb"\s*(?:#|//|/?\*|--|<!--)")
MOST_USES = 5
MOST_MATCHES = 100
"""Places in one text that are looked at; a text with more is a table of names."""
WORD = re.compile(r"\w+")


def candidates(near: Collection[str], paths: Iterable[str], most: int = 200) -> tuple[str, ...]:
    """Files in the languages of `near`, nearest by folder first; neither tests nor what nobody wrote by hand."""
    kinds = {language(path) for path in near} - {""}
    rank = Near(near)
    endings = {ending for kind in kinds for ending in kind.split()}
    same = ((rank(path.rpartition("/")[0]), path) for path in paths if path.rpartition(".")[2].lower() in endings)
    # Some of the nearest are tests; only as many as may be wanted are asked about, whatever the size of the tree.
    good = (path for _, path in nsmallest(most * 3, same) if not is_test(path) and not unwanted(path))
    return tuple(path for path, _ in zip(good, range(most), strict=False))


def uses(symbol: str, path: str, texts: Mapping[str, bytes], most: int = MOST_USES) -> tuple[str, ...]:
    """`path:line` of the first use in each of the other texts, in their order, at most so many.

    A text counts when it is written in the same language, defines no such name itself, and lies in the same folder or
    names the file: everything else that is called alike is somebody else. Comments are no uses.
    """
    name = symbol.replace("::", ".").replace(":", ".").rpartition(".")[2]
    if not _telling(name):
        return ()
    found = (_use(name, path, other, text) for other, text in texts.items() if other != path)
    return tuple(place for place, _ in zip(filter(None, found), range(most), strict=False))


def _telling(name: str) -> bool:
    return len(name) >= SHORTEST and name not in COMMON and not name.startswith("__") and bool(WORD.fullmatch(name))


def _use(name: str, path: str, other: str, text: bytes) -> str:
    """The first use in one text, as `path:line`; empty when there is none."""
    kind = language(path)
    word = name.encode()
    if word not in text or not kind or language(other) != kind or is_test(other) or not _related(path, other, text):
        return ""
    lines = list(_lines(word, text))
    if any(defined(line.decode("utf-8", "replace").strip(), kind) == name for _, line in lines):
        return ""
    at = next((number for number, line in lines if not COMMENT.match(line) and not _import(line)), 0)
    return f"{other}:{at}" if at else ""


def _related(path: str, other: str, text: bytes) -> bool:
    folder, _, name = path.rpartition("/")
    if folder == other.rpartition("/")[0]:
        return True
    stem = name.partition(".")[0]
    known_as = {folder.rpartition("/")[2]} if stem in NAMELESS or path.endswith(".go") else {stem, _camel(stem)}
    return any(each.encode() in text for each in known_as if each)


def _camel(stem: str) -> str:
    """`live_reload` as a class of that file would be called."""
    return "".join(part[:1].upper() + part[1:] for part in stem.split("_"))


def _lines(word: bytes, text: bytes) -> Iterator[tuple[int, bytes]]:
    """The beginning of every line that uses the word, with its number.

    A word in small letters is written by chance, too: it counts only where it is called or reached through a dot.
    """
    marked = b"_" in word.strip(b"_") or word != word.lower()
    form = rb"(?<![\w$\"'])%b(?![\w$\"'])" if marked else rb"(?<![\w$])%b(?=\s*\()|(?<=[.:>])%b(?![\w$])"
    number, start = 1, 0
    for match in islice(re.finditer(form.replace(b"%b", re.escape(word)), text), MOST_MATCHES):
        number += text.count(b"\n", start, match.start())
        start = match.start()
        first, last = text.rfind(b"\n", 0, start) + 1, text.find(b"\n", start)
        yield number, text[first : min(last if last >= 0 else len(text), first + LONGEST)]


def _import(line: bytes) -> bool:
    """True for a line that only makes the name known."""
    return line.lstrip().startswith((b"import ", b"from ", b"use ", b"using ", b"require", b"#include", b"export {"))
