"""Where and what: repositories, pull requests, and the diff of a change."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Repo:
    """A repository as GitHub knows it; `id` survives renames, the names do not."""

    id: int
    owner: str
    name: str
    installation: int = 0

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True, slots=True)
class Pull:
    """The live state of a pull request."""

    number: int
    head: str
    base: str
    base_ref: str
    open: bool = True
    draft: bool = False
    bot: bool = False
    title: str = ""
    author: str = ""
    updated_at: str = ""
    issues: tuple[int, ...] = ()
    """Issues that its title, text and branch name, those it closes first; at most three."""

    def change(self, repo: Repo, attempt: str = "auto") -> "Change":
        """A review of this pull request as it is now; `attempt` sets a repeated one apart."""
        return Change(
            repo,
            self.head,
            self.base,
            f"refs/pull/{self.number}/head",
            self.number,
            attempt,
            quiet=self.draft or self.bot,
            base_ref=self.base_ref,
            author=self.author,
            issues=self.issues,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What one review judges: a pull request (`number`), or a pushed range (`ref`)."""

    repo: Repo
    head: str
    base: str
    ref: str
    number: int | None = None
    attempt: str = "auto"
    quiet: bool = False
    """Check run only: a draft, a bot's pull request, a pushed range."""
    base_ref: str = ""
    """The branch a pull request goes to; another one makes another verdict."""
    author: str = ""
    """The login of who opened the pull request; a reviewer is somebody else."""
    late: Literal["", "signal", "finished"] = ""
    """Why a verdict that stands is looked at again without analysing anew: another tool said something, or ended."""
    issues: tuple[int, ...] = ()
    """Issues that the pull request names; read only when a prompt has a use for them."""

    @property
    def key(self) -> str:
        """The subject whose events keep their order."""
        return f"{self.repo.id}/{self.number or self.ref}"


@dataclass(frozen=True, slots=True)
class Hunk:
    """One changed range without context: `old_lines` at `old_start` became `new_lines` at `new_start`."""

    old_start: int
    old_lines: int
    new_start: int
    new_lines: int


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One file of a diff; content stays in git and is read by blob id (empty: no such side)."""

    path: str
    status: Literal["added", "modified", "deleted", "renamed", "copied", "retyped"]
    old_path: str = ""
    old_blob: str = ""
    new_blob: str = ""
    old_mode: str = ""
    new_mode: str = ""
    binary: bool = False
    hunks: tuple[Hunk, ...] = ()
    oversized: bool = False
    """True when the content is beyond the limits of what is read: no hunks, and nothing is known of it."""

    @property
    def added(self) -> int:
        return sum(hunk.new_lines for hunk in self.hunks)

    @property
    def deleted(self) -> int:
        return sum(hunk.old_lines for hunk in self.hunks)

    @property
    def regular(self) -> bool:
        """False for submodules and symbolic links, whose blobs are not file content."""
        return (self.new_mode or self.old_mode).startswith("100")


@dataclass(frozen=True, slots=True)
class Diff:
    """What `head` changed since the merge base `base`."""

    base: str
    head: str
    files: tuple[ChangedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the history: `time` in seconds since 1970 as its author wrote it; a merge has no paths."""

    id: str
    author: str
    time: int
    subject: str
    paths: tuple[str, ...] = ()
