"""Recall and precision on security test files that others wrote, and what ruff alone finds in the same run.

Data: a clone of https://github.com/semgrep/semgrep-rules in $HONE_BENCH_DATA/semgrep+semgrep-rules, read at one
commit; its licence allows internal evaluation, so nothing of it is kept. A comment that begins with `ruleid` marks the
next line of code as bad, one with `ok` as good. Read are the Python files of the families' security directories, and
on a row of their own, which is not in the sum, the HTML templates. Copies that show the repaired code (`.fixed.py`)
carry the marks of the code before; they count, because the published figures for ruff (recall .35, precision .85)
count them.
A mark is hit when a finding of the category security covers the marked line or starts within three lines after it. All
findings come through the same analysis as a pull request's, as if each file were new.
Recall: hits among the bad lines. Precision: hits on bad lines among the hits on marked lines.
Compared with: `ruff check --isolated --select S` on the same files in the same run.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from service.analyzers import Options, Text, every
from service.edge.sandbox import Runner
from service.model import Category
from service.workflows.inspection import Key, inspect

COMMIT = "157ae4706d7f54aa33647332f234dd68f30da195"
FAMILIES = ("python/flask", "python/jwt", "python/sqlalchemy")
TARGETS = {"recall": 0.75, "precision": 0.85}
AGAINST = "ruff check --isolated --select S, same files, same run"
RUFF = ("ruff", "check", "--isolated", "--no-cache", "--ignore-noqa", "--select", "S", "--output-format", "json")
MARK = re.compile(r"^\s*(?:#|//|/\*|<!--|\{#)\s*(?P<kind>ruleid|ok)\s*:")
COMMENT = re.compile(r"^\s*(?:#|//|/\*|<!--|\{#)")
WITHIN = 3
Lines = tuple[int, int]
"""First and last line of a finding."""


@dataclass(frozen=True)
class Mark:
    """A line that somebody marked."""

    path: str
    line: int
    bad: bool


def git(clone: Path, *arguments: str) -> bytes:
    """What git says."""
    return subprocess.run(["git", "-C", clone, *arguments], capture_output=True, check=True).stdout


def contents(clone: Path, families: Sequence[str], ending: str) -> dict[str, bytes]:
    """The test files of the security directories."""
    names = git(clone, "ls-tree", "-r", "--name-only", COMMIT, *families).decode().splitlines()
    chosen = [name for name in names if "security" in PurePosixPath(name).parts and name.endswith(ending)]
    return {name: git(clone, "show", f"{COMMIT}:{name}") for name in chosen}


def marks(path: str, content: bytes) -> set[Mark]:
    """The marked lines: for each mark the next one that is no comment."""
    lines = content.decode(errors="replace").splitlines()
    marked = set()
    for number, line in enumerate(lines):
        found = MARK.match(line)
        if found:
            code = next((at for at in range(number + 1, len(lines)) if code_at(lines[at])), number)
            marked.add(Mark(path, code + 1, found["kind"] == "ruleid"))
    return marked


def code_at(line: str) -> bool:
    """True for a line that is neither empty nor a comment."""
    return bool(line.strip()) and not COMMENT.match(line)


async def findings(texts: Mapping[str, bytes]) -> dict[str, list[Lines]]:
    """Where every analyzer of Hone speaks of security, by path."""
    keys: dict[Key, Text] = {("head", path): Text(path, content) for path, content in texts.items()}
    found: dict[str, list[Lines]] = defaultdict(list)
    for analyzer in every():
        reading = await inspect(analyzer, keys, Options(b"salt"), Runner())
        if reading.failed:
            raise SystemExit(f"{analyzer.name} failed on {len(reading.failed)} files: {set(reading.failed.values())}")
        for (_, path), one in reading.found.items():
            secure = (finding for finding in one.findings if finding.category is Category.SECURITY)
            found[path] += [(finding.start, finding.end) for finding in secure]
    return found


async def ruff_alone(texts: Mapping[str, bytes]) -> dict[str, list[Lines]]:
    """Where every security rule of ruff speaks."""
    names = {f"{number:04}.py": path for number, path in enumerate(texts)}
    given = {name: texts[path] for name, path in names.items()}
    done = await Runner().run((*RUFF, "--exit-zero", "--", *names), given)
    found: dict[str, list[Lines]] = defaultdict(list)
    for row in json.loads(done.output):
        lines = row["location"]["row"], row["end_location"]["row"]
        found[names[PurePosixPath(row["filename"]).name]].append(lines)
    return found


def hit(mark: Mark, found: Sequence[Lines]) -> bool:
    """True when a finding covers the line, or starts shortly after it."""
    return any(start <= mark.line <= end or mark.line <= start <= mark.line + WITHIN for start, end in found)


def scores(marked: Sequence[Mark], found: Mapping[str, Sequence[Lines]]) -> Counter[str]:
    """Counts of marked and hit lines."""
    counted: Counter[str] = Counter()
    for mark in marked:
        kind = "bad" if mark.bad else "good"
        counted[kind] += 1
        counted[f"{kind} hit"] += hit(mark, found.get(mark.path, ()))
    return counted


def recall(counted: Counter[str]) -> float:
    """Share of the bad lines that were hit."""
    return counted["bad hit"] / max(1, counted["bad"])


def precision(counted: Counter[str]) -> float:
    """Share of bad lines among the marked lines that were hit."""
    return counted["bad hit"] / max(1, counted["bad hit"] + counted["good hit"])


def report(
    rows: Mapping[str, Sequence[Mark]], found: Mapping[str, Sequence[Lines]], alone: Mapping[str, Sequence[Lines]]
) -> None:
    """Print a line per family."""
    print(f"{'family':20}{'bad':>6}{'hit':>6}{'good':>6}{'hit':>6}{'recall':>9}{'precision':>11}{'ruff':>13}")
    for name, part in rows.items():
        ours, theirs = scores(part, found), scores(part, alone)
        print(
            f"{name:20}{ours['bad']:>6}{ours['bad hit']:>6}{ours['good']:>6}{ours['good hit']:>6}"
            f"{recall(ours):>9.3f}{precision(ours):>11.3f}{recall(theirs):>7.3f}{precision(theirs):>6.2f}"
        )


def main() -> int:
    """Print the table and the verdict."""
    clone = Path(os.environ.get("HONE_BENCH_DATA", "data")) / "semgrep+semgrep-rules"
    if not clone.is_dir():
        print(json.dumps({"bench": "security", "ok": False, "missing": str(clone.name)}))
        return 2
    code, templates = contents(clone, FAMILIES, ".py"), contents(clone, FAMILIES, ".html")
    marked = [mark for path, content in code.items() for mark in marks(path, content)]
    rows = {family: [mark for mark in marked if mark.path.startswith(family)] for family in FAMILIES}
    rows["all"] = marked
    rows["templates"] = [mark for path, content in templates.items() for mark in marks(path, content)]
    found, alone = asyncio.run(findings(code | templates)), asyncio.run(ruff_alone(code))
    report(rows, found, alone)
    ours, theirs = scores(marked, found), scores(marked, alone)
    figures = {
        **{name: round(value(ours), 3) for name, value in (("recall", recall), ("precision", precision))},
        **{f"ruff_{name}": round(value(theirs), 3) for name, value in (("recall", recall), ("precision", precision))},
        "files": len(code),
        "bad": ours["bad"],
        "good": ours["good"],
    }
    ok = all(figures[name] >= least for name, least in TARGETS.items())
    print(json.dumps({"bench": "security", "ok": ok, "figures": figures, "targets": TARGETS, "against": AGAINST}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
