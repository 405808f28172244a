"""All analyzers on a change of 32 files, about 8,000 lines: seconds and CPU, each analyzer's share, the second push.

Reads bare clones named `<owner>+<name>` from $HONE_BENCH_DATA, for example made by
`git clone --bare https://github.com/celery/celery $HONE_BENCH_DATA/celery+celery`: celery/celery (16 Python files),
getredash/redash (6 TSX files), gin-gonic/gin (3 Go files) and pypi/warehouse (6 workflows); the one SQL file, a
migration, is made here. Files are taken in the order of their paths, those of a fitting length. The change adds a line
to each of them, so both sides are analysed in full. `first` is the first push with nothing known, `known base` the one
of a repository whose default branch was looked at before, `second push` adds a line to one file. CPU includes the
tools; it is counted in runs of their own, without bubblewrap, whose children no parent is told the cost of.
Compared with: `ruff check --isolated` alone on the 16 Python files.
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from stage.changes import Clone, commit, run

from service.analyzers import Options, every
from service.edge.cache import ScanCache
from service.edge.git import Local
from service.edge.sandbox import Runner
from service.model import Change, Repo
from service.workflows.analysis import examine
from service.workflows.batches import batches, select
from service.workflows.inspection import inspect

REPO = Repo(1, "bench", "change")
ALONE = Runner(bubblewrap=None)
CHOSEN = (
    ("celery+celery", ".py", 16, 260, 520),
    ("getredash+redash", ".tsx", 6, 60, 400),
    ("gin-gonic+gin", ".go", 3, 200, 500),
    ("pypi+warehouse", ".yml", 6, 20, 400),
)
"""Clone, ending, how many, and the fewest and most lines of each."""
WORKFLOWS = ".github/workflows/"
LINES = {".py": "# one more", ".tsx": "// one more", ".go": "// one more", ".yml": "# one more", ".sql": "-- one more"}
TABLE = """CREATE TABLE part{n} (id bigint PRIMARY KEY, name text NOT NULL, at timestamptz DEFAULT now());
ALTER TABLE part{n} ADD COLUMN owner bigint NOT NULL DEFAULT 0;
CREATE INDEX part{n}_owner ON part{n} (owner);
"""
TARGETS = {"files": 32, "lines": 7000, "first_s": 3.0, "first_cpu_s": 1.5, "second_push_analysed": 1}
AT_LEAST = ("files", "lines")


@dataclass(frozen=True)
class Case:
    """The repository with the change in it: the base, the first push, and the second."""

    path: Path
    empty: str
    base: str
    first: str
    second: str
    lines: int


def chosen(data: Path, place: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the base."""
    for name, ending, count, least, most in CHOSEN:
        clone = Clone(data / name, place / f"{name}.git")
        paths = clone.paths(ending)
        if ending == ".yml":
            paths = [path for path in paths if path.startswith(WORKFLOWS)]
        texts = ((path, clone.content(path)) for path in paths)
        fitting = [(path, text) for path, text in texts if least <= text.count(b"\n") <= most][:count]
        for path, text in fitting:
            yield path if path.startswith(WORKFLOWS) else f"{name}/{path}", text
    yield "migrations/0001.sql", "".join(TABLE.format(n=n) for n in range(60)).encode()


def prepared(data: Path, place: Path) -> Case:
    """The change, committed."""
    files = dict(chosen(data, place))
    path = place / "change.git"
    run("init", "--bare", "--quiet", str(path))
    empty = commit(path, "refs/heads/main", {})
    base = commit(path, "refs/heads/main", files, empty)
    more = {name: text + f"\n{LINES[Path(name).suffix]}\n".encode() for name, text in files.items()}
    first = commit(path, "refs/heads/change", more, base)
    name = next(iter(more))
    second = commit(path, "refs/heads/change", {name: more[name] + b"\n# and one more\n"}, first)
    return Case(path, empty, base, first, second, sum(text.count(b"\n") for text in more.values()))


