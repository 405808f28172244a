"""Nothing lost, nothing doubled: a real `hone serve` is killed with SIGKILL while people open pull requests.

The stand-in for GitHub survives, as GitHub would. Kill times are random; only when chance has left a step with fewer
than five are the last kills aimed: the process is stopped (SIGSTOP), its database says which steps run, and it is
killed inside one of those. The step a kill fell into is the one after the last that the interrupted workflow has kept.
Each pull request's first head is opened, later ones are pushed to pull requests at rest, so work never runs out.

Lost: an accepted (2xx) delivery that is not stored after a kill or does not end in a completed check run with all its
annotations and the one comment. Doubled: a second comment, check run or annotation. Resume: from the last restart until
the interrupted workflow is one step further; counted from the first restart, through the kills that came between, it is
`resume_through_kills_s`, which has no target. Both databases are measured at the same time, each with a Hone and a
GitHub of its own; PostgreSQL comes from a wheel, or from $TEST_PG.

Against: the same Hone on an engine that keeps its work in memory, killed three times. It must lose work, or this bench
could not see a loss.

    python bench/crash.py [--kills 200] [--pulls 100] [--database both] [--seed 1]
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median
from typing import Any

from stage.census import Census
from stage.forgetful import compare
from stage.github import GitHub
from stage.kills import Campaign
from stage.people import People
from stage.serve import Hone

from tests.databases import created, server

LEAST = 5
TARGETS = {"lost": 0, "doubled": 0, "resume_s": 60.0, "kills_per_step": LEAST, "lost_in_memory_at_least": 1}
KINDS = ("sqlite", "postgresql")


@contextmanager
def stage(kind: str, folder: Path, seed: int) -> Iterator[Campaign]:
    """A GitHub, a Hone that runs on a database of this kind, and people."""
    fresh = created if kind == "postgresql" else lambda _server: nullcontext(f"sqlite:///{folder}/hone.db")
    running = server() if kind == "postgresql" else nullcontext()
    with (
        running as address,
        fresh(address) as url,
        GitHub(folder / "github") as github,
        Hone(folder / "hone", {**github.environment(), "HONE_DATABASE_URL": url}) as hone,
    ):
        github.act("hook", url=hone.hook)
        census, people = Census(url), People(github, folder)
        yield Campaign(hone, census, people, random.Random(seed))
        census.close()


def measure(kind: str, kills: int, pulls: int, seed: int) -> dict[str, Any]:
    """The figures of one database."""
    least = min(LEAST, kills // 20)
    with tempfile.TemporaryDirectory(prefix="hone-crash-") as folder, stage(kind, Path(folder), seed) as campaign:
        steps = campaign.rehearse()
        campaign.run(kills, pulls, least, lambda line: print(f"{kind}: {line}", file=sys.stderr))
        standing, tally = campaign.end(pulls), campaign.tally
        return {
            "kills": tally.kills,
            "idle_kills": tally.idle,
            "pulls": campaign.people.pulls,
            "heads": len(campaign.people.heads),
            "accepted": len(campaign.people.accepted),
            "refused_first": campaign.people.refusals,
            "lost": list(standing.lost),
            "doubled": list(standing.doubled),
            "resume_s": round(max(tally.resumed, default=0.0), 1),
            "resume_median_s": round(median(tally.resumed), 1) if tally.resumed else 0.0,
            "resume_through_kills_s": round(max(tally.through, default=0.0), 1),
            "most_begun": tally.most_begun,
            "steps": {_name(step): tally.steps[step] for step in (*steps, *sorted(tally.steps.keys() - {*steps}))},
            "kills_per_step": min(tally.steps[step] for step in steps),
        }


def _name(step: tuple[str, str]) -> str:
    return " ".join(filter(None, step))


def apart(kinds: tuple[str, ...], given: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Each database in a process of its own, all at once."""
    running = {
        kind: subprocess.Popen(
            [sys.executable, __file__, "--one", kind, *_passed(given)], stdout=subprocess.PIPE, text=True
        )
        for kind in kinds
    }
    found = {kind: process.communicate()[0] for kind, process in running.items()}
    if any(process.returncode for process in running.values()):
        raise SystemExit("a campaign broke; what it said stands above")
    return {kind: json.loads(said) for kind, said in found.items()}


def _passed(given: argparse.Namespace) -> list[str]:
    return ["--kills", str(given.kills), "--pulls", str(given.pulls), "--seed", str(given.seed)]


def table(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The kills per step, then the figures, one column for each database."""
    yield f"{'kills in step':26}" + "".join(f"{kind:>12}" for kind in found)
    for step in dict.fromkeys(step for figures in found.values() for step in figures["steps"]):
        yield f"  {step:24}" + "".join(f"{figures['steps'].get(step, 0):>12}" for figures in found.values())
    for name in (name for name in next(iter(found.values())) if name not in {"steps", "lost", "doubled"}):
        yield f"{name:26}" + "".join(f"{figures[name]:>12}" for figures in found.values())
    for name in ("lost", "doubled"):
        yield f"{name:26}" + "".join(f"{len(figures[name]):>12}" for figures in found.values())
        yield from (f"  {kind}: {fault}" for kind, figures in found.items() for fault in figures[name])


def figures(found: Mapping[str, Mapping[str, Any]], forgotten: int) -> dict[str, Any]:
    """What the targets speak of, the worst of all databases, and each database's own."""
    each = {kind: {**of, "lost": len(of["lost"]), "doubled": len(of["doubled"])} for kind, of in found.items()}
    worst = {name: max(of[name] for of in each.values()) for name in ("lost", "doubled", "resume_s")}
    least = min(of["kills_per_step"] for of in each.values())
    return {**worst, "kills_per_step": least, "lost_in_memory_at_least": forgotten, **each}


def met(said: Mapping[str, Any], least: int) -> bool:
    """Whether every target is met; `least` is what so few kills can give each step."""
    few = said["lost"] == 0 and said["doubled"] == 0 and said["resume_s"] <= TARGETS["resume_s"]
    return few and said["kills_per_step"] >= least and said["lost_in_memory_at_least"] >= 1


def main() -> int:
    """Print the table and the verdict."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--pulls", type=int, default=100)
    options.add_argument("--database", choices=(*KINDS, "both"), default="both")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--one", choices=KINDS, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.kills, given.pulls, given.seed)))
        return 0
    forgotten = compare(random.Random(given.seed))
    found = apart(KINDS if given.database == "both" else (given.database,), given)
    print("\n".join(table(found)))
    print(f"\nin memory, 3 kills: {forgotten.lost} of {forgotten.accepted} accepted heads never came to their verdict")
    said = figures(found, forgotten.lost)
    ok = met(said, min(LEAST, given.kills // 20))
    against = "the same Hone with its work in memory, killed 3 times"
    print(json.dumps({"bench": "crash", "ok": ok, "figures": said, "targets": TARGETS, "against": against}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
