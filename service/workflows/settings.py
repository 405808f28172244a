"""SETTINGS: what repository and organisation decided, read where a change goes to, never where it comes from."""

from dataclasses import replace

from service import config
from service.analyzers import DEFAULT_COMPLEXITY
from service.model import CONFIG_PATH, Change, Config, Diff, GateSetting, NotAnalysed
from service.ports import Code, Unfetchable

LISTED = 3
"""Ignored paths that are named."""


async def settings(code: Code, change: Change, organisation: str = "") -> Config:
    """The settings in force for the change, without a call of GitHub's API; `organisation` is the text of its file.

    A repository that cannot be read is reviewed by the defaults, and the review says that it cannot be read.
    """
    try:
        own = await code.base_file(change, CONFIG_PATH)
    except Unfetchable:
        own = None
    return config.merged(config.read(own or b""), config.read(organisation.encode()))


async def with_head(code: Code, change: Change, diff: Diff, chosen: Config) -> Config:
    """The same settings; where the change touches the file, what is wrong with the new one is told already."""
    file = next((file for file in diff.files if CONFIG_PATH in {file.path, file.old_path}), None)
    if file is None:
        return chosen
    new = file.new_blob if file.path == CONFIG_PATH else ""
    content = (await code.blobs(change.repo, [new])).get(new, b"") if new else b""
    pending = tuple(replace(fault, source="head") for fault in config.merged(config.read(content)).faults)
    return replace(chosen, faults=(*chosen.faults, *pending), changed_here=True)


def complexity(chosen: Config) -> int:
    """The complexity above which functions are findings: the gate's limit, where that is lower than Hone's own."""
    gate = chosen.gates.get("complexity", GateSetting())
    return DEFAULT_COMPLEXITY if gate.limit is None else min(DEFAULT_COMPLEXITY, int(gate.limit))


def spared(diff: Diff, chosen: Config) -> tuple[Diff, tuple[NotAnalysed, ...]]:
    """The diff without the files the repository ignores, and the line that says so."""
    ignored = config.matcher(chosen.ignore)
    kept = tuple(file for file in diff.files if not ignored(file.path))
    paths = [file.path for file in diff.files if ignored(file.path)]
    if not paths:
        return diff, ()
    more = f" and {len(paths) - LISTED} more" if len(paths) > LISTED else ""
    reason = f"ignored by {CONFIG_PATH}: {', '.join(path[:120] for path in paths[:LISTED])}{more}"
    return replace(diff, files=kept), (NotAnalysed("files", reason, blocking=False, files=len(paths)),)