def spent() -> float:
    """Seconds of CPU of this process and of the tools it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


async def judged(case: Case, base: str, head: str, cache: ScanCache, place: Runner) -> tuple[dict[str, float], int]:
    """Wall and CPU seconds of one examination, its diff being known, and what it analysed; the files it read."""
    code = Local(case.path)
    diff = await code.fetch(Change(REPO, head, base, "refs/heads/change"))
    began, cpu = time.monotonic(), spent()
    seen = await examine(diff, code, place, REPO, b"salt", cache=cache)
    took = {"s": time.monotonic() - began, "cpu_s": spent() - cpu, "analysed": seen.analysed}
    return took | {"gaps": sum(gap.blocking for gap in seen.analysis.gaps)}, seen.analysis.files


async def pushes(case: Case, folder: Path, place: Runner) -> dict[str, float]:
    """The figures of one round, with memories of its own."""
    fresh, known = ScanCache(folder / "fresh.db"), ScanCache(folder / "known.db")
    first, files = await judged(case, case.base, case.first, fresh, place)
    second, _ = await judged(case, case.base, case.second, fresh, place)
    await judged(case, case.empty, case.base, known, place)
    based, _ = await judged(case, case.base, case.first, known, place)
    rows = {"first": first, "known_base": based, "second_push": second}
    return {f"{push}_{name}": value for push, row in rows.items() for name, value in row.items()} | {"files": files}


async def shares(case: Case) -> dict[str, tuple[float, float, int]]:
    """Wall and CPU seconds of each analyzer alone, and the texts it read."""
    code = Local(case.path)
    files, _ = select(await code.fetch(Change(REPO, case.first, case.base, "refs/heads/change")))
    (batch,) = [batch async for batch in batches(files, code, REPO)]
    found = {}
    for one in every():
        began, cpu = time.monotonic(), spent()
        reading = await inspect(one, batch.texts, Options(b"salt"), ALONE)
        found[one.name] = (time.monotonic() - began, spent() - cpu, len(reading.found))
    return found


def linted(case: Case, place: Path) -> float:
    """Seconds ruff alone takes for the Python files of one side."""
    names = run("ls-tree", "-r", "--name-only", case.first, at=case.path).decode().splitlines()
    for number, name in enumerate(name for name in names if name.endswith(".py")):
        (place / f"{number}.py").write_bytes(run("cat-file", "blob", f"{case.first}:{name}", at=case.path))
    began = time.monotonic()
    call = ("check", "--isolated", "--no-cache", "--exit-zero", "--quiet", str(place))
    subprocess.run([Path(sys.executable).with_name("ruff"), *call], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - began


def medians(rows: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def measured(data: Path, place: Path, rounds: int) -> tuple[dict[str, float], Mapping[str, tuple[float, float, int]]]:
    """The medians of all rounds, and each analyzer's share."""
    case = prepared(data, place)
    rows: dict[Runner, list[dict[str, float]]] = {Runner(): [], ALONE: []}
    for at in range(rounds + 1):
        for way, runner in enumerate(rows):
            rows[runner].append(asyncio.run(pushes(case, place / f"{at}-{way}", runner)))
    # The first round imports what is imported late.
    confined, alone = (
        {name: statistics.median(row[name] for row in some[1:]) for name in some[0]} for some in rows.values()
    )
    figures = confined | {name: value for name, value in alone.items() if name.endswith("_cpu_s")}
    (place / "ruff").mkdir()
    return figures | {"lines": case.lines, "ruff_s": linted(case, place / "ruff")}, asyncio.run(shares(case))


def main() -> int:
    """Print the table and the verdict."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    data = Path(os.environ.get("HONE_BENCH_DATA", ""))
    if absent := [name for name, *_ in CHOSEN if not (data / name / "objects").is_dir()]:
        print(f"HONE_BENCH_DATA holds no bare clone of {', '.join(absent)}")
        return 2
    with tempfile.TemporaryDirectory(dir=os.environ.get("HONE_BENCH_TMP")) as name:
        figures, alone = measured(data, Path(name), given.rounds)
    print(f"{'push':14}{'s':>8}{'cpu s':>8}{'analysed':>10}")
    for push in ("first", "known_base", "second_push"):
        print(
            f"{push:14}{figures[f'{push}_s']:>8.2f}{figures[f'{push}_cpu_s']:>8.2f}{figures[f'{push}_analysed']:>10.0f}"
        )
    print(f"\n{'analyzer':14}{'s':>8}{'cpu s':>8}{'texts':>10}")
    for analyzer, (wall, cpu, texts) in sorted(alone.items(), key=lambda row: -row[1][1]):
        print(f"{analyzer:14}{wall:>8.2f}{cpu:>8.2f}{texts:>10}")
    figures |= {f"{analyzer}_cpu_s": cpu for analyzer, (_, cpu, _) in alone.items()}
    rounded = {name: round(value, 2) for name, value in figures.items()}
    ok = all((rounded[name] >= most) if name in AT_LEAST else (rounded[name] <= most) for name, most in TARGETS.items())
    against = "ruff --isolated alone on the 16 Python files"
    print(json.dumps({"bench": "analyzers", "ok": ok, "figures": rounded, "targets": TARGETS, "against": against}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
