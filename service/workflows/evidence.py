"""EVIDENCE: the diff is read, both sides are analysed, and the facts that prompts may cite are gathered."""

import asyncio
from dataclasses import replace
from functools import partial

from service.analyze import risk
from service.analyze.coupling import left_behind
from service.analyze.gaps import Read, untested, untried
from service.analyze.risk.owners import owners
from service.execute.belongs import index, test_of
from service.model import Change, Config, Coupling, Diff, Evidence
from service.paths import is_test
from service.ports import Lab
from service.workflows.analysis import examine
from service.workflows.grounded import around
from service.workflows.profile import background
from service.workflows.settings import complexity, spared, with_head
from service.workflows.source import MOST_READ

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
    past = asyncio.ensure_future(background(lab, change, diff))
    try:
        seen = await examine(diff, lab.code, lab.sandbox, change.repo, lab.salt, told, complexity(config), lab.cache)
        lab.say("Comparing with the history", ANALYSED)
        before = await past
        analysis = replace(
            seen.analysis,
            gaps=(*seen.analysis.gaps, *ignored),
            risk=risk(diff, seen.analysis.introduced, before),
            owners=tuple(dict.fromkeys(owner for file in diff.files for owner in owners(file.path, before.owners))),
        )
    finally:
        past.cancel()

    lab.say("Gathering facts", ANALYSED)
    tree = await lab.code.tree(change.repo, diff.head)
    left = await _left(lab, change, diff, untested(diff, partial(test_of, tests=index(tree))))
    analysis = replace(
        analysis,
        untested=left.paths,
        untried=left.parts,
        excused=left.excused,
        coupled=left_behind(whole, await _habits(lab, change)),
    )
    facts = await around(lab, change.repo, diff.head, analysis, seen.functions, diff, tree)
    return Evidence(analysis, facts, config)


async def _left(lab: Lab, change: Change, diff: Diff, grown: tuple[str, ...]) -> Read:
    """What of the files that grew without a changed test wants one, by their texts and those of changed tests."""
    if not grown:
        return Read()
    files = [file for file in diff.files if file.path in set(grown[:MOST_READ]) or is_test(file.path)]
    ids = [id for file in files for id in (file.new_blob, file.old_blob) if id]
    texts = await lab.code.blobs(change.repo, list(dict.fromkeys(ids))[: 4 * MOST_READ])
    return await asyncio.to_thread(untried, diff, grown, texts)


async def _habits(lab: Lab, change: Change) -> tuple[Coupling, ...]:
    """Files that usually change together, as far as anybody has looked."""
    baseline = await lab.inventory.baseline(change.repo) if lab.inventory else None
    return baseline.couplings if baseline else ()
