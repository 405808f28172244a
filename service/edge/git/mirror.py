"""The port `Code` on bare partial clones: commits and trees by SHA first, then the changed blobs in one request."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from service.edge.git import history, reading
from service.edge.git.answers import Missing, Unreachable
from service.edge.git.clone import Clone
from service.edge.git.command import Exceeded, GitFailed
from service.edge.git.diff import Entry
from service.edge.git.limits import HISTORY_BLOBS, RETRY_SECONDS
from service.edge.git.newest import newest
from service.edge.git.paths import shown
from service.edge.git.place import Place
from service.edge.git.remote import Remote
from service.edge.git.rewrites import rewrites
from service.model.change import Change, Commit, Diff, Repo
from service.model.risk import Past, Rewrite
from service.ports import Unfetchable

T = TypeVar("T")
Token = Callable[[Repo], Awaitable[str]]
Beside = Callable[[Collection[str], Iterable[str]], Iterable[str]]
Ancestor = Callable[[Repo, str, str], Awaitable[str | None]]


class Mirror:
    """Repositories of a git host, each kept under `root` by its id; safe for several tasks, threads and processes.

    `merge_base` is asked where (repo, base, head) parted when the whole history is too much to fetch.
    `beside` picks, from the head's paths and the changed ones, what else is fetched in the same request; so are the
    files `at_base` of the tip of the base.
    """

    def __init__(
        self,
        root: Path,
        git_url: str,
        token: Token,
        merge_base: Ancestor | None = None,
        beside: Beside | None = None,
        at_base: Sequence[str] = (),
    ) -> None:
        self._root = root.absolute()  # git runs elsewhere
        self._git_url = git_url.rstrip("/")
        self._token = token
        self._merge_base = merge_base
        self._beside = beside
        self._at_base = tuple(at_base)

    async def fetch(self, change: Change) -> Diff:
        """Bring both commits and the changed blobs here and compare the head with the merge base.

        Without a common ancestor a pushed range is compared as it stands, and a pull request is Unfetchable.
        """

        async def compared(clone: Clone) -> Diff:
            parted, everything = await self._prepare(clone, change)
            return Diff(parted, change.head, await reading.compare(clone.place, parted, change.head, everything))

        return await _mended(self._clone(change.repo), compared)

    async def base_file(self, change: Change, path: str) -> bytes | None:
        """A regular file of the tip of the base; what is missing comes with everything else the change needs."""
        return (await self.base_files(change, [path])).get(path)

    async def base_files(self, change: Change, paths: Sequence[str]) -> Mapping[str, bytes | None]:
        """Those of these paths that are regular files of the tip of the base; None for what cannot be read."""

        async def read(clone: Clone) -> Mapping[str, bytes | None]:
            base = _base(change)
            if not clone.ready or await _absent(clone.place, [base]):
                await self._prepare(clone, change)
            ids = await reading.files(clone.place, base, paths)
            if set(ids.values()) - (await reading.present(clone.place, ids.values())).keys():
                await self._prepare(clone, change)
            contents = await reading.blobs(clone.place, list(ids.values()))
            return {path: contents.get(id) for path, id in ids.items()}

        return await _mended(self._clone(change.repo), read)

    async def newest(self, repo: Repo) -> str:
        """Bring the newest commit of the default branch here; its SHA."""
        remote = Remote(self._git_url, repo, self._token)
        return await _mended(self._clone(repo), lambda clone: newest(clone, remote))

    async def bring(self, repo: Repo, ids: Sequence[str]) -> None:
        """Bring these blobs here in one request; what cannot be had stays absent."""
        remote = Remote(self._git_url, repo, self._token)
        await _mended(self._clone(repo), lambda clone: self._bring_blobs(clone, remote, set(ids)))

    async def blobs(self, repo: Repo, ids: Sequence[str]) -> Mapping[str, bytes]:
        """Content by blob id; ids over the size limit or not here are absent."""
        return await _read(self._clone(repo), lambda place: reading.blobs(place, ids)) or {}

    async def tree(self, repo: Repo, commit: str) -> Mapping[str, str]:
        """Path and blob id of every regular file of a fetched commit, the first 100,000."""
        return await _read(self._clone(repo), lambda place: reading.tree(place, commit)) or {}

    async def history(self, repo: Repo, commit: str, limit: int) -> tuple[Commit, ...]:
        """The newest commits reachable from a fetched one; fewer where the history was too much to fetch."""
        return await _read(self._clone(repo), lambda place: reading.history(place, commit, limit)) or ()

    async def past(self, repo: Repo, commit: str, since: str = "", counted: int = 1000) -> tuple[Past, ...]:
        """The changes after `since` up to a fetched commit, oldest first; the newest `counted` with their lines.

        What these changed is fetched in one request, up to 12,000 versions of files, the newest first.
        """
        clone = self._clone(repo)
        changes = await _read(clone, lambda place: history.listed(place, commit, since, counted)) or ()
        wanted = [blob for one in reversed(changes[-counted:] if counted else ()) for blob in one.blobs]
        newest = set(dict.fromkeys(wanted[:HISTORY_BLOBS]))
        await self._bring_blobs(clone, Remote(self._git_url, repo, self._token), newest)
        return await _read(clone, lambda place: history.counted(place, changes, counted)) or ()

    async def lengths(self, repo: Repo, commit: str, paths: Iterable[str]) -> Mapping[str, int]:
        """Lines of these files at a fetched commit; absent, binary and large ones are left out."""
        return await _read(self._clone(repo), lambda place: history.lengths(place, commit, paths)) or {}

    async def author(self, repo: Repo, commit: str) -> tuple[str, int]:
        """The author's email and the time of writing; empty and 0 when the commit was not fetched."""
        return await _read(self._clone(repo), lambda place: history.author(place, commit)) or ("", 0)

    async def rewrites(self, repo: Repo, commits: Iterable[tuple[str, str]]) -> AsyncIterator[Rewrite]:
        """What each fetched (commit, parent) did to the lines of its files, in the order given."""
        try:
            async for rewrite in rewrites(self._clone(repo).place, tuple(commits)):
                yield rewrite
        except (GitFailed, Exceeded):
            raise Unfetchable("Git could not read what it fetched before.") from None

    async def forget(self, repo: Repo) -> None:
        """Remove everything kept of the repository."""
        await self._clone(repo).discard()

    def _clone(self, repo: Repo) -> Clone:
        return Clone(self._root, int(repo.id))

    async def _prepare(self, clone: Clone, change: Change) -> tuple[str, tuple[Entry, ...]]:
        """Bring commits and blobs here; where the change begins, and every changed path."""
        remote = Remote(self._git_url, change.repo, self._token)
        head, base = reading.checked(change.head), _base(change)
        if not clone.ready:
            await clone.create(len(head))
        parted = await self._parted(clone, remote, change, base)
        everything = await reading.changed(clone.place, parted, head)
        wanted = set(reading.to_read(everything))
        if self._beside:
            tree = await reading.tree(clone.place, head)
            wanted |= {tree[path] for path in self._beside(tree.keys(), [shown(file.path) for file in everything])}
        if self._at_base:
            wanted |= set((await reading.files(clone.place, base, self._at_base)).values())
        await self._bring_blobs(clone, remote, wanted)
        return parted, everything

    async def _parted(self, clone: Clone, remote: Remote, change: Change, base: str) -> str:
        """Where the change begins: the merge base, with it and the head fetched."""
        if not clone.shallow:
            try:
                await self._bring(clone, remote, change, (change.head, base))
                return await self._ancestor(clone, change, base)
            except Exceeded:
                if self._merge_base is None:
                    raise
        parted = (await self._ask(change, base)) if base else ""
        await self._bring(clone, remote, change, dict.fromkeys((change.head, parted, base)), depth=1)
        return parted

    async def _ancestor(self, clone: Clone, change: Change, base: str) -> str:
        parted = await reading.merge_base(clone.place, base, change.head) if base else ""
        if base and not parted and change.number is None:
            return base
        if base and not parted:
            raise Unfetchable("The head and the base of this pull request have no common ancestor.")
        return parted

    async def _ask(self, change: Change, base: str) -> str:
        found = await self._merge_base(change.repo, base, change.head) if self._merge_base else None
        if found is None:
            raise Unfetchable("This repository is too large to find out where the change begins.")
        return reading.checked(found)

    async def _bring(
        self, clone: Clone, remote: Remote, change: Change, commits: Collection[str], depth: int = 0
    ) -> None:
        if not await _absent(clone.place, commits):
            return
        async with clone.locked() as held:
            # Another review may have fetched them while this one waited.
            if absent := await _absent(held, commits):
                await _insist(remote, held, change, absent, depth)
                await clone.tidy(held)
            if await _absent(held, commits):
                raise Unfetchable("The head commit of this pull request is not on the git host any more.")

    async def _bring_blobs(self, clone: Clone, remote: Remote, ids: set[str]) -> None:
        here = await reading.present(clone.place, ids)
        if not ids - here.keys():
            return
        async with clone.locked() as held:
            absent = sorted(ids - (await reading.present(held, ids)).keys())
            try:
                if absent:
                    await _twice(remote, held, absent, quick=True)
            except (Exceeded, Missing):
                return  # their files are reported as oversized, the rest is read


