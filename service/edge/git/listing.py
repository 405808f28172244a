"""Reads what git lists: the files of a tree, the commits of a log."""

from collections.abc import Iterator
from itertools import islice

from service.edge.git.limits import TREE_ENTRIES
from service.edge.git.paths import shown
from service.model.change import Commit


def files_of(tree: bytes) -> dict[str, str]:
    """Shown path -> blob id of `git ls-tree -r -z`: regular files only, the first 100,000."""
    lines = (line.split(b"\t", 1) for line in tree.split(b"\0")[:-1])
    regular = ((path, meta) for meta, path in lines if meta.startswith(b"100"))
    return {shown(path): meta.split(b" ")[2].decode() for path, meta in islice(regular, TREE_ENTRIES)}


LOG_FORMAT = "%H%x00%ae%x00%at%x00%s"


def commits(log: bytes) -> Iterator[Commit]:
    """The commits of `git log --raw --no-abbrev --no-renames -z` in LOG_FORMAT; a merge has no paths."""
    fields = log.split(b"\0")
    at = 0
    while at + 3 < len(fields):
        id, author, time, subject = (field.decode("utf-8", "replace") for field in fields[at : at + 4])
        at += 4
        paths: list[str] = []
        while at + 1 < len(fields) and fields[at].lstrip(b"\n").startswith(b":"):
            paths.append(shown(fields[at + 1]))
            at += 2
        yield Commit(id, author, int(time or 0), subject, tuple(paths))
