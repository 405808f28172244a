"""Which language a text is written in, by its name and its first line."""

from io import BytesIO
from pathlib import PurePosixPath

FIRST = 256
"""Bytes of a first line that Linux reads for the interpreter (BINPRM_BUF_SIZE)."""
ALSO = {".mts": {"ts"}, ".cts": {"ts"}, ".dockerfile": {"dockerfile"}}
"""Endings that `identify` does not know."""


def tags(path: str, content: bytes = b"") -> frozenset[str]:
    """The names `identify` has for the text, such as `python` or `shell` and `bash`; empty when it knows none.

    A name says it, or for a name without ending the interpreter in the first line. Nothing is read from the disk.
    """
    from identify import identify

    name = PurePosixPath(path).name
    if named := identify.tags_from_filename(name) | ALSO.get(PurePosixPath(name).suffix.lower(), set()):
        return frozenset(named)
    if PurePosixPath(name).suffix:
        return frozenset()
    first = identify.parse_shebang(BytesIO(content[:FIRST].split(b"\n", 1)[0]))
    return frozenset(identify.tags_from_interpreter(first[0])) if first else frozenset()