def _base(change: Change) -> str:
    """The tip of the base, or empty for a branch that is new. Raises Unfetchable."""
    return reading.checked(change.base) if change.base.strip("0") else ""


async def _mended(clone: Clone, work: Callable[[Clone], Awaitable[T]]) -> T:
    """What the work says, on a fresh clone where this one turns out to be damaged. Raises Unfetchable."""
    try:
        return await work(clone)
    except GitFailed:
        # The host had no part in this: the clone is damaged, and everything in it can be had again.
        await clone.discard()
    except Exceeded:
        raise Unfetchable("Reading the change took longer, or was larger, than Hone's limits allow.") from None
    try:
        return await work(clone)
    except (GitFailed, Exceeded):
        raise Unfetchable("Git could not read this repository, even from a fresh clone.") from None


async def _read(clone: Clone, work: Callable[[Place], Awaitable[T]]) -> T | None:
    if not clone.ready:
        return None
    try:
        return await work(clone.place)
    except (GitFailed, Exceeded):
        raise Unfetchable("Git could not read what it fetched before.") from None


async def _absent(place: Place, commits: Iterable[str]) -> list[str]:
    wanted = [commit for commit in commits if commit]
    here = await reading.present(place, wanted)
    return [commit for commit in wanted if commit not in here]


