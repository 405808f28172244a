"""The first look at a whole repository of about 100,000 lines, and the look after a push that touches one file.

Reads a bare clone named `celery+celery` from $HONE_BENCH_DATA (another with `--repo`), for example made by
`git clone --bare https://github.com/celery/celery $HONE_BENCH_DATA/celery+celery`. Its newest tree is analysed as the
service does it, through the cache on disk, and kept in a database; then one Python file gets one more line, and the new
tree is looked at. `again` is the same tree once more: nothing is analysed. Lines are those of source files, blank ones
and comments included. CPU and memory include the tools; they are counted in looks of their own, without bubblewrap,
whose children no parent is told the cost of. `history_s` is the first reading of the history behind the risk.
Compared with: `ruff check --isolated` on every Python file of the tree, the fastest single linter there is.
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from stage.changes import Clone

from service.analyzers.measures import ENDINGS
from service.edge import database
from service.edge.cache import ScanCache
from service.edge.git import Local
from service.edge.sandbox import Runner
from service.edge.store import SqlStore
from service.local import WallClock
from service.model import Repo
from service.ports import Lab
from service.workflows.profile import profile
from service.workflows.tree import look

TARGETS = {"lines": 90_000, "first_s": 60.0, "push_s": 3.0, "push_analysed": 1}
REPO = Repo(1, "bench", "baseline")


async def looked(lab: Lab, store: SqlStore) -> dict[str, float]:
    """One look at the newest tree, kept."""
    began, cpu = time.monotonic(), spent()
    baseline, findings = await look(lab, REPO, await lab.code.newest(REPO))
    await store.keep_baseline(REPO, baseline, findings)
    return {
        "s": time.monotonic() - began,
        "cpu_s": spent() - cpu,
        "files": baseline.files,
        "analysed": baseline.analysed,
        "findings": baseline.findings,
        "debt_percent": 100 * baseline.debt.ratio,
        "hotspots": len(baseline.hotspots),
        "couplings": len(baseline.couplings),
        "gaps": sum(gap.blocking for gap in baseline.gaps),
    }


async def measure(place: Path, clone: Clone) -> dict[str, dict[str, float]]:
    """Every look, by name, and the history."""
    engine = database.connect(f"sqlite:///{place}/hone.db")
    database.upgrade(engine)
    store, code = SqlStore(engine), Local(clone.path)
    lab = Lab(code, Runner(), WallClock(), b"salt", history=code, cache=ScanCache(place / "scans.db"))
    counted = replace(lab, sandbox=Runner(bubblewrap=None), cache=ScanCache(place / "counted.db"))
    looks = {"first": await looked(lab, store), "again": await looked(lab, store)}
    looks["first"]["cpu_s"] = (await looked(counted, store))["cpu_s"]
    clone.append(b"\n# one more line\n", next(path for path in clone.paths(".py") if "/" in path))
    looks["push"] = await looked(lab, store)
    looks["push"]["cpu_s"] = (await looked(counted, store))["cpu_s"]
    began = time.monotonic()
    await store.save_profile(REPO, await profile(code, REPO, await code.newest(REPO)))
    looks["history"] = {"s": time.monotonic() - began}
    engine.dispose()
    return looks


def spent() -> float:
    """Seconds of CPU of this process and of the tools it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak(who: int) -> float:
    """MB (10^6 bytes) of the largest resident set there was."""
    return resource.getrusage(who).ru_maxrss * 1024 / 1e6


def linted(clone: Clone, place: Path) -> float:
    """Seconds ruff alone takes for every Python file of the tree."""
    for number, path in enumerate(clone.paths(".py")):
        (place / f"{number}.py").write_bytes(clone.content(path))
    began = time.monotonic()
    call = ["ruff", "check", "--isolated", "--no-cache", "--exit-zero", "--quiet", str(place)]
    subprocess.run([Path(sys.executable).with_name(call[0]), *call[1:]], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - began


def shown(looks: Mapping[str, Mapping[str, float]]) -> None:
    """The table."""
    columns = list(looks["first"])
    print(f"{'look':8}" + "".join(f"{name:>14}" for name in columns))
    for name in ("first", "again", "push"):
        print(f"{name:8}" + "".join(f"{looks[name][column]:>14,.1f}" for column in columns))


def main() -> int:
    """Print the table and the verdict."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repo", default="celery+celery")
    given = options.parse_args()
    source = Path(os.environ.get("HONE_BENCH_DATA", "")) / given.repo
    if not (source / "objects").is_dir():
        print(f"HONE_BENCH_DATA holds no bare clone {given.repo}")
        return 2
    with tempfile.TemporaryDirectory(dir=os.environ.get("HONE_BENCH_TMP")) as name:
        place = Path(name)
        clone = Clone(source, place / "clone.git")
        lines = sum(clone.content(path).count(b"\n") for path in clone.paths(*(f".{one}" for one in ENDINGS)))
        (place / "data").mkdir()
        looks = asyncio.run(measure(place / "data", clone))
        looks["kept"] = {"mb": sum(file.stat().st_size for file in (place / "data").glob("[hs]*.db*")) / 1e6}
        memory = {"rss_mb": peak(resource.RUSAGE_SELF), "tool_rss_mb": peak(resource.RUSAGE_CHILDREN)}
        (place / "ruff").mkdir()
        ruff = linted(clone, place / "ruff")
    shown(looks)
    figures = {f"{look}_{name}": round(value, 2) for look, row in looks.items() for name, value in row.items()}
    figures |= {"lines": lines, **{name: round(value) for name, value in memory.items()}, "ruff_s": round(ruff, 2)}
    print(f"{lines:,} lines; peak {memory['rss_mb']:.0f} MB, of the largest tool {memory['tool_rss_mb']:.0f} MB")
    ok = lines >= TARGETS["lines"] and all(figures[name] <= TARGETS[name] for name in TARGETS if name != "lines")
    against = "ruff --isolated on every Python file of the tree"
    print(json.dumps({"bench": "baseline", "ok": ok, "figures": figures, "targets": TARGETS, "against": against}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
