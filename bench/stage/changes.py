"""A private copy of a public clone, to commit on top of: the same calls give the same commits."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

WHO = "Bench <bench@example.org> 1700000000 +0000"
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
}


class Clone:
    """A bare repository that borrows every object of another one, or of several, and has a `HEAD` of its own."""

    def __init__(self, source: Path, path: Path) -> None:
        self.path = path
        run("clone", "--bare", "--quiet", "--shared", "--no-tags", str(source), str(path))
        self._at = "refs/heads/bench"
        run("update-ref", self._at, "HEAD", at=path)
        run("symbolic-ref", "HEAD", self._at, at=path)
        listed = run("ls-tree", "-r", "-z", "HEAD", at=path).decode(errors="replace").split("\0")
        lines = (line.partition("\t") for line in listed if line.startswith("100"))
        self._blobs = {name: meta.split(" ")[2] for meta, _, name in lines}

    def paths(self, *endings: str) -> list[str]:
        """The files with one of these endings, in order."""
        return sorted(path for path in self._blobs if path.endswith(endings))

    def content(self, path: str) -> bytes:
        """A file as the source has it."""
        return run("cat-file", "blob", self._blobs[path], at=self.path)

    def append(self, text: bytes, path: str) -> str:
        """A commit that adds the text at the end of a file; its SHA."""
        return self.commit({path: self.content(path) + text})

    def commit(self, files: Mapping[str, bytes]) -> str:
        """A commit of these files on top; its SHA."""
        return commit(self.path, self._at, files, "HEAD")


def commit(repository: Path, ref: str, files: Mapping[str, bytes], parent: str = "") -> str:
    """A commit of these files on `ref`, on top of `parent` where there is one; its SHA."""
    start = f"commit {ref}\nauthor {WHO}\ncommitter {WHO}\ndata 6\nBench\n"
    above = run("rev-parse", parent, at=repository).decode().strip() if parent else ""
    parts = [start.encode(), f"from {above}\n".encode() if above else b""]
    for path, content in files.items():
        parts.append(f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n")
    run("fast-import", "--quiet", "--force", at=repository, stdin=b"".join(parts))
    return run("rev-parse", ref, at=repository).decode().strip()


def run(*arguments: str, at: Path | None = None, stdin: bytes = b"") -> bytes:
    """What git prints. Raises CalledProcessError."""
    place = ("--git-dir", str(at)) if at else ()
    done = subprocess.run(["git", *place, *arguments], input=stdin, env=ENVIRONMENT, capture_output=True, check=True)
    return done.stdout
