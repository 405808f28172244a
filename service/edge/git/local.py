"""The port `Code` on a visitor's own clone, of which only the objects are read and nothing is written."""

import shutil
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from service.edge.git import history, reading
from service.edge.git.command import Exceeded, GitFailed, git
from service.edge.git.place import Place
from service.edge.git.rewrites import rewrites
from service.model.change import Change, Commit, Diff, Repo
from service.model.risk import Past, Rewrite
from service.ports import Unfetchable

DEFAULT_BASES = ("refs/remotes/origin/HEAD", "refs/heads/main", "refs/heads/master")

LOOK = Place(None, configuration=(("safe.directory", "*"),))
"""For `rev-parse` alone, which starts no program, whoever owns the clone."""


@dataclass(frozen=True, slots=True)
class _Parts:
    common: Path
    objects: Path
    form: str


async def default_base(path: Path) -> str:
    """The ref a change is compared with unless told otherwise. Raises Unfetchable when there is none."""
    for ref in DEFAULT_BASES:
        if await _resolved(path, ref):
            return ref
    raise Unfetchable("There is no origin/HEAD, main or master to compare with; name a base with --base.")


class Local:
    """A clone on this machine; its configuration, hooks and attributes have no say."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()

    async def change(self, base: str = "", head: str = "HEAD") -> Change:
        """The change between two refs of the clone, base by default `default_base`. Raises Unfetchable."""
        after = await self.resolve(head)
        before = await self.resolve(base or await default_base(self._path))
        return Change(Repo(0, "local", self._path.name), after, before, head)

    async def resolve(self, ref: str) -> str:
        """The SHA of the commit a ref names. Raises Unfetchable."""
        await self._parts()
        sha = await _resolved(self._path, ref)
        if not sha:
            raise Unfetchable(f"There is no commit called {ref[:200]!r} in {self._path}.")
        return sha

    async def fetch(self, change: Change) -> Diff:
        """Compare the head with the merge base, or with the base itself when they share no ancestor."""
        head, base = reading.checked(change.head), reading.checked(change.base)
        with _calm(), self._reader(await self._parts()) as place:
            parted = await reading.merge_base(place, base, head) or base
            everything = await reading.changed(place, parted, head)
            return Diff(parted, head, await reading.compare(place, parted, head, everything))

    async def newest(self, repo: Repo) -> str:
        """What is checked out: the commit that HEAD names."""
        return await self.resolve("HEAD")

    async def bring(self, repo: Repo, ids: Sequence[str]) -> None:
        """Nothing to do: a visitor's clone is read as it is."""

    async def base_file(self, change: Change, path: str) -> bytes | None:
        """A regular file of the base; None when there is none."""
        return (await self.base_files(change, [path])).get(path)

    async def base_files(self, change: Change, paths: Sequence[str]) -> Mapping[str, bytes | None]:
        """Those of these paths that are regular files of the base; None for what cannot be read."""
        with _calm(), self._reader(await self._parts()) as place:
            ids = await reading.files(place, change.base, paths)
            contents = await reading.blobs(place, list(ids.values()))
            return {path: contents.get(id) for path, id in ids.items()}

    async def blobs(self, repo: Repo, ids: Sequence[str]) -> Mapping[str, bytes]:
        """Content by blob id; ids over the size limit or not here are absent."""
        with _calm(), self._reader(await self._parts()) as place:
            return await reading.blobs(place, ids)

    async def tree(self, repo: Repo, commit: str) -> Mapping[str, str]:
        """Path and blob id of every regular file of the commit, the first 100,000."""
        with _calm(), self._reader(await self._parts()) as place:
            return await reading.tree(place, commit)

    async def history(self, repo: Repo, commit: str, limit: int) -> tuple[Commit, ...]:
        """The newest commits reachable from this one."""
        with _calm(), self._reader(await self._parts()) as place:
            return await reading.history(place, commit, limit)

    async def past(self, repo: Repo, commit: str, since: str = "", counted: int = 1000) -> tuple[Past, ...]:
        """The changes after `since` up to this one, oldest first; the newest `counted` with their lines."""
        with _calm(), self._reader(await self._parts()) as place:
            return await history.counted(place, await history.listed(place, commit, since, counted), counted)

    async def lengths(self, repo: Repo, commit: str, paths: Iterable[str]) -> Mapping[str, int]:
        """Lines of these files at the commit; absent, binary and large ones are left out."""
        with _calm(), self._reader(await self._parts()) as place:
            return await history.lengths(place, commit, paths)

    async def author(self, repo: Repo, commit: str) -> tuple[str, int]:
        """The author's email and the time of writing; empty and 0 when the commit is not here."""
        with _calm(), self._reader(await self._parts()) as place:
            return await history.author(place, commit)

    async def rewrites(self, repo: Repo, commits: Iterable[tuple[str, str]]) -> AsyncIterator[Rewrite]:
        """What each (commit, parent) did to the lines of its files, in the order given."""
        with _calm(), self._reader(await self._parts()) as place:
            async for rewrite in rewrites(place, tuple(commits)):
                yield rewrite

    async def _parts(self) -> _Parts:
        asked = ("--path-format=absolute", "--git-common-dir", "--git-path", "objects", "--show-object-format")
        try:
            output = await git(LOOK, "-C", str(self._path), "rev-parse", *asked)
        except (GitFailed, Exceeded):
            raise Unfetchable(f"{self._path} is not a git repository.") from None
        common, objects, form = output.decode("utf-8", "surrogateescape").splitlines()
        return _Parts(Path(common), Path(objects), form)

    @contextmanager
    def _reader(self, parts: _Parts) -> Iterator[Place]:
        # A repository of our own around the visitor's objects: no setting of theirs is ever in force.
        with TemporaryDirectory(prefix="hone-") as name:
            directory = Path(name)
            for part in ("refs", "objects"):
                (directory / part).mkdir()
            (directory / "HEAD").write_text("ref: refs/heads/none\n")
            version = f"\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = {parts.form}\n"
            (directory / "config").write_text(f"[core]\n{version}")
            if (parts.common / "shallow").is_file():
                shutil.copyfile(parts.common / "shallow", directory / "shallow")
            yield Place(directory, objects=parts.objects)


@contextmanager
def _calm() -> Iterator[None]:
    try:
        yield
    except (GitFailed, Exceeded):
        raise Unfetchable("Git could not compare the two commits of this clone.") from None


async def _resolved(path: Path, ref: str) -> str:
    try:
        output = await git(
            LOOK, "-C", str(path), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
        )
    except (GitFailed, Exceeded):
        return ""
    return output.decode().split()[-1]
