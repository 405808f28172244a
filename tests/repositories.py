"""Builds real git repositories from dicts of path -> content; the same calls give the same SHAs."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EPOCH = 1_700_000_000
AUTHOR = "Ada Example <ada@example.org>"


@dataclass(frozen=True)
class Entry:
    """What stands at a path: a git mode, and content (for a submodule: its commit)."""

    mode: str
    data: bytes


def executable(data: bytes) -> Entry:
    return Entry("100755", data)


def link(target: str) -> Entry:
    return Entry("120000", target.encode())


def submodule(commit: str) -> Entry:
    return Entry("160000", commit.encode())


Content = bytes | str | Entry | None
"""None takes the path away."""


class Repository:
    """A bare repository that is only written to by `commit`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        self.git("init", "--quiet", "--bare", "--initial-branch=main")
        self._commits = 0

    def commit(
        self,
        files: Mapping[str | bytes, Content],
        *,
        branch: str = "main",
        parents: Sequence[str] | None = None,
        message: str = "Change",
        author: str = AUTHOR,
    ) -> str:
        """A commit on top of the branch (or of `parents`; none of them: a root), and its SHA."""
        ref = f"refs/heads/{branch}"
        if parents is None:
            parents = self.git("for-each-ref", "--format=%(objectname)", ref).split()
        self._commits += 1
        stream = b"".join(_commit(ref, files, parents, message, f"{author} {EPOCH + self._commits * 60} +0000"))
        self.git("fast-import", "--quiet", "--force", stdin=stream)
        return self.git("rev-parse", ref)

    def grow(self, commits: int, files: int = 200) -> str:
        """Many small commits on `main`, each changing one of `files` paths; the SHA of the last."""
        parts: list[bytes] = []
        for at in range(commits):
            path, text = f"src/part{at % 20}/module{at % files}.py", f"def work():\n    return {at}\n" * 20
            self._commits += 1
            parts += _commit(
                "refs/heads/main", {path: text}, (), f"Step {at}", f"{AUTHOR} {EPOCH + self._commits * 60} +0000"
            )
        self.git("fast-import", "--quiet", stdin=b"".join(parts))
        return self.git("rev-parse", "main")

    def ref(self, name: str, sha: str) -> None:
        """Point a ref at a commit, such as `refs/pull/1/head`."""
        self.git("update-ref", name, sha)

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        ran = subprocess.run(
            ["git", "--git-dir", str(self.path), *arguments],
            input=stdin,
            capture_output=True,
            check=True,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"},
        )
        return ran.stdout.decode().strip()


def _commit(
    ref: str, files: Mapping[str | bytes, Content], parents: Sequence[str], message: str, by: str
) -> list[bytes]:
    parts = [f"commit {ref}\nauthor {by}\ncommitter {by}\n".encode(), _data(message.encode())]
    for word, parent in zip(("from", *["merge"] * len(parents)), parents, strict=False):
        parts.append(f"{word} {parent}\n".encode())
    for path, content in files.items():
        parts.append(_file(_quoted(path), content))
    return [*parts, b"\n"]


def _file(path: bytes, content: Content) -> bytes:
    if content is None:
        return b"D " + path + b"\n"
    if not isinstance(content, Entry):
        content = Entry("100644", content.encode() if isinstance(content, str) else content)
    mode = content.mode.encode()
    if content.mode == "160000":
        return b"M " + mode + b" " + content.data + b" " + path + b"\n"
    return b"M " + mode + b" inline " + path + b"\n" + _data(content.data)


def _data(content: bytes) -> bytes:
    return f"data {len(content)}\n".encode() + content + b"\n"


def _quoted(path: str | bytes) -> bytes:
    raw = path.encode() if isinstance(path, str) else path
    return b'"' + b"".join(b"\\%03o" % byte for byte in raw) + b'"'
