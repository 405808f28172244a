"""Reads a patch chunk by chunk and keeps only where it changes what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from service.model.change import Hunk

HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
INDEX = re.compile(rb"index ([0-9a-f]+)\.\.([0-9a-f]+)")
HEADER_BYTES = 256
"""Headers of interest are shorter; the rest of a line is not kept."""
HEADERS = (b"i", b"@", b"B")
"""How the lines begin that say something."""


@dataclass(frozen=True, slots=True)
class Patch:
    """How two blobs differ; `binary` means git found no lines to compare."""

    hunks: tuple[Hunk, ...] = ()
    binary: bool = False


class PatchReader:
    """Collects the hunks of `git diff-tree -p -U0 --full-index` chunk by chunk, keyed by both blob ids.

    Lines of content begin with a sign, so no content and no quoted path can pass for a header.
    """

    def __init__(self) -> None:
        self.patches: dict[tuple[str, str], Patch] = {}
        self._rest = b""
        self._key: tuple[str, str] | None = None
        self._hunks: list[Hunk] = []
        self._binary = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the patch, cut anywhere."""
        first, *others = chunk.split(b"\n")
        self._rest += first[:HEADER_BYTES]
        for line in others:
            if self._rest[:1] in HEADERS:
                self._line(self._rest)
            self._rest = line[:HEADER_BYTES]

    def close(self) -> Mapping[tuple[str, str], Patch]:
        """Every patch read."""
        if self._key:
            self.patches[self._key] = Patch(tuple(self._hunks), self._binary)
        return self.patches

    def _line(self, line: bytes) -> None:
        if line.startswith(b"index ") and (match := INDEX.match(line)):
            self.close()
            self._key = (_side(match[1]), _side(match[2]))
            self._hunks, self._binary = [], False
        elif line.startswith(b"@@ ") and (match := HUNK.match(line)):
            old_start, old_lines, new_start, new_lines = (int(part) if part else 1 for part in match.groups())
            self._hunks.append(Hunk(old_start, old_lines, new_start, new_lines))
        elif line.startswith(b"Binary files "):
            self._binary = True


def _side(id: bytes) -> str:
    return id.decode() if id.strip(b"0") else ""
