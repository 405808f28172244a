"""Reads the past of a branch: its first-parent history, in which a merged pull request is one change."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from service.edge.git import reading
from service.edge.git.command import git
from service.edge.git.limits import BATCH_BYTES
from service.edge.git.paths import shown
from service.edge.git.place import Place
from service.model.risk import MEASURED_BYTES, Past, Touch

CHANGES = 20_000
"""Newest changes that are read: enough for who knows what, and a bound on memory."""
MESSAGE = 2_000
"""Characters of a message that are kept: titles, `Fixes #1`, `This reverts commit ...` stand at its beginning."""
FORMAT = "%H%x00%P%x00%ae%x00%at%x00%B"
FIELDS = 5
LOG = (
    *("log", "--first-parent", "--diff-merges=first-parent", "--root", "--raw", "--no-abbrev", "--no-renames", "-z"),
    *("--no-show-signature", "--no-mailmap", f"--format={FORMAT}"),
)
COUNT = ("diff-tree", "--stdin", "-r", "--root", "-M", "--numstat", "-z", "--no-ext-diff", "--no-textconv")
PROCESSES = 2
"""Counting lines takes all the time there is, so it is shared between two processors."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A change as the log lists it, what else was merged with it, and the blobs on both sides of its files."""

    past: Past
    merged: str = ""
    """The tip of the branch that was merged; its author is the author of the change."""
    blobs: tuple[str, ...] = ()


def measured(place: Place) -> Place:
    """The place where git takes files over the limit for binary, and so neither reads nor counts them."""
    return replace(place, configuration=(*place.configuration, ("core.bigFileThreshold", str(MEASURED_BYTES))))


async def listed(place: Place, commit: str, since: str, detailed: int) -> tuple[Listed, ...]:
    """The newest changes after `since` up to `commit`, oldest first, without line counts.

    Messages and blobs are told of the newest `detailed` changes only.
    """
    span = [reading.checked(commit), *([f"^{reading.checked(since)}"] if since else [])]
    log = await git(place, *LOG, f"--max-count={CHANGES}", "--end-of-options", *span, most=BATCH_BYTES)
    found = tuple(_listed(log, detailed))[::-1]
    authors = await _authors(place, [one.merged for one in found if one.merged])
    return tuple(
        replace(one, past=replace(one.past, author=authors[one.merged])) if one.merged in authors else one
        for one in found
    )


def _listed(log: bytes, detailed: int) -> Iterator[Listed]:
    fields = log.split(b"\0")
    at = 0
    while at + FIELDS <= len(fields):
        id, parents, author, time = (field.decode("utf-8", "replace") for field in fields[at : at + FIELDS - 1])
        message = fields[at + FIELDS - 1].decode("utf-8", "replace")[:MESSAGE].strip() if detailed > 0 else ""
        start = at = at + FIELDS
        while at + 1 < len(fields) and fields[at].startswith((b":", b"\n:")):
            at += 2
        touched = tuple(Touch(shown(path)) for path in fields[start + 1 : at : 2])
        blobs = tuple(_blobs(fields[start:at:2])) if detailed > 0 else ()
        first, _, others = parents.partition(" ")
        past = Past(id, first, int(time or 0), author.lower(), message, touched)
        yield Listed(past, others.partition(" ")[0], blobs)
        detailed -= 1


def _blobs(sides: Sequence[bytes]) -> Iterator[str]:
    """Ids of content: a submodule's is a commit elsewhere, and links are not counted."""
    for side in sides:
        old_mode, new_mode, old, new, _ = side.decode("ascii").lstrip("\n:").split(" ")
        yield from (id for id, mode in ((old, old_mode), (new, new_mode)) if mode.startswith("100"))


async def _authors(place: Place, commits: Sequence[str]) -> Mapping[str, str]:
    """The author of each of these commits that is here."""
    here = await reading.present(place, commits)
    if not here:
        return {}
    asked = "".join(f"{id}\n" for id in here).encode()
    output = await git(
        place, "log", "--no-walk=unsorted", "--stdin", "-z", "--no-mailmap", "--format=%H %ae", stdin=asked
    )
    pairs = (line.decode("utf-8", "replace").strip().partition(" ") for line in output.split(b"\0"))
    return {id: author.lower() for id, _, author in pairs if id}


async def author(place: Place, commit: str) -> tuple[str, int]:
    """The author's email in lower case and the time of writing; empty and 0 when the commit is not here."""
    if not await reading.present(place, [commit]):
        return "", 0
    line = await git(place, "log", "--no-walk", "--no-mailmap", "--format=%at %ae", "--end-of-options", commit)
    time, _, email = line.decode("utf-8", "replace").strip().partition(" ")
    return email.lower(), int(time or 0)


async def counted(place: Place, changes: Sequence[Listed], newest: int) -> tuple[Past, ...]:
    """The changes, the `newest` of them with renames and lines; those whose content is not here stay uncounted."""
    asked = changes[-newest:] if newest else ()
    here = (await reading.present(place, {blob for one in asked for blob in one.blobs})).keys()
    whole = [one.past for one in asked if here >= set(one.blobs)]
    known = {past.id for past in whole}
    shares = [whole[at::PROCESSES] for at in range(PROCESSES)]
    lines: dict[str, tuple[Touch, ...]] = {}
    for part in await asyncio.gather(*(_lines(place, share) for share in shares if share)):
        lines |= part
    return tuple(
        replace(one.past, files=lines.get(one.past.id, ()), counted=True) if one.past.id in known else one.past
        for one in changes
    )


async def _lines(place: Place, changes: Iterable[Past]) -> dict[str, tuple[Touch, ...]]:
    asked = "".join(f"{one.id} {one.parent}".strip() + "\n" for one in changes).encode()
    return dict(_touched(await git(measured(place), *COUNT, stdin=asked)))


def _touched(output: bytes) -> Iterator[tuple[str, tuple[Touch, ...]]]:
    fields = iter(output.split(b"\0")[:-1])
    id = ""
    files: list[Touch] = []
    for field in fields:
        added, _, rest = field.partition(b"\t")
        deleted, _, path = rest.partition(b"\t")
        if not rest:
            if id:
                yield id, tuple(files)
            id, files = field.decode("ascii"), []
            continue
        old = b"" if path else next(fields)
        files.append(Touch(shown(path or next(fields)), _number(added), _number(deleted), shown(old)))
    if id:
        yield id, tuple(files)


def _number(text: bytes) -> int:
    return 0 if text == b"-" else int(text)


async def lengths(place: Place, commit: str, paths: Iterable[str]) -> Mapping[str, int]:
    """Lines of these files at the commit; absent, binary and larger ones are left out."""
    tree = await reading.tree(place, commit)
    wanted = {path: tree[path] for path in islice(paths, CHANGES) if path in tree}
    small = [
        id for id, object in (await reading.present(place, wanted.values())).items() if object.size <= MEASURED_BYTES
    ]
    contents = await reading.blobs(place, small)
    lines = {id: _line_count(content) for id, content in contents.items() if b"\0" not in content[:8000]}
    return {path: lines[blob] for path, blob in wanted.items() if blob in lines}


def _line_count(content: bytes) -> int:
    return content.count(b"\n") + (content[-1:] not in {b"\n", b""})
