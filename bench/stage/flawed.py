"""Changes of real repositories that have something to be said about: functions added to real Python files."""

from collections.abc import Iterator
from pathlib import Path

from stage.changes import Clone, commit, run

BRANCHES = 14
ADDED = '''

async def refresh_{n}(path):
    """Read again what was saved, a little later."""
    import time
    time.sleep({n})
    return eval(open(path).read())


def route_{n}(basket, rates):
    """Say where this goes."""
{branches}
    return None
'''
BRANCH = "    if basket[{at}] > {at} and rates[{at}]:\n        return {at}"
LEAST, MOST = 800, 40_000
"""Bytes of a file worth changing."""


class Flawed:
    """A copy of a public clone; each change adds to two more Python files of one folder."""

    def __init__(self, source: Path, place: Path, folder: str) -> None:
        self.clone = Clone(source, place)
        self.base = run("rev-parse", "HEAD", at=place).decode().strip()
        self._files = list(self._fit(folder))

    def head(self, change: int, push: int = 0) -> str:
        """The commit of that change, or of its next push on top."""
        ref = f"refs/heads/change-{change}"
        added = "".join(_functions(change * 10 + at) for at in range(push + 1)).encode()
        files = {path: self.clone.content(path) + added for path in self._files[change * 2 : change * 2 + 2]}
        return commit(self.clone.path, ref, files, ref if push else self.base)

    def _fit(self, folder: str) -> Iterator[str]:
        for path in self.clone.paths(".py"):
            test = "test" in path.lower() or "spec" in path.lower()
            if path.startswith(folder) and not test and LEAST < len(self.clone.content(path)) < MOST:
                yield path


def _functions(number: int) -> str:
    return ADDED.format(n=number, branches="\n".join(BRANCH.format(at=at) for at in range(BRANCHES)))