async def _insist(remote: Remote, held: Place, change: Change, commits: Sequence[str], depth: int) -> None:
    wants = [f"+{commit}:refs/hone/{commit}" for commit in commits]
    try:
        await _twice(remote, held, wants, depth)
    except Missing as missing:
        if change.number is None or change.head not in commits or missing.name == change.base:
            raise Unfetchable(_gone(missing, change)) from None
        others = [want for want in wants if change.head not in want]
        pull = f"+refs/pull/{int(change.number)}/head:refs/hone/pull/{int(change.number)}"
        try:
            await remote.fetch(held, [*others, pull], depth=depth)
        except Missing as missing:
            raise Unfetchable(_gone(missing, change)) from None
        except Unreachable:
            raise Unfetchable("The git host cannot be reached.") from None


async def _twice(remote: Remote, held: Place, wants: Sequence[str], depth: int = 0, quick: bool = False) -> None:
    try:
        return await remote.fetch(held, wants, depth=depth, quick=quick)
    except (Missing, Unreachable):
        await asyncio.sleep(RETRY_SECONDS)
    try:
        await remote.fetch(held, wants, depth=depth, quick=quick)
    except Unreachable:
        raise Unfetchable("The git host cannot be reached.") from None


def _gone(missing: Missing, change: Change) -> str:
    side = "base" if missing.name == change.base else "head"
    return f"The {side} commit {(change.base if side == 'base' else change.head)[:12]} is not on the git host any more."
