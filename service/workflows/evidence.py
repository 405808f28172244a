"""EVIDENCE: the diff is read, both sides are analysed, and the facts that prompts may cite are gathered."""

import asyncio
from dataclasses import replace
from functools import partial

from service import execute
from service.analyze import risk
from service.analyze.coupling import left_behind
from service.analyze.gaps import untested
from service.analyze.risk.owners import owners
from service.execute.belongs import index, test_of
from service.model import Change, Config, Coupling, Evidence
from service.ports import Lab
from service.workflows.analysis import examine
from service.workflows.profile import background
from service.workflows.settings import complexity, spared, with_head

READ, ANALYSED = 0.3, 0.9
"""How far the work is, for somebody who watches, when the diff is here and when the analyzers are done."""


async def gather(lab: Lab, change: Change, chosen: Config | None = None) -> Evidence:
    """What the analyzers and the repository itself say of the change. Raises Unfetchable."""
    lab.say("Reading the diff", 0.1)
    whole = await lab.code.fetch(change)
    config = await with_head(lab.code, change, whole, chosen or Config())
    diff, ignored = spared(whole, config)

    def told(done: int, all: int) -> None:
        share = done / all if all else 1.0
        lab.say(f"Analysing: {done:,} of {all:,} files", READ + (ANALYSED - READ) * share)

    lab.say(f"Analysing {len(diff.files):,} files", READ)
    around = asyncio.ensure_future(background(lab, change, diff))
    try:
        seen = await examine(diff, lab.code, lab.sandbox, change.repo, lab.salt, told, complexity(config), lab.cache)
        lab.say("Comparing with the history", ANALYSED)
        past = await around
        analysis = replace(
            seen.analysis,
            gaps=(*seen.analysis.gaps, *ignored),
            risk=risk(diff, seen.analysis.introduced, past),
            owners=tuple(dict.fromkeys(owner for file in diff.files for owner in owners(file.path, past.owners))),
        )
    finally:
        around.cancel()

    lab.say("Gathering facts", ANALYSED)
    tree = await lab.code.tree(change.repo, diff.head)
    analysis = replace(
        analysis,
        untested=untested(diff, partial(test_of, tests=index(tree))),
        coupled=left_behind(whole, await _habits(lab, change)),
    )
    wanted = execute.wanted(tree, [file.path for file in diff.files])
    blobs = await lab.code.blobs(change.repo, [tree[path] for path in wanted])
    manifests = {path: blobs[tree[path]] for path in wanted if tree[path] in blobs}
    return Evidence(analysis, execute.ground(analysis, seen.functions, tree.keys(), manifests), config)


async def _habits(lab: Lab, change: Change) -> tuple[Coupling, ...]:
    """Files that usually change together, as far as anybody has looked."""
    baseline = await lab.inventory.baseline(change.repo) if lab.inventory else None
    return baseline.couplings if baseline else ()
