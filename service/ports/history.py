"""The past of a repository by commit, and where what is known of it comes from."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Protocol

from service.model import Commit, Past, Profile, Repo, Rewrite


class History(Protocol):
    """What happened on a branch: its first-parent history, in which a merged pull request is one change."""

    async def history(self, repo: Repo, commit: str, limit: int) -> tuple[Commit, ...]:
        """The newest commits reachable from this one, newest first; fewer where no more of the history is here."""
        ...

    async def past(self, repo: Repo, commit: str, since: str = "", counted: int = 1000) -> tuple[Past, ...]:
        """The changes after `since` (default: from the beginning) up to `commit`, oldest first, at most 20,000.

        The newest `counted` of them have line counts, where their content is here and of readable size.
        Raises Unfetchable.
        """
        ...

    async def lengths(self, repo: Repo, commit: str, paths: Iterable[str]) -> Mapping[str, int]:
        """Lines of these files at the commit; files that are absent, binary or too large to measure are left out."""
        ...

    async def author(self, repo: Repo, commit: str) -> tuple[str, int]:
        """The author's email in lower case, and when it was written; empty and 0 when the commit is not here."""
        ...

    def rewrites(self, repo: Repo, commits: Iterable[tuple[str, str]]) -> AsyncIterator[Rewrite]:
        """What each (commit, parent) did to its files, in the order given: which lines went, which came.

        Raises Unfetchable.
        """
        ...


class Profiles(Protocol):
    """Where the profile of a repository is kept, or made."""

    async def profile(self, repo: Repo, commit: str) -> Profile | None:
        """What is known of the history up to about this commit; None: nothing yet."""
        ...
