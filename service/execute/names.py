"""Which names of a repository may stand in a prompt: file and symbol names are strangers' text."""

import re
from unicodedata import normalize

# No white space, quotes, backticks, "@", "#", "!", "$(" or angle brackets: such a name can neither leave its
# inline code, nor mention, close or expand anything, nor read as a sentence. A file named otherwise keeps its
# findings in the check run and gets no prompt.
_PATH = re.compile(r"(?!-)[\w.+=,~()\[\]-]+(/[\w.+=,~()\[\]-]+)*\Z")
_SYMBOL = re.compile(r"(?!-)[\w.:$~-]+\Z")
_SHELL = re.compile(r"(?!-)[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*\Z")
_NOT_PROSE = re.compile(r"[^\w .,:;()\[\]{}'/=<>%+*-]+")
_ACTIVE = re.compile(r"(?<=<)-|--+>?|(?<=:)//|(?<=\])(?=\()")

MAX_PATH = 200
MAX_SYMBOL = 100


def plain_path(path: str) -> bool:
    """True when the path can be cited as it is, up to 200 characters and inside the repository."""
    inside = ".." not in path.split("/")
    return len(path) <= MAX_PATH and inside and _PATH.match(path) is not None and _settled(path)


def plain_symbol(symbol: str) -> bool:
    """True when the symbol can be cited as it is, up to 100 characters."""
    return len(symbol) <= MAX_SYMBOL and _SYMBOL.match(symbol) is not None and _settled(symbol)


def plain_directory(path: str) -> bool:
    """True when the path can stand in a command line without quotes."""
    inside = ".." not in path.split("/")
    return len(path) <= MAX_PATH and inside and _SHELL.match(path) is not None


def prose(text: str, most: int = 140) -> str:
    """One line of words and plain punctuation, at most `most` characters and some; backticks become apostrophes.

    Mentions, references, links and HTML comments fall apart: their marks are dropped or parted.
    """
    words = _NOT_PROSE.sub(" ", text.replace("`", "'").replace('"', "'")).split()
    line = _ACTIVE.sub(" ", " ".join(words))
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " ..."


def _settled(name: str) -> bool:
    """Refuses look-alikes such as full-width letters, which compatibility normalisation would turn into others."""
    return normalize("NFKC", name) == name
