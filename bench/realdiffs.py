"""`hone review` on real pull requests: seconds, findings introduced and fixed, analyzers that did not finish.

Reads bare clones named `<owner>+<name>` from $HONE_BENCH_DATA, for example made by
`git clone --bare https://github.com/pallets/flask $HONE_BENCH_DATA/pallets+flask`; the repositories are listed in
CHOSEN. A pull request is a first-parent commit whose subject ends in `(#number)` (squash merge), or a merge of one.
`--findings FILE` writes every introduced finding with its permalink, to be read by a person.
Compared with: `ruff check --isolated` on both versions of the same files, the fastest single linter there is.
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
from pathlib import Path

from service import local
from service.model import Report

CHOSEN = (
    "pallets+flask",
    "pypi+warehouse",
    "gin-gonic+gin",
    "expressjs+express",
    "socketio+socket.io",
    "Textualize+rich",
)
PULL = re.compile(r"\(#(\d+)\)$|^Merge pull request #(\d+) ")
TARGETS = {"repositories": 5, "languages": 3, "largest_change_lines": 10_000, "unfinished": 0}
SUFFIXES = {".py": "Python", ".go": "Go", ".js": "JavaScript", ".ts": "TypeScript", ".tsx": "TypeScript"}
MOST_LINES = 60_000


def git(clone: Path, *arguments: str) -> str:
    """What git says, as text."""
    return subprocess.run(["git", "-C", clone, *arguments], check=True, capture_output=True, text=True).stdout


def pulls(clone: Path, most: int) -> list[tuple[str, str]]:
    """(number, commit) of merged pull requests: the newest, and the largest of the last 3,000 below MOST_LINES."""
    log = git(clone, "log", "--first-parent", "-n", "3000", "--shortstat", "--format=%x00%H %s")
    found = []
    for entry in log.split("\0")[1:]:
        line, _, stat = entry.partition("\n")
        commit, _, subject = line.partition(" ")
        if named := PULL.search(subject):
            found.append(
                (sum(map(int, re.findall(r"(\d+) (?:insertion|deletion)", stat))), named[1] or named[2], commit)
            )
    largest = max((each for each in found if each[0] < MOST_LINES), default=None)
    newest = [each for each in found if each[0] > 20][:most]
    return [(number, commit) for _, number, commit in dict.fromkeys([*newest, *([largest] if largest else [])])]


def ruff_alone(clone: Path, report: Report) -> float:
    """Seconds that ruff takes for the head version of the changed Python files, read from git one by one."""
    names = git(clone, "diff", "--name-only", "--diff-filter=d", report.change.base, report.change.head).splitlines()
    with tempfile.TemporaryDirectory() as place:
        files = [name for name in names if name.endswith(".py")]
        for number, name in enumerate(files):
            Path(place, f"{number}.py").write_text(git(clone, "show", f"{report.change.head}:{name}"))
        began = time.monotonic()
        if files:
            ruff = Path(sys.executable).with_name("ruff")
            subprocess.run([ruff, "check", "--isolated", "-q", "--exit-zero", place], capture_output=True, check=True)
        return time.monotonic() - began


def measure(clone: Path, commit: str) -> tuple[Report, float]:
    """The report on what the commit brought to its first parent, and the seconds it took."""
    began = time.monotonic()
    report = local.review(clone, f"{commit}^1", commit, lambda _what, _share: None)
    return report, time.monotonic() - began


def permalinks(name: str, number: str, report: Report) -> list[str]:
    """One line for each introduced finding."""
    place = f"https://github.com/{name.replace('+', '/')}/blob/{report.change.head}"
    return [
        f"{each.rule}\t{each.severity}\t{place}/{each.path}#L{each.start}\t#{number}\t{each.message}"
        for each in report.analysis.introduced
    ]


def main() -> int:
    """Print a row per repository and the JSON line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pulls", type=int, default=10)
    options.add_argument("--findings", type=Path)
    given = options.parse_args()
    data = Path(os.environ.get("HONE_BENCH_DATA", ""))
    clones = [data / name for name in CHOSEN if os.environ.get("HONE_BENCH_DATA") and (data / name).is_dir()]
    if len(clones) < TARGETS["repositories"]:
        print(f"needs $HONE_BENCH_DATA with bare clones of {', '.join(CHOSEN)}; see the docstring")
        return 2

    listed, languages, seconds, ratios, largest, unfinished = [], set(), [], [], 0, 0
    print(
        f"{'repository':22}{'pulls':>6}{'lines':>8}{'s median':>9}{'s max':>7}{'new':>5}{'fixed':>6}{'not analysed':>14}"
    )
    for clone in clones:
        rows = []
        for number, commit in pulls(clone, given.pulls):
            report, took = measure(clone, commit)
            lines = report.analysis.added + report.analysis.deleted
            blocked = sum(gap.blocking for gap in report.analysis.gaps)
            rows.append((lines, took, len(report.analysis.introduced), len(report.analysis.fixed), blocked))
            ratios.append(took / max(0.001, ruff_alone(clone, report)))
            listed += permalinks(clone.name, number, report)
            changed = git(clone, "diff", "--name-only", report.change.base, report.change.head).splitlines()
            languages |= {SUFFIXES[Path(path).suffix] for path in changed if Path(path).suffix in SUFFIXES}
        times = [row[1] for row in rows]
        seconds += times
        largest, unfinished = max(largest, *(row[0] for row in rows)), unfinished + sum(row[4] for row in rows)
        print(
            f"{clone.name:22}{len(rows):>6}{sum(row[0] for row in rows):>8,}{statistics.median(times):>9.2f}"
            f"{max(times):>7.2f}{sum(row[2] for row in rows):>5}{sum(row[3] for row in rows):>6}{sum(row[4] for row in rows):>14}"
        )
    if given.findings:
        random.Random(1).shuffle(listed)
        given.findings.write_text("\n".join(listed) + "\n")
    figures = {
        "repositories": len(clones),
        "languages": sorted(languages),
        "pulls": len(seconds),
        "largest_change_lines": largest,
        "seconds_median": round(statistics.median(seconds), 2),
        "seconds_max": round(max(seconds), 2),
        "findings": len(listed),
        "unfinished": unfinished,
        "times_ruff_alone_median": round(statistics.median(ratios), 1),
    }
    ok = largest >= TARGETS["largest_change_lines"] and len(languages) >= TARGETS["languages"] and not unfinished
    against = "ruff --isolated on the head version of the changed Python files"
    print(json.dumps({"bench": "realdiffs", "ok": ok, "figures": figures, "targets": TARGETS, "against": against}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
