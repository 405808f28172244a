"""Reads which lines each change took away and which it brought."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

from service.edge.git.command import Exceeded, git
from service.edge.git.diff import Entry, entries
from service.edge.git.history import measured
from service.edge.git.paths import is_sha, shown
from service.edge.git.place import Place
from service.model.risk import Edit, Rewrite

BATCH = 25
"""Changes whose patches are held at once."""
SIDES = ("diff-tree", "--stdin", "-r", "--root", "-M", "--raw", "-z", "--no-abbrev")
PATCHES = (
    *("diff-tree", "--stdin", "-r", "--root", "-M", "-p", "-U0", "--full-index", "--no-color"),
    *("--no-ext-diff", "--no-textconv"),
)
INDEX = re.compile(r"index ([0-9a-f]+)\.\.([0-9a-f]+)")
HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@")
Blobs = tuple[str, str]
Range = tuple[int, tuple[str, ...], tuple[str, ...]]
"""Where it starts before the change, the lines that went, the lines that came."""


async def rewrites(place: Place, commits: Sequence[tuple[str, str]]) -> AsyncIterator[Rewrite]:
    """What each (commit, parent) rewrote, in the order given; nothing where a batch of patches is beyond the limits."""
    small = measured(place)
    for start in range(0, len(commits), BATCH):
        batch = commits[start : start + BATCH]
        asked = "".join(f"{id} {parent}".strip() + "\n" for id, parent in batch).encode()
        try:
            sides = dict(_sides(await git(small, *SIDES, stdin=asked)))
            ranges = _ranges((await git(small, *PATCHES, stdin=asked)).decode("utf-8", "replace"))
        except Exceeded:
            sides, ranges = {}, {}
        for id, _ in batch:
            yield _rewrite(id, sides.get(id, ()), ranges.get(id, {}))


def _sides(output: bytes) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    fields = iter(output.split(b"\0")[:-1])
    id, raw = "", b""
    for field in fields:
        if not field.startswith(b":"):
            if id:
                yield id, tuple(entries(raw))
            id, raw = field.decode("ascii"), b""
            continue
        two = field.rsplit(b" ", 1)[1][:1] in b"RC"
        raw += b"\0".join([field, *(next(fields) for _ in range(1 + two)), b""])
    if id:
        yield id, tuple(entries(raw))


def _ranges(patches: str) -> Mapping[str, Mapping[Blobs, list[Range]]]:
    """By change and both blobs. Lines of content begin with a sign and are counted: none passes for a header."""
    found: dict[str, dict[Blobs, list[Range]]] = {}
    here: list[Range] = []
    lines = iter(patches.split("\n"))
    for line in lines:
        if is_sha(line):
            files = found.setdefault(line, {})
        elif match := INDEX.match(line):
            here = files.setdefault((_present(match[1]), _present(match[2])), [])
            here.clear()  # two files with the same content on both sides say the same
        elif match := HUNK.match(line):
            old, new = (int(text or 1) for text in match.group(2, 3))
            here.append((int(match[1]), tuple(_content(lines, old)), tuple(_content(lines, new))))
    return found


def _content(lines: Iterator[str], count: int) -> Iterator[str]:
    while count:
        line = next(lines)
        if not line.startswith("\\"):  # "No newline at end of file"
            count -= 1
            yield line[1:]


def _present(id: str) -> str:
    return id if id.strip("0") else ""


def _rewrite(id: str, files: Sequence[Entry], ranges: Mapping[Blobs, Sequence[Range]]) -> Rewrite:
    edits = tuple(
        Edit(shown(file.path), shown(file.old_path) if file.old_blob else "", start, gone, come)
        for file in files
        for start, gone, come in ranges.get((file.old_blob, file.new_blob), ())
    )
    renames = tuple((shown(file.old_path), shown(file.path)) for file in files if file.status == "renamed")
    return Rewrite(id, edits, renames, tuple(shown(file.path) for file in files if file.status == "deleted"))
