"""The evaluator against single defects: good prompts of real repositories, one thing broken at a time.

Reads bare clones named `<owner>+<name>` from $HONE_BENCH_DATA, those whose pull requests had findings that somebody
has read: the permalinks of `bench/noise_verdicts.tsv` and `docs/readings.md` name repository and commit. Each of these
is reviewed as `hone review` does, without its history, until its repository has brought four prompts. Every prompt that
the evaluator calls ready is mutated by every function of `stage/mutants_said.py` and `stage/mutants_cited.py` that fits
it (a mutation is one function there; seed 1). A mutant counts as caught when the evaluator refuses it, and as named
when it also names the broken check. `--show` prints each one that is not, with its scores.
Compared with: a keyword-stuffed text under the same headings and a one-line prompt, against the same facts.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stage import mutants_cited, mutants_said
from stage.mutants import MUTATIONS, Mutant, Specimen, mutants
from stage.read import commits
from stage.stuffed import ONE_LINE, STUFFED

from service import evaluate
from service.edge.git.local import Local
from service.edge.inline import InlineRun
from service.edge.sandbox import Runner
from service.local import WallClock
from service.model import Config, Evaluation
from service.ports import Fault, Lab
from service.workflows.review import judge

OF_EACH = 4
"""Prompts of one repository."""
SEED = 1
TARGETS = {"prompts": 20, "repositories": 5, "mutants": 200, "caught_share": 1.0, "named_share": 1.0, "unmutated": 1.0}
MOST_SCORE = 3.0
"""What a stuffed or a one-line prompt may reach."""
AGAINST = "a keyword-stuffed text under the same headings, and one line, against the same facts"
FILES = (mutants_said, mutants_cited)
"""Importing them enters their mutations into the table."""


@dataclass(frozen=True)
class Tried:
    """A mutant and what the evaluator says of it."""

    mutant: Mutant
    evaluation: Evaluation

    @property
    def refused(self) -> bool:
        return not self.evaluation.ready

    @property
    def named(self) -> bool:
        return bool(self.mutant.mutation.breaks & set(self.evaluation.broken))


async def written(clone: Path, commit: str) -> list[tuple[Specimen, bool]]:
    """The prompts of one merged pull request, and whether the evaluator lets them proceed."""
    code = Local(clone)
    lab = Lab(code, Runner(), WallClock(), b"rubric")
    try:
        change = await code.change(f"{commit}^1", commit)
        report, grounding = await judge(InlineRun(), change, lab, Config())
    except Fault:  # a partial clone that lacks a blob
        return []
    origin = f"{clone.name}@{commit[:7]}"
    return [(Specimen(f"{origin} {each.kind}", each.body, grounding), each.ready) for each in report.prompts]


def gathered(clone: Path, of: Sequence[str], most: int) -> list[tuple[Specimen, bool]]:
    """The first prompts of a repository's pull requests."""
    found: list[tuple[Specimen, bool]] = []
    for commit in of:
        if len(found) < most:
            found += asyncio.run(written(clone, commit))
    return found[:most]


def tried(specimens: Sequence[Specimen]) -> list[Tried]:
    """Every mutant of every specimen, evaluated."""
    every = (mutant for specimen in specimens for mutant in mutants(specimen, SEED))
    return [Tried(each, evaluate.prompt(each.body, each.specimen.grounding)) for each in every]


def show(everything: Sequence[Tried], missed: bool) -> None:
    """A row for each mutation; with `missed` each mutant that got through."""
    of = defaultdict(list)
    for each in everything:
        of[each.mutant.mutation.name].append(each)
    print(f"{'mutation':40}{'mutants':>8}{'refused':>9}{'named':>7}")
    for mutation in MUTATIONS:
        rows = of[mutation.name]
        refused, named = sum(row.refused for row in rows), sum(row.named for row in rows)
        print(f"{mutation.name:40}{len(rows):>8}{refused:>9}{named:>7}")
    for each in everything if missed else ():
        if not (each.refused and each.named):
            told, origin = each.evaluation, each.mutant.specimen.origin
            print(f"\n{origin}: {each.mutant.mutation.name}: {told.average} {told.parts} {told.broken}")


def figures(specimens: Sequence[Specimen], passing: int, everything: Sequence[Tried]) -> dict[str, object]:
    """What the JSON line tells."""
    stuffed = [evaluate.prompt(STUFFED, each.grounding).average for each in specimens]
    lines = [evaluate.prompt(ONE_LINE, each.grounding).average for each in specimens]
    scores = [evaluate.prompt(each.body, each.grounding).average for each in specimens]
    return {
        "prompts": len(specimens),
        "repositories": len({each.origin.partition("@")[0] for each in specimens}),
        "kinds": dict(Counter(each.origin.rpartition(" ")[2] for each in specimens)),
        "unmutated": round(passing / max(1, len(specimens)), 3),
        "score_median": round(statistics.median(scores), 2),
        "mutations": len(MUTATIONS),
        "mutants": len(everything),
        "caught_share": round(sum(each.refused for each in everything) / max(1, len(everything)), 4),
        "named_share": round(sum(each.refused and each.named for each in everything) / max(1, len(everything)), 4),
        "stuffed_max": max(stuffed),
        "one_line_max": max(lines),
    }


def met(seen: dict[str, object]) -> bool:
    """True when every target is reached."""
    return all(seen[name] >= target for name, target in TARGETS.items()) and (
        max(seen["stuffed_max"], seen["one_line_max"]) <= MOST_SCORE
    )


def main() -> int:
    """Print a row per mutation and the JSON line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--of-each", type=int, default=OF_EACH, help=f"prompts of a repository (default {OF_EACH})")
    options.add_argument("--show", action="store_true", help="print every mutant that got through")
    given = options.parse_args()
    data = os.environ.get("HONE_BENCH_DATA", "")
    known = {name: of for name, of in commits().items() if data and Path(data, name).is_dir()}
    if len(known) < TARGETS["repositories"]:
        print(f"needs $HONE_BENCH_DATA with bare clones of {', '.join(commits())}; see the docstring")
        return 2
    began = time.monotonic()
    found: list[tuple[Specimen, bool]] = []
    for name, of in known.items():
        here = gathered(Path(data, name), of, given.of_each)
        print(f"{name:40}{len(here):>8} prompts{sum(ready for _, ready in here):>4} ready", flush=True)
        found += here
    specimens = [specimen for specimen, _ in found]
    passing = [specimen for specimen, ready in found if ready]
    everything = tried(passing)
    show(everything, given.show)
    seen = figures(specimens, len(passing), everything)
    seen["seconds"] = round(time.monotonic() - began)
    print(json.dumps({"bench": "rubric", "ok": met(seen), "figures": seen, "targets": TARGETS, "against": AGAINST}))
    return 0 if met(seen) else 1


if __name__ == "__main__":
    sys.exit(main())
