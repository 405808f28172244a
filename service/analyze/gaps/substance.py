"""Which lines of code a change wrote so that a file behaves otherwise: layout, comments and types aside."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.analyze.definitions import language
from service.model import Hunk

HASH = ("py", "rb", "sh", "ex")
"""Languages, by the first ending of their group, whose comments begin with a hash."""
TRIPLE = re.compile(r'"""|\'\'\'')
DOCUMENTS = re.compile(r"[rRuU]?(\"\"\"|''')")
"""A string that stands alone is documentation."""
IMPORT = re.compile(
    r"import\b(?!\s*\(['\"])|from\s+\S+\s+import\b|(?:pub\s+)?use\s+[\w\\:{]|using\s+[\w.= ]+;"
    r"|require(?:_relative|_once)?\b|#\s*include\b|package\s|export\s+(?:\*|\{|type\s*\{)"
    r"|(?:const|let|var)\s+[\w${}, ]+=\s*require\("
)
TYPE = re.compile(
    r"(?:(?:export|default|declare|pub(?:\([^)]*\))?|public|internal|private|protected|sealed|partial|abstract)\s+)*"
    r"(?:@?interface|type|struct|protocol|union|enum|record)\b"
)
"""What begins a definition whose lines say what things look like, not what happens."""
LONGEST = 1_000
"""Characters of a line that are looked at: nobody reads further."""
OPEN, SHUT = frozenset("([{"), frozenset(")]}")
TRAILING = re.compile(r",(?=[)\]}]|$)")


def written(path: str, old: bytes, new: bytes, hunks: Sequence[Hunk]) -> tuple[int, ...]:
    """Numbers of the head's lines that hold code the change wrote, in order.

    Left out is what reads the same without white space, trailing commas, semicolons and the kind of quotes, lines
    that only moved, imports, and brackets alone.
    """
    before, after = code(path, old), code(path, new)
    gone, come = _side(before, hunks, old=True), _side(after, hunks, old=False)
    if _same(gone.values(), come.values()):
        return ()
    moved = Counter(gone.values())
    found: list[int] = []
    for hunk in hunks:
        removed, added = _side(before, (hunk,), old=True), _side(after, (hunk,), old=False)
        if not _same(removed.values(), added.values()):
            found += (number for number, text in added.items() if not _spent(moved, text) and _tells(text))
    return tuple(found)


def code(path: str, content: bytes) -> dict[int, str]:
    """The code of each line by its number, reduced to its tokens; lines without any are absent."""
    lines = content.decode("utf-8", "replace").split("\n")
    group = language(path)
    hashed = group.startswith(HASH)
    kept = _undocumented(lines) if hashed else _uncommented(lines)
    reduced = ((number, _tokens(text, hashed=hashed)) for number, text in _unimported(kept))
    return {number: text for number, text in reduced if text}


def _side(lines: Mapping[int, str], hunks: Sequence[Hunk], *, old: bool) -> dict[int, str]:
    spans = [(each.old_start, each.old_lines) if old else (each.new_start, each.new_lines) for each in hunks]
    return {n: lines[n] for start, length in spans for n in range(start, start + length) if n in lines}


def _same(removed: Iterable[str], added: Iterable[str]) -> bool:
    return _joined(removed) == _joined(added)


def _joined(texts: Iterable[str]) -> str:
    return TRAILING.sub("", "".join(texts))


def _spent(moved: Counter[str], text: str) -> bool:
    """True when the same line went away elsewhere, each time once."""
    if not moved[text]:
        return False
    moved[text] -= 1
    return True


def _tells(text: str) -> bool:
    return text not in {"end", "else", "else:", "try:", "try", "do", "begin"} and any(map(str.isalnum, text))


def _tokens(text: str, *, hashed: bool) -> str:
    bare = re.sub(r"(^|\s)#.*$" if hashed else r"(^|\s)//.*$|/\*.*?\*/", "", text[:LONGEST])
    return re.sub(r"[\s;]+", "", bare).replace('"', "'").replace("`", "'")


def _undocumented(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines outside of strings that stand alone."""
    inside, documents = "", False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        begins = not inside and DOCUMENTS.match(text)
        documents = bool(begins) or (documents and bool(inside))
        if not documents:
            yield number, text
        for mark in TRIPLE.findall(text):
            inside = "" if inside == mark else inside or mark


def _uncommented(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines outside of block comments that begin a line."""
    inside = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not inside and not text.startswith(("/*", "<!--")):
            yield number, text
            continue
        inside = not ("*/" in text or "-->" in text)


def _unimported(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines that import nothing; an import goes on until its brackets are closed."""
    open = 0
    for number, text in lines:
        if open <= 0 and not IMPORT.match(text):
            yield number, text
            continue
        open = max(0, open) + sum((char in OPEN) - (char in SHUT) for char in text)
