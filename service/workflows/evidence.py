"""EVIDENCE: the diff is read, both sides are analysed, and the facts that prompts may cite are gathered."""

from service import execute
from service.model import Change, Evidence
from service.ports import Lab
from service.workflows.analysis import examine

READ, ANALYSED = 0.3, 0.9
"""How far the work is, for somebody who watches, when the diff is here and when the analyzers are done."""


async def gather(lab: Lab, change: Change) -> Evidence:
    """What the analyzers and the repository itself say of the change. Raises Unfetchable."""
    lab.say("Reading the diff", 0.1)
    diff = await lab.code.fetch(change)

    def told(done: int, all: int) -> None:
        share = done / all if all else 1.0
        lab.say(f"Analysing: {done:,} of {all:,} files", READ + (ANALYSED - READ) * share)

    lab.say(f"Analysing {len(diff.files):,} files", READ)
    seen = await examine(diff, lab.code, lab.sandbox, change.repo, lab.salt, told)

    lab.say("Gathering facts", ANALYSED)
    tree = await lab.code.tree(change.repo, diff.head)
    wanted = execute.wanted(tree, [file.path for file in diff.files])
    blobs = await lab.code.blobs(change.repo, [tree[path] for path in wanted])
    manifests = {path: blobs[tree[path]] for path in wanted if tree[path] in blobs}
    return Evidence(seen.analysis, execute.ground(seen.analysis, seen.functions, tree.keys(), manifests))
