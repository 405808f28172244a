"""CONTEXT: the code and the documents a language model reads before it is asked, from what is here of a change."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence

from service import execute
from service.analyze.layout import layout, roadmap
from service.execute.commands import declared
from service.execute.context import Excerpt, Facts, composed, readable, repository
from service.execute.context import change as changes
from service.execute.names import plain_path
from service.model import Change, Diff, Finding, Grounding
from service.ports import Lab, Unfetchable
from service.workflows.source import Source

TOKENS = 6000
"""What a model reads for one question: enough for three findings with their tests, and a cent at most prices."""


async def facts(
    lab: Lab, change: Change, grounding: Grounding, findings: Sequence[Finding], tokens: int = TOKENS
) -> Facts:
    """What a model is told of the repository and of the change around these findings, within so many tokens.

    Nothing is fetched for it that the review did not fetch. Where the repository cannot be read it is told less.
    Not a step's result: it holds content.
    """
    try:
        whole = change.base.strip("0") and change.base != change.head
        diff = await lab.code.fetch(change) if whole else Diff("", change.head)
        told, documents = await _repository(await Source.at(lab, change.repo, change.base if whole else change.head))
        wanted = changes.places(findings, grounding)
        now = await _lines(await Source.at(lab, change.repo, change.head), wanted)
        old = [file.old_path or file.path for file in diff.files if file.path in wanted and file.old_blob]
        was = await _lines(await Source.at(lab, change.repo, diff.base), old) if old else {}
    except Unfetchable:
        return Facts()
    excerpts = changes.excerpts(findings, grounding, diff, now, was)
    return await asyncio.to_thread(composed, told, documents, changes.told(diff, grounding.issues), excerpts, tokens)


async def _repository(base: Source) -> tuple[str, Iterator[Excerpt]]:
    """What is told of the repository, and the documents shown of it: nothing in it depends on the change."""
    places = await asyncio.to_thread(layout, base.tree, (), plain_path)
    manifests = await base.read(execute.wanted(base.tree))
    history = base.lab.history
    commits = await history.history(base.repo, base.commit, repository.MOST_COMMITS) if history else ()
    files = repository.files(places, execute.guides(base.tree), roadmap(base.tree, plain_path), base.tree)
    contents = await base.read([path for paths in files.values() for path in paths])
    told = repository.told(places, declared(manifests, base.tree), commits)
    return told, repository.documents(files, contents)


async def _lines(source: Source, paths: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """The lines that may be shown of each of these files, as far as they are here."""
    contents = await source.read(paths)
    return await asyncio.to_thread(lambda: {path: readable(path, content) for path, content in contents.items()})
