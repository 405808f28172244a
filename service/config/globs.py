"""Globs of paths: `*` stays within a folder, `**` crosses folders, `?` is one character."""

import re
from collections.abc import Callable, Sequence

_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")
_MEANS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def matcher(globs: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path is one of theirs; a glob is for the whole path. The time is linear whatever the globs are."""
    if not globs:
        return lambda _path: False
    import re2  # heavy, and most repositories ignore nothing

    wanted = re2.compile("|".join(f"(?:{_pattern(glob)})" for glob in globs))
    return lambda path: wanted.fullmatch(path.encode(errors="replace").decode()) is not None


def _pattern(glob: str) -> str:
    return "(?s)" + "".join(_MEANS.get(part) or re.escape(part) for part in _TOKEN.findall(glob))
