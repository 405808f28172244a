"""Prompts on real pull requests, with no model: how good at first writing, how good after the loop, what they claim.

Reads bare clones named `<owner>+<name>` from $HONE_BENCH_DATA, for example made by
`git clone --bare https://github.com/pallets/flask $HONE_BENCH_DATA/pallets+flask`; the repositories are listed in
CHOSEN, and those that are there are read in turn, nothing is fetched: first the pull requests whose findings somebody
has read (the permalinks of `bench/noise_verdicts.tsv` and `docs/readings.md`), then the newest merged ones, until 50
had something to write about; at most 6 of one repository count, and at most 360 are looked at. Of each the best prompt
of every kind is written: quick, performance, structure, tests, docs, experience. Apart from the aims, each has one for
the wish that its own title is, at the commit before it, and the best four of each kind in the improvement queues of six
default branches, because a pull request seldom introduces a function to split. Every path,
line range, symbol and command in the text is then looked up by git and in the manifests,
by code that shares nothing with what wrote it (`stage/claimed.py`). So that the loop has work to do, every fifth
single-defect mutant of each prompt (`stage/mutants.py`, seeded) goes through it, too. What the loop taught is fed to
the templates' next versions, which write the same prompts again. `--show FILE` writes every prompt, refused ones first.
Compared with: the same text before the improvement loop.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from stage import mutants_cited, mutants_said
from stage.claimed import KINDS, Tally
from stage.mutants import Specimen, mutants
from stage.written import CHOSEN, NOW, WANTED, Case, collected, queues

from service import evaluate, execute, iterate
from service.prompts import MetaPrompt, load

ONE_IN = 5
"""Of the mutants of a prompt (`stage/mutants.py`), so many are left out for each that the loop is tried on."""
TARGETS = {"pulls": 50, "first_share": 0.6, "after_share": 0.95, "resolved_share": 1.0, "median_words": 500}
MOST_WORDS = 1800
DEFECTS = (mutants_cited, mutants_said)
"""Files whose mutations are tried: importing one enters it into the table."""
AGAINST = "the same prompts before the improvement loop"


def repaired(found: Sequence[Case]) -> tuple[Counter[str], Counter[str]]:
    """By mutation, how many prompts with that one defect were refused, and how many of these the loop mended."""
    refused, mended = Counter[str](), Counter[str]()
    for number, each in enumerate(each for each in found if each.prompt.ready):
        judge = partial(evaluate.prompt, grounding=each.grounding)
        every = mutants(Specimen(each.where, each.prompt.body, each.grounding), number)
        for mutant in islice(every, number % ONE_IN, None, ONE_IN):
            if not judge(mutant.body).ready:
                refused[mutant.mutation.name] += 1
                mended[mutant.mutation.name] += iterate.improve(mutant.body, each.grounding, judge).evaluation.ready
    return refused, mended


def again(found: Sequence[Case]) -> tuple[dict[str, MetaPrompt], int]:
    """The next versions that were learned, and how many prompts are ready at once when these write them."""
    learnings = [learning for each in found for learning in each.learnings]
    used = Counter(execute.template_of(each.improvement) for each in found if each.improvement)
    versions = {name: iterate.next_version(load(name), learnings, times) for name, times in used.items()}
    learned = {name: version for name, version in versions.items() if version is not load(name)}
    ready = 0
    for each in found:
        if each.improvement is None:
            continue
        template = versions[execute.template_of(each.improvement)]
        draft = execute.write(each.improvement, each.grounding, each.change, NOW, template)
        ready += evaluate.prompt(draft.body, each.grounding).ready
    return learned, ready


def share(found: Sequence[Case], holds: Callable[[Case], bool]) -> float:
    """Of all cases those for which it holds, 0 to 1."""
    return round(sum(map(holds, found)) / max(1, len(found)), 3)


def table(found: Sequence[Case]) -> None:
    """One line for each kind and each language."""
    print(f"{'':16}{'prompts':>8}{'first >= 8':>12}{'after >= 8':>12}{'first':>8}{'after':>8}{'words':>7}{'most':>6}")
    for name in (*sorted({each.prompt.kind for each in found}), *sorted({each.language for each in found})):
        rows = [each for each in found if name in {each.prompt.kind, each.language}]
        words = [each.prompt.evaluation.words for each in rows]
        print(
            f"{name:16}{len(rows):>8}{sum(each.first.ready for each in rows):>12}"
            f"{sum(each.prompt.ready for each in rows):>12}{statistics.mean(each.first.average for each in rows):>8.2f}"
            f"{statistics.mean(each.prompt.evaluation.average for each in rows):>8.2f}"
            f"{statistics.median(words):>7.0f}{max(words):>6}"
        )


def misses(found: Sequence[Case], unfit: Sequence[str], tally: Tally) -> None:
    """Everything that was not as it should be, by name."""
    broken = Counter(key for each in found if not each.first.ready for key in each.first.broken)
    print(f"failing at first writing: {dict(broken.most_common())}")
    for each in found:
        if not each.first.ready:
            print(f"refused at first: {each.where}: {each.first.average} {', '.join(each.first.broken[:4])}")
        if not each.prompt.ready:
            last = each.prompt.evaluation
            print(f"still refused: {each.where}: {last.average} {', '.join(last.broken[:4])} {last.caps[:2]}")
    for line in (*(f"unfit: {each}" for each in unfit), *(f"not there: {each}" for each in tally.misses)):
        print(line)


def main() -> int:
    """Print the table, every miss, and the JSON line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pulls", type=int, default=WANTED, help="pull requests (default 50)")
    options.add_argument("--show", type=Path, help="write every prompt to this file, refused ones first")
    given = options.parse_args()
    data = os.environ.get("HONE_BENCH_DATA", "")
    if sum(Path(data, name).is_dir() for name in CHOSEN if data) < len(CHOSEN) / 2:
        print(f"needs $HONE_BENCH_DATA with bare clones of {', '.join(CHOSEN)}; see the docstring")
        return 2
    began = time.monotonic()
    sample, queued = collected(data, given.pulls), queues(data)
    found, wishes, unfit, tally = sample.cases, sample.wishes, [*sample.unfit, *queued.unfit], sample.tally
    tally.add(queued.tally)
    print("pull requests")
    table(found)
    print("queues of default branches")
    table(queued.cases)
    print("wishes")
    table(wishes)
    misses([*found, *queued.cases, *wishes], unfit, tally)
    if given.show:
        ordered = sorted([*found, *queued.cases, *wishes], key=lambda each: (each.prompt.ready, each.first.ready))
        given.show.write_text("\n".join(f"=== {each.where}\n{each.prompt.body}\n" for each in ordered))
    learned, ready = again([*found, *queued.cases])
    refused, mended = repaired([*found, *queued.cases])
    for name in refused:
        if mended[name] < refused[name]:
            print(f"not mended: {refused[name] - mended[name]} of {refused[name]} with {name}")
    words = [each.prompt.evaluation.words for each in found]
    claims = sum(tally.made.values())
    figures = {
        "pulls": sample.pulls.total(),
        "looked_at": sample.looked,
        "repositories": len(+sample.pulls),
        "prompts": len(found),
        "languages": len({each.language for each in found}),
        "first_share": share(found, lambda each: each.first.ready),
        "after_share": share(found, lambda each: each.prompt.ready),
        "queue_prompts": len(queued.cases),
        "queue_first_share": share(queued.cases, lambda each: each.first.ready),
        "queue_after_share": share(queued.cases, lambda each: each.prompt.ready),
        "wish_prompts": len(wishes),
        "wish_first_share": share(wishes, lambda each: each.first.ready),
        "wish_after_share": share(wishes, lambda each: each.prompt.ready),
        "wish_words": statistics.median([each.prompt.evaluation.words for each in wishes] or [0]),
        "learned": sorted(learned),
        "first_share_next_versions": round(ready / (len(found) + len(queued.cases)), 3),
        "defective": refused.total(),
        "defective_mended_share": round(mended.total() / max(1, refused.total()), 3),
        "claims": {kind: f"{tally.held[kind]} of {tally.made[kind]}" for kind in KINDS},
        "resolved_share": round(sum(tally.held.values()) / claims, 4),
        "median_words": statistics.median(words),
        "most_words": max(words),
        "unfit": len(unfit),
        "ms_median": round(1000 * statistics.median(each.seconds for each in found), 1),
        "seconds": round(time.monotonic() - began),
    }
    ok = all(figures[name] >= TARGETS[name] for name in ("first_share", "after_share", "resolved_share"))
    ok = ok and figures["median_words"] <= TARGETS["median_words"] and figures["most_words"] <= MOST_WORDS
    ok = ok and figures["pulls"] >= min(given.pulls, TARGETS["pulls"])
    print(json.dumps({"bench": "prompts", "ok": ok, "figures": figures, "targets": TARGETS, "against": AGAINST}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
