"""Seconds from a delivery to the verdict and to the comment, for a pull request of ten files and about 300 lines.

`hone serve` runs on SQLite against the stand-in for GitHub, with no model. Each round takes a new repository of 500
commits and 200 files in Python, JavaScript and Go, and opens two pull requests in it: for the first Hone has no clone
(cold), for the second it has one (warm). A pull request is opened while nobody listens; the clock starts when its
delivery is then sent, and stops when the completed check run, and the comment, stand on the page.
Compared with: the same judgement made directly in this process, on a local clone of the same change, as `hone review`
makes it; the ratio is what the service, GitHub and the fetches add.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from stage.github import GitHub, until, verdict
from stage.pulls import Shop
from stage.serve import Hone

from service import local

FILES, HISTORY = 10, 500
PATIENCE = 60.0
TARGETS = {"verdict_s": 3.0, "rest_calls": 8, "git_fetches": 2}
COLUMNS = ("verdict_s", "comment_s", "rest_calls", "git_fetches", "direct_s", "lines")


def measure(hone: Hone, github: GitHub, shop: Shop, number: int) -> dict[str, float]:
    """One pull request, from its delivery on; and the direct judgement of the same change."""
    until(hone.idle, PATIENCE)
    github.act("hook", url="")
    pull = shop.open(files=FILES, number=number)
    github.act("hook", url=hone.hook)
    github.act("counters/reset")
    guid = pull["deliveries"][0]["guid"]
    began = time.monotonic()
    github.act(f"deliveries/{guid}/redeliver", wait=False)
    reached: dict[str, float] = {}
    page = until(lambda: answered(github.page(shop.name, pull["number"]), reached), PATIENCE)
    until(hone.idle, PATIENCE)
    counted = github.see("counters")
    return {
        **{name: at - began for name, at in reached.items()},
        "rest_calls": counted["total"],
        "git_fetches": sum(counted["fetches"].values()),
        "direct_s": directly(shop, number),
        "lines": sum(page["pull"]["size"][name] for name in ("additions", "deletions")),
    }


def answered(page: Any, reached: dict[str, float]) -> Any:
    """The page once verdict and comment stand on it; notes when each was first seen."""
    now = time.monotonic()
    if verdict(page):
        reached.setdefault("verdict_s", now)
    if page["comments"]:
        reached.setdefault("comment_s", now)
    return page if len(reached) == len(("verdict_s", "comment_s")) else None


def directly(shop: Shop, number: int) -> float:
    """Seconds that the judgement alone takes, with git on this disk and nobody to tell."""
    began = time.monotonic()
    local.review(shop.git.path, shop.base, f"change-{number}", lambda _what, _share: None)
    return time.monotonic() - began


def rounds(count: int) -> dict[str, list[dict[str, float]]]:
    """The figures of every pull request, cold and warm."""
    seen: dict[str, list[dict[str, float]]] = {"cold": [], "warm": []}
    with tempfile.TemporaryDirectory(dir=os.environ.get("HONE_BENCH_TMP")) as name:
        place = Path(name)
        with GitHub(place / "github") as github, Hone(place / "hone", github.environment()) as hone:
            github.act("hook", url=hone.hook)
            github.install()
            first = Shop(github, place / "first.git", "acme/first", HISTORY)
            measure(hone, github, first, 0)  # both processes import what they put off
            for at in range(count):
                shop = Shop(github, place / f"shop{at}.git", f"acme/shop{at}", HISTORY)
                for number, rows in enumerate(seen.values()):
                    rows.append(measure(hone, github, shop, number))
    return seen


def main() -> int:
    """Print the table and the verdict."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    given = options.parse_args()
    found = {
        clone: {name: statistics.median(row[name] for row in rows) for name in COLUMNS}
        for clone, rows in rounds(given.rounds).items()
    }
    print(f"{'clone':8}" + "".join(f"{name:>13}" for name in COLUMNS))
    for clone, row in found.items():
        print(f"{clone:8}" + "".join(f"{row[name]:>13.2f}" for name in COLUMNS))
    figures = {f"{clone}_{name}": round(row[name], 2) for clone, row in found.items() for name in COLUMNS}
    figures |= {f"{clone}_times_direct": round(row["verdict_s"] / row["direct_s"], 1) for clone, row in found.items()}
    ok = all(row[name] <= most for row in found.values() for name, most in TARGETS.items())
    against = "the same judgement made directly on a local clone, as `hone review` makes it"
    print(json.dumps({"bench": "verdict", "ok": ok, "figures": figures, "targets": TARGETS, "against": against}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
