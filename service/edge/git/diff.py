"""Reads a raw diff, and joins it with its patches into changed files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from service.edge.git.patch import Patch
from service.edge.git.paths import shown
from service.model.change import ChangedFile

Status = Literal["added", "modified", "deleted", "renamed", "copied", "retyped"]
STATUS: Mapping[str, Status] = {
    "A": "added",
    "M": "modified",
    "D": "deleted",
    "R": "renamed",
    "C": "copied",
    "T": "retyped",
}
FIELDS = 5
"""Mode, mode, id, id, status."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a raw diff, its paths as the bytes git stores; an absent side has no blob and no mode."""

    status: Status
    path: bytes
    old_path: bytes
    old_blob: str
    new_blob: str
    old_mode: str
    new_mode: str

    @property
    def blobs(self) -> tuple[str, ...]:
        """Ids whose content is in this repository: a submodule's id is a commit elsewhere."""
        sides = ((self.old_blob, self.old_mode), (self.new_blob, self.new_mode))
        return tuple(blob for blob, mode in sides if blob and mode != "160000")


def entries(raw: bytes) -> Iterator[Entry]:
    """The entries of `git diff-tree -r --raw -z --no-abbrev`."""
    fields = iter(raw.split(b"\0")[:-1])
    for line in fields:
        old_mode, new_mode, old, new, status = line.decode("ascii").removeprefix(":").split(" ", FIELDS - 1)
        old_path = next(fields)
        path = next(fields) if status[0] in "RC" else old_path
        yield Entry(
            STATUS[status[0]], path, old_path, _present(old), _present(new), _present(old_mode), _present(new_mode)
        )


def _present(text: str) -> str:
    return text if text.strip("0") else ""


def changed_file(entry: Entry, path: str, patches: Mapping[tuple[str, str], Patch], unread: bool) -> ChangedFile:
    """The file of an entry under its shown path; `unread` when its content is beyond the limits."""
    patch = Patch() if unread else _patch(entry, patches)
    return ChangedFile(
        path=path,
        status=entry.status,
        old_path=shown(entry.old_path) if entry.status in {"renamed", "copied"} else "",
        old_blob=entry.old_blob,
        new_blob=entry.new_blob,
        old_mode=entry.old_mode,
        new_mode=entry.new_mode,
        binary=patch.binary,
        hunks=patch.hunks,
        oversized=unread,
    )


def _patch(entry: Entry, patches: Mapping[tuple[str, str], Patch]) -> Patch:
    if entry.status != "retyped":
        return patches.get((entry.old_blob, entry.new_blob), Patch())
    # Git shows a file that became a link (or the reverse) as one file gone and another come.
    gone, come = patches.get((entry.old_blob, ""), Patch()), patches.get(("", entry.new_blob), Patch())
    return Patch(gone.hunks + come.hunks, gone.binary or come.binary)
