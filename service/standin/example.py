"""The bundled example: a small repository with history, and a branch that is good and bad in known ways."""

import os
import shutil
import subprocess
from pathlib import Path

PARTS = Path(__file__).parent / "example"
HISTORY = (
    ("1-start", "Start the corner shop", "2026-03-02T09:00:00Z"),
    ("2-refunds", "Pay refunds", "2026-04-13T09:00:00Z"),
    ("3-export", "Export figures for the bookkeeper", "2026-06-01T09:00:00Z"),
)
CHANGE = ("change", "Add discounts and send the figures by scp", "2026-11-02T09:00:00Z")
BRANCH = "discounts"
LEAKED = "AKIA" + "Z7QH2M4WXN3RT5VB"
"""Looks like an access key and opens nothing; put together here so that no scanner stops at this file."""


def build(path: Path) -> None:
    """Make the repository at `path`: its history on `main`, the change on top of it on the branch BRANCH."""
    path.mkdir(parents=True)
    _git(path, "init", "--quiet", "--initial-branch", "main")
    for part in HISTORY:
        _commit(path, *part)
    _git(path, "checkout", "--quiet", "-b", BRANCH)
    _commit(path, *CHANGE)


def _commit(path: Path, part: str, message: str, date: str) -> None:
    shutil.copytree(PARTS / part, path, dirs_exist_ok=True)
    for file in path.rglob("*.py"):
        file.write_text(file.read_text().replace("@LEAKED@", LEAKED))
    _git(path, "add", "--all")
    _git(path, "commit", "--quiet", "--message", message, date=date)


def _git(path: Path, *arguments: str, date: str = "") -> None:
    people = {f"GIT_{who}_{what}": "shop@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date} if date else {}
    alone = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "PATH": os.environ["PATH"]}
    subprocess.run(["git", "-C", str(path), *arguments], check=True, env={**alone, **people, **dates})
