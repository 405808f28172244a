"""`hone review` on real pull requests: seconds, findings introduced and fixed, analyzers that did not finish.

Reads bare clones named `<owner>+<name>` from $HONE_BENCH_DATA, for example made by
`git clone --bare https://github.com/pallets/flask $HONE_BENCH_DATA/pallets+flask`; the repositories are listed in
CHOSEN, and those that are there are read. A pull request is a first-parent commit whose subject ends in `(#number)`
(squash merge), or a merge of one; `--pulls 30` takes the newest 30 of each repository that changed more than 20 lines,
and its largest. `--findings FILE` writes every introduced finding with its permalink, in random order (seed 1), to be
read by a person; the readings are in docs/readings.md.
Compared with: `ruff check --isolated` on the head version of the same files, the fastest single linter there is.
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from service import local
from service.model import Report

CHOSEN = (
    "pallets+flask",
    "pypi+warehouse",
    "Textualize+rich",
    "celery+celery",
    "ansible+awx",
    "getredash+redash",
    "mealie-recipes+mealie",
    "oobabooga+text-generation-webui",
    "gin-gonic+gin",
    "expressjs+express",
    "socketio+socket.io",
    "vuejs+core",
)
PULL = re.compile(r"\(#(\d+)\)$|^Merge pull request #(\d+) ")
TARGETS = {"repositories": 5, "languages": 3, "largest_change_lines": 10_000, "unfinished": 0}
AGAINST = "ruff --isolated on the head version of the changed Python files"
SUFFIXES = {".py": "Python", ".go": "Go", ".js": "JavaScript", ".ts": "TypeScript", ".tsx": "TypeScript"}
MOST_LINES = 60_000
LEAST_LINES = 20
LOG = ("log", "--first-parent", "-n", "3000", "--shortstat", "--format=%x00%H %s")
COLUMNS = ("pulls", "lines", "s median", "s max", "new", "high", "fixed", "not analysed", "risk l/m/h")


@dataclass(frozen=True)
class Pull:
    """A merged pull request: its number, the commit that brought it, and the lines it changed."""

    number: str
    commit: str
    lines: int


@dataclass(frozen=True)
class Measured:
    """What Hone said of one pull request, and how long it and ruff alone took in seconds."""

    pull: Pull
    report: Report
    seconds: float
    ruff: float
    languages: frozenset[str]

    @property
    def blocked(self) -> int:
        """Analyzers and files whose evidence is missing."""
        return sum(gap.blocking for gap in self.report.analysis.gaps)


def git(clone: Path, *arguments: str, check: bool = True) -> str:
    """What git says, as text; unless `check`, what it said before it failed counts."""
    done = subprocess.run(["git", "-C", clone, *arguments], check=check, capture_output=True)
    return done.stdout.decode(errors="replace")


def pulls(clone: Path, most: int) -> list[Pull]:
    """Merged pull requests: the newest, and the largest of the last 3,000 commits below MOST_LINES.

    A clone may lack the largest files of its history; the list then ends at the first commit that needs one.
    """
    found = [pull for entry in git(clone, *LOG, check=False).split("\0")[1:] if (pull := parsed(entry))]
    newest = [pull for pull in found if pull.lines > LEAST_LINES][:most]
    largest = max((pull for pull in found if pull.lines < MOST_LINES), key=lambda pull: pull.lines, default=None)
    return list(dict.fromkeys([*newest, *([largest] if largest else [])]))


def parsed(entry: str) -> Pull | None:
    """One entry of LOG as a pull request; None when it is none."""
    line, _, stat = entry.partition("\n")
    commit, _, subject = line.partition(" ")
    lines = sum(map(int, re.findall(r"(\d+) (?:insertion|deletion)", stat)))
    named = PULL.search(subject)
    return Pull(named[1] or named[2], commit, lines) if named else None


def ruff_alone(clone: Path, report: Report, changed: Sequence[str]) -> float:
    """Seconds that ruff takes for the head version of the changed Python files; 0 when there is none."""
    files = [name for name in changed if name.endswith(".py")]
    if not files:
        return 0.0
    with tempfile.TemporaryDirectory() as place:
        for number, name in enumerate(files):
            Path(place, f"{number}.py").write_text(git(clone, "show", f"{report.change.head}:{name}"))
        ruff = Path(sys.executable).with_name("ruff")
        began = time.monotonic()
        subprocess.run([ruff, "check", "--isolated", "-q", "--exit-zero", place], capture_output=True, check=True)
        return time.monotonic() - began


def measure(clone: Path, pull: Pull) -> Measured:
    """The report on what the pull request brought to its first parent, and the seconds it took."""
    began = time.monotonic()
    report = local.review(clone, f"{pull.commit}^1", pull.commit, lambda _what, _share: None)
    seconds = time.monotonic() - began
    sides = (report.change.base, report.change.head)
    changed = git(clone, "diff", "--name-only", "--diff-filter=d", *sides).splitlines()
    languages = frozenset(SUFFIXES[Path(path).suffix] for path in changed if Path(path).suffix in SUFFIXES)
    return Measured(pull, report, seconds, ruff_alone(clone, report, changed), languages)


def row(measured: Sequence[Measured]) -> tuple[object, ...]:
    """The figures of one repository, in the order of COLUMNS."""
    times = [one.seconds for one in measured]
    analyses = [one.report.analysis for one in measured]
    bands = Counter(analysis.risk.band for analysis in analyses)
    return (
        len(measured),
        f"{sum(analysis.added + analysis.deleted for analysis in analyses):,}",
        f"{statistics.median(times):.2f}",
        f"{max(times):.2f}",
        sum(len(analysis.introduced) + analysis.dropped for analysis in analyses),
        sum(finding.severity == "high" for analysis in analyses for finding in analysis.introduced),
        sum(len(analysis.fixed) + analysis.also_fixed for analysis in analyses),
        sum(one.blocked for one in measured),
        "/".join(str(bands[band]) for band in ("low", "medium", "high")),
    )


def show(name: str, cells: Sequence[object]) -> None:
    """One line of the table."""
    widths = [max(8, len(head) + 2) for head in COLUMNS]
    print(f"{name:33}" + "".join(f"{cell!s:>{width}}" for cell, width in zip(cells, widths, strict=True)))


def permalinks(name: str, one: Measured) -> list[str]:
    """One line for each introduced finding."""
    place = f"https://github.com/{name.replace('+', '/')}/blob/{one.report.change.head}"
    return [
        f"{each.rule}\t{each.severity}\t{place}/{each.path}#L{each.start}\t#{one.pull.number}\t{each.message}"
        for each in one.report.analysis.introduced
    ]


def figures(repositories: int, measured: Sequence[Measured], findings: int) -> dict[str, object]:
    """What the JSON line tells of all pull requests together."""
    seconds = [one.seconds for one in measured]
    bands = Counter(one.report.analysis.risk.band for one in measured)
    return {
        "repositories": repositories,
        "languages": sorted(frozenset().union(*(one.languages for one in measured))),
        "pulls": len(measured),
        "largest_change_lines": max(one.report.analysis.added + one.report.analysis.deleted for one in measured),
        "seconds_median": round(statistics.median(seconds), 2),
        "seconds_max": round(max(seconds), 2),
        "findings": findings,
        "gate_failed": sum(one.report.conclusion == "failure" for one in measured),
        "with_prompts": sum(bool(one.report.prompts) for one in measured),
        "risk": {band: bands[band] for band in ("low", "medium", "high")},
        "unfinished": sum(one.blocked for one in measured),
        "times_ruff_alone_median": round(statistics.median(one.seconds / one.ruff for one in measured if one.ruff), 1),
    }


def met(seen: dict[str, object]) -> bool:
    """True when the changes were many and varied enough, and every analyzer finished."""
    enough = seen["repositories"] >= TARGETS["repositories"] and len(seen["languages"]) >= TARGETS["languages"]
    return enough and seen["largest_change_lines"] >= TARGETS["largest_change_lines"] and not seen["unfinished"]


def arguments() -> argparse.Namespace:
    """What was asked on the command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pulls", type=int, default=30, help="the newest so many of each repository (default 30)")
    options.add_argument("--findings", type=Path, help="write every introduced finding to this file")
    return options.parse_args()


def main() -> int:
    """Print a row per repository and the JSON line."""
    given = arguments()
    data = os.environ.get("HONE_BENCH_DATA", "")
    clones = [Path(data, name) for name in CHOSEN if data and Path(data, name).is_dir()]
    if len(clones) < TARGETS["repositories"]:
        print(f"needs $HONE_BENCH_DATA with bare clones of {', '.join(CHOSEN)}; see the docstring")
        return 2
    everything, listed = [], []
    show("repository", COLUMNS)
    for clone in clones:
        measured = [measure(clone, pull) for pull in pulls(clone, given.pulls)]
        show(clone.name, row(measured))
        everything += measured
        listed += [line for one in measured for line in permalinks(clone.name, one)]
    random.Random(1).shuffle(listed)
    if given.findings:
        given.findings.write_text("".join(f"{line}\n" for line in listed))
    seen = figures(len(clones), everything, len(listed))
    ok = met(seen)
    print(json.dumps({"bench": "realdiffs", "ok": ok, "figures": seen, "targets": TARGETS, "against": AGAINST}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
