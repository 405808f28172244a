"""What is known of a repository's past: made once, then brought up to date change by change."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.analyze.risk import OWNER_FILES, WINDOW, grow, owner_rules, touched
from service.model import MEASURED_BYTES, Background, Change, ChangedFile, Diff, OwnerRule, Profile, Repo
from service.ports import Code, History, Lab, Unfetchable

QUICK = 500
"""Changes whose lines are counted while somebody waits: about a second for a history of 10,000."""
READ_FILES = 1_000
"""Changed files whose former lines are counted."""
Say = Callable[[str, float], None]


async def profile(
    history: History,
    repo: Repo,
    commit: str,
    known: Profile | None = None,
    counted: int = WINDOW,
    window: int = WINDOW,
) -> Profile:
    """What is known of the first-parent history up to `commit`; only what came after `known` is read.

    A history that does not continue the known one is read anew. Raises Unfetchable.
    """
    before = known or Profile()
    if before.commit == commit:
        return before
    changes = await history.past(repo, commit, before.commit, counted)
    if before.commit and (not changes or changes[0].parent != before.commit):
        before = Profile(calibration=before.calibration)
        changes = await history.past(repo, commit, "", counted)
    lengths = await history.lengths(repo, commit, touched(changes))
    return await asyncio.to_thread(grow, before, changes, lengths, window)


@dataclass(frozen=True, slots=True)
class OnTheFly:
    """The port `Profiles` where nothing is kept: the profile is made from the clone when it is asked for."""

    history: History
    counted: int = QUICK

    async def profile(self, repo: Repo, commit: str) -> Profile | None:
        """What is known of the history up to the commit; None when it cannot be read."""
        try:
            return await profile(self.history, repo, commit, counted=self.counted)
        except Unfetchable:
            return None


async def background(lab: Lab, change: Change, diff: Diff) -> Background:
    """What `risk` is told besides the diff; a history that cannot be read is none."""
    owned = await _owners(lab.code, change.repo, change.base if change.base.strip("0") else diff.base)
    if lab.history is None or lab.profiles is None:
        return Background(owners=owned)
    try:
        author, time = await lab.history.author(change.repo, diff.head)
    except Unfetchable:
        author, time = "", 0
    lengths, large = await _lengths(lab.code, change.repo, diff)
    known = await lab.profiles.profile(change.repo, diff.base)
    # A commit says itself when it was written: one from the future would make every file look long untouched.
    return Background(known, author, min(time, int(lab.clock.now().timestamp())), change.author, lengths, large, owned)


async def _owners(code: Code, repo: Repo, base: str) -> tuple[OwnerRule, ...]:
    """The owners as the base says: a change must not choose who owns it."""
    tree = await code.tree(repo, base)
    blob = next((tree[path] for path in OWNER_FILES if path in tree), "")
    content = (await code.blobs(repo, [blob])).get(blob, b"") if blob else b""
    return owner_rules(content)


async def _lengths(code: Code, repo: Repo, diff: Diff) -> tuple[Mapping[str, int], frozenset[str]]:
    """Lines of the changed files before the change, and the files too large to count."""
    files = [file for file in diff.files[:READ_FILES] if file.regular and not file.binary]
    blobs = await code.blobs(repo, sorted({blob for file in files for blob in (file.old_blob, file.new_blob) if blob}))
    large = frozenset(file.path for file in files if _large(file, blobs))
    old = {file.old_path or file.path: blobs.get(file.old_blob, b"") for file in files if file.path not in large}
    return {path: content.count(b"\n") for path, content in old.items()}, large


def _large(file: ChangedFile, blobs: Mapping[str, bytes]) -> bool:
    return any(len(blobs.get(blob, b"")) > MEASURED_BYTES for blob in (file.old_blob, file.new_blob))
