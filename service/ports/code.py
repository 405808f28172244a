"""Code by commit, and the place where tools look at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from service.model import Change, Diff, Repo


class Code(Protocol):
    """The content of a repository by SHA, without a checkout."""

    async def fetch(self, change: Change) -> Diff:
        """Bring both commits here and compare the head with the merge base.

        Raises Unfetchable. Every blob of both sides that is small enough to analyse is local afterwards.
        """
        ...

    async def base_file(self, change: Change, path: str) -> bytes | None:
        """A regular file of the base's tip, which is brought here where it is missing; None when there is none.

        Raises Unfetchable. The base is what the change goes to, not the merge base: its settings are in force.
        """
        ...

    async def base_files(self, change: Change, paths: Sequence[str]) -> Mapping[str, bytes | None]:
        """Those of these paths that are regular files of the base's tip; None for one that is too large to be read.

        Raises Unfetchable. Quick for files that every fetch brings along, as `base_file` is.
        """
        ...

    async def blobs(self, repo: Repo, ids: Sequence[str]) -> Mapping[str, bytes]:
        """Content by blob id; ids over the size limit or not here are absent."""
        ...

    async def newest(self, repo: Repo) -> str:
        """Bring the newest commit of the default branch here; its SHA. Raises Unfetchable."""
        ...

    async def bring(self, repo: Repo, ids: Sequence[str]) -> None:
        """Bring these blobs here in one request; what cannot be had stays absent. Raises Unfetchable."""
        ...

    async def tree(self, repo: Repo, commit: str) -> Mapping[str, str]:
        """Every file path of the commit and its blob id."""
        ...


@dataclass(frozen=True, slots=True)
class Finished:
    """How a tool ended: `fault` is empty when it finished by itself, else the reason in words."""

    status: int
    output: bytes
    errors: bytes = b""
    fault: str = ""


class Sandbox(Protocol):
    """Runs a tool on strangers' files: limits, no secrets, no survivors."""

    async def run(self, argv: Sequence[str], files: Mapping[str, bytes], seconds: float = 60.0) -> Finished:
        """Write `files` (safe relative names) to a private directory and run the tool inside it."""
        ...
