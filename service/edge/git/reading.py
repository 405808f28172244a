"""What is asked of the objects that are here: presence, merge base, diff, content, tree, log."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice

from service.edge.git.command import GitFailed, git, stream
from service.edge.git.diff import Entry, changed_file, entries
from service.edge.git.limits import BATCH_BYTES, BLOB_BYTES, READ_BLOBS
from service.edge.git.listing import LOG_FORMAT, commits, files_of
from service.edge.git.patch import PatchReader
from service.edge.git.paths import is_sha, shown_apart
from service.edge.git.place import Place
from service.model.change import ChangedFile, Commit
from service.ports import Unfetchable

EMPTY_TREE = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74de5321ac5",
}
"""The tree without files, by the length of an object id; git knows it without storing it."""

RAW = ("diff-tree", "-r", "--raw", "-z", "--no-abbrev")
PATCH = ("diff-tree", "-r", "-M", "-p", "-U0", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv")
PATHSPEC_BYTES = 512 * 1024
"""Paths handed over as arguments; the kernel takes two megabytes in all."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object that is here: `commit`, `tree`, `blob` or `tag`, and its size in bytes."""

    kind: str
    size: int


async def present(place: Place, ids: Iterable[str]) -> dict[str, Object]:
    """Which of these objects are here; ids that are no object ids are absent."""
    wanted = sorted({id for id in ids if is_sha(id)})
    if not wanted:
        return {}
    output = await git(place, "cat-file", "--batch-check", stdin="".join(f"{id}\n" for id in wanted).encode())
    lines = (line.split(" ") for line in output.decode().splitlines())
    return {line[0]: Object(line[1], int(line[2])) for line in lines if line[-1] != "missing"}


async def merge_base(place: Place, base: str, head: str) -> str:
    """Where the two commits parted, or empty when they share no ancestor; of several the one git names first."""
    try:
        output = await git(place, "merge-base", "--end-of-options", base, head)
    except GitFailed as failure:
        if failure.status == 1:
            return ""
        raise
    return output.decode().strip()


def starting_point(base: str, head: str) -> str:
    """The tree to compare with: the base, or the empty tree when there is none."""
    return base or EMPTY_TREE[len(head)]


async def changed(place: Place, base: str, head: str) -> tuple[Entry, ...]:
    """Every changed path without rename detection, which needs no file content."""
    return tuple(entries(await git(place, *RAW, "--no-renames", "--end-of-options", starting_point(base, head), head)))


def to_read(files: Sequence[Entry]) -> frozenset[str]:
    """Blobs a diff of these entries reads: both sides of the first ones, 6,000 in all."""
    return frozenset(islice((blob for entry in files for blob in entry.blobs), READ_BLOBS))


async def compare(place: Place, base: str, head: str, everything: Sequence[Entry]) -> tuple[ChangedFile, ...]:
    """The changed files with renames and hunks, in path order.

    `everything` is what `changed` said. Files with a side that is not here, or over the size limit, are oversized.
    """
    here = await present(place, to_read(everything))
    small = {id for id, object in here.items() if object.size <= BLOB_BYTES}
    whole = [entry for entry in everything if here.keys() >= set(entry.blobs)]
    if len(whole) == len(everything):
        read, reader = await _renamed(place, base, head, ())
        return tuple(_described(read, (), reader, small))
    # Git fails on a blob that is not here, so it is shown the other paths alone.
    whole = list(_fitting(whole))
    paths = tuple(b":(top,literal)" + entry.path for entry in whole)
    read, reader = await _renamed(place, base, head, paths) if paths else ((), PatchReader())
    known = {entry.path for entry in whole}
    unread = [entry for entry in everything if entry.path not in known]
    return tuple(_described(read, unread, reader, small))


async def _renamed(place: Place, base: str, head: str, paths: Sequence[bytes]) -> tuple[tuple[Entry, ...], PatchReader]:
    """Entries with rename detection and their patches; of these paths, or of all when none is given."""
    sides: tuple[str | bytes, ...] = (starting_point(base, head), head, "--", *paths)
    reader = PatchReader()
    await stream(place, reader.feed, *PATCH, *sides)
    return tuple(entries(await git(place, *RAW, "-M", *sides))), reader


def _fitting(files: Iterable[Entry]) -> Iterator[Entry]:
    room = PATHSPEC_BYTES
    for entry in files:
        room -= len(entry.path)
        if room > 0:
            yield entry


def _described(
    read: Sequence[Entry], unread: Sequence[Entry], reader: PatchReader, small: AbstractSet[str]
) -> Iterator[ChangedFile]:
    patches = reader.close()
    files = sorted([*read, *unread], key=lambda entry: entry.path)
    beyond = {entry.path for entry in unread} | {entry.path for entry in read if not small >= set(entry.blobs)}
    for entry, path in zip(files, shown_apart([entry.path for entry in files]), strict=True):
        yield changed_file(entry, path, patches, unread=entry.path in beyond)


async def blobs(place: Place, ids: Sequence[str]) -> Mapping[str, bytes]:
    """Content by blob id, up to 256 MB in all; missing, oversized and later ones are absent."""
    here = await present(place, ids)
    chosen: list[str] = []
    room = BATCH_BYTES
    for id, object in here.items():
        if object.kind == "blob" and object.size <= min(BLOB_BYTES, room):
            chosen.append(id)
            room -= object.size
    if not chosen:
        return {}
    asked = "".join(f"{id}\n" for id in chosen).encode()
    return dict(_contents(await git(place, "cat-file", "--batch", stdin=asked, most=2 * BATCH_BYTES)))


def _contents(batch: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(batch):
        end = batch.index(b"\n", at)
        id, _, size = batch[at:end].decode().split(" ")
        at = end + 1 + int(size) + 1
        yield id, batch[end + 1 : at - 1]


async def tree(place: Place, commit: str) -> Mapping[str, str]:
    """Path -> blob id of the commit's regular files, the first 100,000; empty for an empty commit id."""
    if not commit:
        return {}
    return files_of(await git(place, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", checked(commit)))


async def files(place: Place, commit: str, paths: Iterable[str]) -> Mapping[str, str]:
    """Path -> blob id of those of these paths that are regular files of the commit."""
    if not commit:
        return {}
    # The pathspecs of ls-tree are plain paths: no magic, no globs.
    return files_of(await git(place, "ls-tree", "-z", "--full-tree", "--end-of-options", checked(commit), *paths))


async def history(place: Place, commit: str, limit: int) -> tuple[Commit, ...]:
    """The newest commits reachable from this one, at most `limit`."""
    options = ("--raw", "--no-abbrev", "--no-renames", "-z", "--root", "--no-show-signature", f"--format={LOG_FORMAT}")
    return tuple(
        commits(await git(place, "log", *options, f"--max-count={int(limit)}", "--end-of-options", checked(commit)))
    )


def checked(sha: str) -> str:
    """The same id when it is one. Raises Unfetchable."""
    if not is_sha(sha):
        raise Unfetchable("The change does not name its commits by full SHA.")
    return sha
