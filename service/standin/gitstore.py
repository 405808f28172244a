"""The git side of a repository: bare directories filled from local ones, and the questions answered from them."""

import asyncio
import os
import re
from pathlib import Path

from service.standin.state import Repository

SETTINGS = {
    "uploadpack.allowFilter": "true",
    "uploadpack.allowAnySHA1InWant": "true",
    "gc.auto": "0",
    "maintenance.auto": "false",
}
"""Serve what GitHub serves, and never tidy up in the middle of a test."""

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_CONFIG_COUNT": str(len(SETTINGS)),
    **{f"GIT_CONFIG_KEY_{place}": name for place, name in enumerate(SETTINGS)},
    **{f"GIT_CONFIG_VALUE_{place}": value for place, value in enumerate(SETTINGS.values())},
}
"""Nothing of the machine's own git configuration reaches the stand-in."""

HUNK = re.compile(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@")
COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class GitFailed(Exception):
    """git said no; the message is its own."""


async def git(folder: Path, *arguments: str) -> str:
    """What git prints. Raises GitFailed."""
    process = await asyncio.create_subprocess_exec(
        "git",
        "-C",
        str(folder),
        *arguments,
        env=ENVIRONMENT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    if process.returncode:
        raise GitFailed(errors.decode(errors="replace").strip())
    return output.decode(errors="replace").strip()


async def create(folder: Path, default_branch: str) -> None:
    """An empty bare repository that serves what GitHub serves."""
    await git(Path("/"), "init", "--quiet", "--bare", "--template=", f"--initial-branch={default_branch}", str(folder))


async def take(repo: Repository, source: Path, revision: str, ref: str) -> str:
    """Bring a revision of a local repository here under `ref`; the commit. Raises GitFailed."""
    refspec = f"+{revision}:{ref}"
    await git(
        repo.git, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--update-shallow", str(source), refspec
    )
    full = COMMIT.fullmatch(revision)
    commit = revision if full else await git(repo.git, "rev-parse", "--verify", f"{ref}^{{commit}}")
    repo.commits.add(commit)
    return commit


async def move(repo: Repository, ref: str, commit: str) -> None:
    """Point a ref at a commit that is here already. Raises GitFailed."""
    await git(repo.git, "update-ref", ref, commit)


async def exists(repo: Repository, commit: str) -> bool:
    """True when the full SHA names a commit of the repository."""
    if commit in repo.commits:
        return True
    if not COMMIT.fullmatch(commit):
        return False
    return await resolve(repo, commit) == commit


async def resolve(repo: Repository, revision: str) -> str:
    """The commit a SHA, branch or tag names; empty when it names none."""
    if revision in repo.commits:
        return revision
    for name in (revision, f"refs/heads/{revision}", f"refs/tags/{revision}"):
        try:
            commit = await git(repo.git, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
        except GitFailed:
            continue
        repo.commits.add(commit)
        return commit
    return ""


async def merge_base(repo: Repository, base: str, head: str) -> str:
    """The best common ancestor; empty when the histories share none."""
    try:
        return await git(repo.git, "merge-base", base, head)
    except GitFailed:
        return ""


async def size(repo: Repository, base: str, head: str) -> dict[str, int]:
    """`commits`, `additions`, `deletions` and `changed_files` of a pull request; zeros where no ancestor is shared."""
    try:
        stat, commits = await asyncio.gather(
            git(repo.git, "diff", "--shortstat", f"{base}...{head}"),
            git(repo.git, "rev-list", "--count", f"{base}..{head}"),
        )
    except GitFailed:
        stat, commits = "", "0"
    return {
        "commits": int(commits),
        "additions": _number(stat, "insertion"),
        "deletions": _number(stat, "deletion"),
        "changed_files": _number(stat, "file"),
    }


async def content(repo: Repository, revision: str, path: str) -> bytes | None:
    """A file of a revision; None when there is none."""
    try:
        text = await git(repo.git, "cat-file", "blob", f"{revision}:{path}")
    except GitFailed:
        return None
    return text.encode()


async def shown(repo: Repository, base: str, head: str) -> dict[str, list[range]]:
    """The lines of the head that a pull request's diff shows, three lines of context included, by path."""
    diff = await git(repo.git, "-c", "core.quotePath=false", "diff", "-U3", "--no-prefix", f"{base}...{head}")
    lines: dict[str, list[range]] = {}
    path = ""
    for line in diff.splitlines():
        if line.startswith("+++ "):
            path = line[4:].rstrip("\t")
        elif found := HUNK.match(line):
            first = int(found[1])
            lines.setdefault(path, []).append(range(first, first + int(found[2] or 1)))
    return lines


def _number(stat: str, word: str) -> int:
    found = re.search(rf"(\d+) {word}", stat)
    return int(found[1]) if found else 0
