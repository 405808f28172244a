"""SOURCE: the files of one commit by path, as far as they are here."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.analyze.outline import outline
from service.analyze.uses import candidates
from service.model import Hunk, Outline, Repo
from service.ports import Lab

MOST_NEAR, NEAR_BYTES, AT_ONCE = 200, 4 << 20, 100
"""Files that are searched for uses of a symbol, the bytes of all of them, and how many are read at once."""
MOST_READ = 40
"""Files whose definitions are told."""
MOST_BROUGHT = 60
"""Files that are fetched, in one request, for a prompt that somebody asked for."""

Hunks = Mapping[str, Sequence[Hunk]]
"""What a change wrote, by path."""


@dataclass(frozen=True, slots=True)
class Source:
    """A commit: its tree, and the content of its files as far as it is here."""

    lab: Lab
    repo: Repo
    commit: str
    tree: Mapping[str, str]

    @classmethod
    async def at(cls, lab: Lab, repo: Repo, commit: str) -> "Source":
        """The commit as far as it is here; one that is not has no files. Raises Unfetchable."""
        return cls(lab, repo, commit, await lab.code.tree(repo, commit))

    async def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Content by path; what is not here, or too large, is absent."""
        ids = {path: self.tree[path] for path in paths if path in self.tree}
        blobs = await self.lab.code.blobs(self.repo, list(dict.fromkeys(ids.values())))
        return {path: blobs[id] for path, id in ids.items() if id in blobs}

    async def bring(self, paths: Iterable[str]) -> None:
        """Fetch the first sixty of these in one request; what cannot be had stays absent."""
        wanted = list(dict.fromkeys(self.tree[path] for path in paths if path in self.tree))[:MOST_BROUGHT]
        if wanted:
            await self.lab.code.bring(self.repo, wanted)

    async def near(self, paths: Sequence[str]) -> dict[str, bytes]:
        """Files in the languages of these, nearest first, four megabytes in all."""
        found: dict[str, bytes] = {}
        names = await asyncio.to_thread(candidates, paths, self.tree, MOST_NEAR)
        for start in range(0, len(names), AT_ONCE):
            found |= await self.read(names[start : start + AT_ONCE])
            if sum(map(len, found.values())) > NEAR_BYTES:
                break
        return found


async def outlined(texts: Mapping[str, bytes], paths: Iterable[str], hunks: Hunks) -> tuple[Outline, ...]:
    """What those of the files define that are here, in their order."""
    here = [path for path in paths if path in texts]
    return await asyncio.to_thread(lambda: tuple(outline(path, texts[path], hunks.get(path, ())) for path in here))
