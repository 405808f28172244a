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
_CODE = re.compile(r"`([^`\n]*)`")
_NOT_CODE = re.compile(r"[^\w .,:;()\[\]{}'/=<>%+*$&|\\?!^~-]+")
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
    line = " ".join(_ACTIVE.sub(" ", " ".join(words)).split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " ..."


def advice(text: str, most: int = 240) -> str:
    """As `prose`, with what stands in backticks as a quotation: code keeps its dollars, bars and brackets there.

    What would mention, refer or comment falls apart in a quotation, too.
    """
    parts = _CODE.split(text)
    said = "".join(
        f'"{_NOT_CODE.sub("", _ACTIVE.sub("", part.replace(chr(34), chr(39))))}"'
        if at % 2
        else _NOT_PROSE.sub(" ", _ACTIVE.sub(" ", part.replace(chr(34), chr(39))))
        for at, part in enumerate(parts)
    )
    line = " ".join(said.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0].replace(chr(34), chr(39))} ..."


def _settled(name: str) -> bool:
    """Refuses look-alikes such as full-width letters, which compatibility normalisation would turn into others."""
    return normalize("NFKC", name) == name
