"""TREE: every file of one commit, through every analyzer, summed up."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from identify.identify import tags_from_filename

from service import config
from service.analyze.coupling import couplings
from service.analyze.health import mean
from service.analyze.hotspots import hotspots, revisions
from service.analyzers import Options, Text
from service.analyzers.measures import suffix
from service.model import (
    CONFIG_PATH,
    Baseline,
    ChangedFile,
    Config,
    Finding,
    Past,
    Repo,
)
from service.paths import unwanted
from service.ports import Lab, Unfetchable
from service.workflows.batches import Batch, Gap, batches
from service.workflows.gaps import told
from service.workflows.reading import oldest, read
from service.workflows.settings import complexity
from service.workflows.sums import Sum, summed

MOST_FILES = 20_000
MOST_BYTES = 256 << 20
"""About two million lines; a look holds only one batch of them at a time."""
MOST_SECONDS = 3600
"""Wall time after which no further batch begins; the next look goes on from what was kept."""
FETCHED = 5_000
"""Blobs asked of the git host in one request."""


async def nobody() -> None:
    """Nobody else waits."""


async def look(
    lab: Lab, repo: Repo, head: str, turn: Callable[[], Awaitable[None]] = nobody
) -> tuple[Baseline, tuple[Finding, ...]]:
    """The baseline of the tree at `head`, which is here, and its findings, worst first. Raises Unfetchable.

    `turn` returns when it is this work's turn. What was read before is not analysed again.
    """
    lab.say("Reading the tree", 0.05)
    tree = await lab.code.tree(repo, head)
    chosen = await _settings(lab, repo, tree)
    files, gaps = select(tree, chosen)
    await _bring(lab, repo, files)
    options = Options(lab.salt, await oldest(tree, lab.code, repo), complexity(chosen))
    whole, done = Sum(gaps=gaps), 0
    lab.say(f"Analysing {len(files):,} files", 0.1)
    time = asyncio.get_running_loop().time
    end = time() + MOST_SECONDS
    async for batch in batches(files, lab.code, repo):
        await turn()
        whole += await _part(lab, batch, options) if time() < end and whole.bytes < MOST_BYTES else _left(batch)
        done += len(batch.files)
        lab.say(f"Analysing: {done:,} of {len(files):,} files", 0.1 + 0.8 * done / len(files))
    lab.say("Reading the history", 0.9)
    return await asyncio.to_thread(_baseline, lab, head, whole, await _past(lab, repo, head), tree), whole.findings


def select(tree: Mapping[str, str], chosen: Config) -> tuple[tuple[ChangedFile, ...], tuple[Gap, ...]]:
    """The files of a tree worth reading, code first, and why the others are not; what is binary by name is not told."""
    ignored = config.matcher(chosen.ignore)
    files, gaps = [], []
    for path, blob in tree.items():
        if "binary" in tags_from_filename(path):
            continue
        if reason := unwanted(path) or (f"ignored by {CONFIG_PATH}" if ignored(path) else ""):
            gaps.append(("files", reason, path, False))
        else:
            files.append(ChangedFile(path, "added", new_blob=blob, new_mode="100644"))
    files.sort(key=lambda file: (not suffix(Text(file.path, b"")), file.path))
    beyond = f"only {MOST_FILES:,} files of a repository are analysed"
    gaps += [("files", beyond, file.path, True) for file in files[MOST_FILES:]]
    return tuple(files[:MOST_FILES]), tuple(gaps)


async def _settings(lab: Lab, repo: Repo, tree: Mapping[str, str]) -> Config:
    """What the repository decided for itself, at this very head."""
    blob = tree.get(CONFIG_PATH, "")
    if not blob:
        return Config()
    await lab.code.bring(repo, [blob])
    return config.merged(config.read((await lab.code.blobs(repo, [blob])).get(blob, b"")))


async def _bring(lab: Lab, repo: Repo, files: Sequence[ChangedFile]) -> None:
    for start in range(0, len(files), FETCHED):
        await lab.code.bring(repo, sorted({file.new_blob for file in files[start : start + FETCHED]}))


async def _past(lab: Lab, repo: Repo, head: str) -> tuple[Past, ...]:
    """The history, without its lines; none where it cannot be read."""
    try:
        return await lab.history.past(repo, head, counted=0) if lab.history else ()
    except Unfetchable:
        return ()


async def _part(lab: Lab, batch: Batch, options: Options) -> Sum:
    seen = await read(batch, options, lab.sandbox, lab.cache)
    return replace(await asyncio.to_thread(summed, batch, seen.readings), analysed=seen.analysed)


def _left(batch: Batch) -> Sum:
    """A batch that was not reached."""
    reason = f"not reached within {MOST_SECONDS:,} s or {MOST_BYTES >> 20} MB"
    return Sum(gaps=tuple(("files", reason, file.path, True) for file in batch.files))


def _baseline(lab: Lab, head: str, whole: Sum, past: Sequence[Past], tree: Mapping[str, str]) -> Baseline:
    return Baseline(
        head=head,
        at=int(lab.clock.now().timestamp()),
        files=whole.files,
        analysed=whole.analysed,
        comments=whole.comments,
        debt=whole.debt,
        health=mean(whole.standing),
        findings=whole.count,
        severe=whole.severe,
        hotspots=hotspots(whole.standing, revisions(past)),
        couplings=couplings(past, tree.keys()),
        gaps=told(whole.gaps),
    )
