"""False alarms: what Hone says of the last merged pull requests of public repositories, and what a reader made of it.

Reads bare clones named `<owner>+<name>` from $HONE_BENCH_DATA (CHOSEN; none of them served to choose or tune a rule
before it was read here). Of each the newest merged pull requests that changed more than 20 lines are analysed: 30,
or as many as `--pulls` says, because Hone says so little that 100 findings take many. `--list FILE` writes every
introduced finding in random order (seed 1), to be read. The verdicts stand in `bench/noise_verdicts.tsv`: permalink,
rule, verdict (`act`: a maintainer would change the code; `left`: right, and would be left; `wrong`), reason. The share
is `act` of all that were read and are still reported.
"""

import argparse
import asyncio
import json
import os
import random
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from realdiffs import Pull, pulls

from service.edge.git import Local
from service.edge.sandbox import Runner
from service.ports import Unfetchable
from service.workflows.analysis import examine

CHOSEN = (
    "excalidraw+excalidraw",
    "grafana+k6",
    "authelia+authelia",
    "pydantic+pydantic",
    "kedro-org+kedro",
    "hoppscotch+hoppscotch",
    "google+gson",
)
NEWEST = 30
VERDICTS = Path(__file__).with_name("noise_verdicts.tsv")
TARGETS = {"repositories": 5, "read": 100, "act_share": 0.8}
AGAINST = "the judgement of one reader, listed finding by finding"


@dataclass(frozen=True)
class Alarm:
    """One introduced finding."""

    rule: str
    severity: str
    link: str
    pull: str
    message: str

    @property
    def key(self) -> tuple[str, str]:
        return self.link, self.rule


def alarms(clone: Path, most: int) -> tuple[int, list[Alarm]]:
    """How many pull requests there are to look at, at most so many, and every finding of them."""
    newest = pulls(clone, most)[:most]
    return len(newest), [alarm for pull in newest for alarm in asyncio.run(introduced(clone, pull))]


async def introduced(clone: Path, pull: Pull) -> list[Alarm]:
    """What the analyzers say of one pull request; the history behind it is not asked."""
    code = Local(clone)
    change = await code.change(f"{pull.commit}^1", pull.commit)
    try:
        diff = await code.fetch(change)
        seen = await examine(diff, code, Runner(), change.repo, b"noise")
    except Unfetchable:  # a partial clone that lacks a blob
        return []
    place = f"https://github.com/{clone.name.replace('+', '/')}/blob/{change.head}"
    return [
        Alarm(each.rule, each.severity.value, f"{place}/{each.path}#L{each.start}", f"#{pull.number}", each.message)
        for each in seen.analysis.introduced
    ]


def verdicts() -> dict[tuple[str, str], str]:
    """What was read, by permalink and rule."""
    if not VERDICTS.exists():
        return {}
    rows = (line.split("\t") for line in VERDICTS.read_text().splitlines() if line and not line.startswith("#"))
    return {(row[0], row[1]): row[2] for row in rows}


def main() -> int:
    """Print what each repository would have been told and the JSON line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pulls", type=int, default=NEWEST, help="pull requests of each repository (default 30)")
    options.add_argument("--list", type=Path, help="write every introduced finding to this file, to be read")
    given = options.parse_args()
    data = os.environ.get("HONE_BENCH_DATA", "")
    clones = [Path(data, name) for name in CHOSEN if data and Path(data, name).is_dir()]
    if len(clones) < TARGETS["repositories"]:
        print(f"needs $HONE_BENCH_DATA with bare clones of {', '.join(CHOSEN)}; see the docstring")
        return 2
    read, everything, tally, looked = verdicts(), [], Counter(), 0
    print(f"{'repository':32}{'findings':>10}{'act':>6}{'left':>6}{'wrong':>7}{'unread':>8}")
    for clone in clones:
        count, found = alarms(clone, given.pulls)
        looked += count
        everything += found
        seen = Counter(read.get(alarm.key, "unread") for alarm in found)
        tally += seen
        counts = "".join(f"{seen[name]:>{width}}" for name, width in (("act", 6), ("left", 6), ("wrong", 7)))
        print(f"{clone.name:32}{len(found):>10}{counts}{seen['unread']:>8}", flush=True)
    random.Random(1).shuffle(everything)
    if given.list:
        rows = (f"{a.link}\t{a.rule}\t{a.severity}\t{a.pull}\t{a.message}" for a in everything)
        given.list.write_text("".join(f"{row}\n" for row in rows))
    total = sum(tally.values()) - tally["unread"]
    figures = {
        "repositories": len(clones),
        "pulls": looked,
        "findings": len(everything),
        "read": total,
        "act": tally["act"],
        "left": tally["left"],
        "wrong": tally["wrong"],
        "act_share": round(tally["act"] / total, 3) if total else 0.0,
        "per_pull": round(len(everything) / looked, 3),
    }
    ok = figures["act_share"] >= TARGETS["act_share"] and figures["read"] >= min(TARGETS["read"], len(everything))
    print(json.dumps({"bench": "noise", "ok": ok, "figures": figures, "targets": TARGETS, "against": AGAINST}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
