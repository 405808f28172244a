"""Pull requests whose findings somebody has read: the permalinks of the readings name repository and commit."""

import re
from collections.abc import Iterator
from pathlib import Path

from realdiffs import Pull, git, parsed

BENCH = Path(__file__).parents[1]
READ = (BENCH / "noise_verdicts.tsv", BENCH.parent / "docs" / "readings.md")
LINK = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+)/blob/([0-9a-f]{40})/")
ONE = ("log", "-1", "--first-parent", "-m", "--shortstat", "--format=%x00%H %s")


def commits() -> dict[str, list[str]]:
    """Merge commits of pull requests in which findings were read, by the name of the clone, in the order they stand."""
    found: dict[str, list[str]] = {}
    for owner, name, commit in (link for file in READ for link in LINK.findall(file.read_text())):
        known = found.setdefault(f"{owner}+{name}", [])
        if commit not in known:
            known.append(commit)
    return found


def specimens(clone: Path) -> Iterator[Pull]:
    """Those of one clone as pull requests, as far as the clone has them."""
    for commit in commits().get(clone.name, ()):
        said = git(clone, *ONE, commit, check=False).partition("\0")[2]
        if said:
            yield parsed(said) or Pull(commit[:7], commit, 0)
