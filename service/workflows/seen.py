"""SEEN: the interface files that a question is about, read, and what stands there in people's way."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.analyze.journey import MAX_FILES, interface, introduced, journey
from service.model import Change, Diff, Finding, Grounding
from service.ports import Lab
from service.words.parts import count
from service.workflows.grounded import for_findings

MOST_FINDINGS = 60
"""Findings that prompts are made of; a result of a step has at most 256 KB."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read, and what was found there."""

    files: int
    findings: tuple[Finding, ...] = ()
    grounding: Grounding = field(default_factory=Grounding)
    before: int = 0
    """What was there already and is left out: a change answers for what it brings."""
    by_change: bool = False
    """True when the question was what the change brought, False when it was what is there."""

    @property
    def summary(self) -> str:
        """`4 findings that this change brought in, 2 older ones left out`."""
        if not self.by_change:
            return f"{count(len(self.findings), 'finding')}, older ones among them"
        older = f", {count(self.before, 'older one')} left out" if self.before else ""
        return f"{count(len(self.findings), 'finding')} that this change brought in{older}"

    @property
    def nothing(self) -> str:
        """Why files were read and there is no prompt, in words after a colon."""
        if self.findings:
            return f"{self.summary}, and none of them can be cited in a prompt"
        if self.before:
            older = f"{count(self.before, 'finding')} {'was' if self.before == 1 else 'were'} there before"
            return f"this change brings nothing into anybody's way; {older}, which a named area shows"
        return "nothing measurable is in anybody's way"


async def seen(lab: Lab, change: Change, area: str) -> Seen:
    """What a change brought into the interface files it touches; with an area, all that is in files of such a path.

    Of a commit by itself (head and base are one) without an area: all interface files. At most 300 files are read.
    Raises Unfetchable.
    """
    by_change = change.head != change.base and not area
    diff = await lab.code.fetch(change) if change.head != change.base else Diff(change.base, change.head)
    tree = await lab.code.tree(change.repo, change.head)
    touched = {file.path for file in diff.files} if by_change else tree.keys()
    paths = sorted(path for path in tree if path in touched and interface(path) and area.lower() in path.lower())
    head = await _read(lab, change, {path: tree[path] for path in paths[:MAX_FILES]})
    if not by_change:
        found, before = await asyncio.to_thread(journey, head, area), 0
    else:
        compared = await asyncio.to_thread(introduced, head, await _base(lab, change, diff), diff)
        found, before = compared.introduced, compared.preexisting
    found = found[:MOST_FINDINGS]
    grounding = await for_findings(lab, change.repo, change.head, found) if found else Grounding()
    return Seen(len(head), found, grounding, before, by_change)


async def _base(lab: Lab, change: Change, diff: Diff) -> Mapping[str, bytes]:
    """The interface files of the change as they were, under the paths they had."""
    old = {file.old_path or file.path: file.old_blob for file in diff.files if file.old_blob}
    paths = sorted(filter(interface, old))[:MAX_FILES]
    return await _read(lab, change, {path: old[path] for path in paths})


async def _read(lab: Lab, change: Change, blobs: Mapping[str, str]) -> Mapping[str, bytes]:
    """The texts of these files; those that cannot be had are left out."""
    await lab.code.bring(change.repo, list(blobs.values()))
    texts = await lab.code.blobs(change.repo, list(blobs.values()))
    return {path: texts[blob] for path, blob in blobs.items() if blob in texts}
