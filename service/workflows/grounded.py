"""GROUNDED: what prompts may cite of a commit, read from as much of it as is here."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, islice
from typing import get_args

from service import execute, plan
from service.analyze.gaps import mentions
from service.analyze.layout import FEW, layout, roadmap
from service.analyze.uses import uses
from service.analyze.wished import MOST, matching
from service.execute import Around
from service.execute.belongs import Index, astray, candidates, index, test_of
from service.execute.names import plain_path
from service.model import Analysis, Diff, Finding, Function, Grounding, LinkedIssue, Outline, Place, Repo
from service.model.grounding import Role
from service.ports import Lab, Unfetchable
from service.workflows.citing import cited
from service.workflows.source import MOST_READ, Source, outlined

ROLES: tuple[Role, ...] = get_args(Role)
NEAREST = 3
"""Files of a wish that the layout is near to: the best matches, not every one."""
MOST_SYMBOLS = 40
"""Symbols whose uses are looked for."""


async def around(
    lab: Lab,
    repo: Repo,
    commit: str,
    analysis: Analysis,
    functions: Sequence[Function] = (),
    diff: Diff | None = None,
    tree: Mapping[str, str] | None = None,
) -> Grounding:
    """The facts around the findings and the gaps of a change, or of a commit as a whole where there is no diff.

    Nothing is fetched: a file that is not here has no outline and no uses. `tree` saves reading it again.
    """
    source = await Source.at(lab, repo, commit) if tree is None else Source(lab, repo, commit, tree)
    findings = (*analysis.introduced, *plan.missing(analysis))
    return execute.lean(await _grounded(source, findings, functions, diff, searched=bool(analysis.introduced)))


async def for_queue(lab: Lab, repo: Repo, commit: str, findings: Sequence[Finding]) -> Grounding:
    """The facts around everything that was found in a commit: too many to be a step's result. Nothing is fetched."""
    source = await Source.at(lab, repo, commit)
    return await _grounded(source, findings, (), None, searched=False)


async def for_findings(lab: Lab, repo: Repo, commit: str, findings: Sequence[Finding]) -> Grounding:
    """The facts around findings of a commit that is here; their files are fetched where they are missing.

    Raises Unfetchable.
    """
    source = await _source(lab, repo, commit)
    paths = list(dict.fromkeys(each.path for each in findings))
    await source.bring([*execute.wanted(source.tree, paths), *execute.guides(source.tree), *paths])
    return execute.lean(await _grounded(source, findings, (), None, searched=True))


async def for_text(lab: Lab, repo: Repo, commit: str, text: str, issues: Sequence[LinkedIssue] = ()) -> Grounding:
    """The facts that a prompt from elsewhere cites, as far as the commit has them. Raises Unfetchable.

    `issues` are those of its issues that were read.
    """
    source = await _source(lab, repo, commit)
    paths, outlines = await cited(source, text)
    return await _composed(source, paths, outlines, issues)


async def for_feature(lab: Lab, repo: Repo, commit: str, words: str, issues: Sequence[LinkedIssue] = ()) -> Grounding:
    """The facts around a wish: files whose paths share its words, what they define, their tests, the layout near them.

    Raises Unfetchable.
    """
    source = await _source(lab, repo, commit)
    alike = [path for path in await asyncio.to_thread(matching, words, source.tree, MOST_READ) if plain_path(path)]
    paths = alike[:MOST]
    tests = await asyncio.to_thread(index, source.tree)
    meant = layout([*alike, *filter(None, (test_of(path, tests) for path in paths))], paths, plain_path)
    places = _together(meant, await asyncio.to_thread(layout, source.tree, paths[:NEAREST], plain_path))
    named = [place.path for place in places if place.role not in {"docs", "ci"}]
    read = list(dict.fromkeys([*paths, *named]))[:MOST_READ]
    await source.bring([*execute.wanted(source.tree, paths), *execute.guides(source.tree), *read])
    whole = await _composed(source, paths, await outlined(await source.read(read), read, {}), issues, places)
    known = {test for path in paths[:NEAREST] for test in candidates(path, tests) if plain_path(test)}
    return replace(whole, paths=whole.paths | known)  # so that none of them is taken for one to be made


def _together(first: Sequence[Place], then: Sequence[Place]) -> tuple[Place, ...]:
    """A few places of each role, in the roles' order: those that are meant before those that are merely near."""
    both = sorted(dict.fromkeys((*first, *then)), key=lambda place: ROLES.index(place.role))
    return tuple(place for _, same in groupby(both, lambda place: place.role) for place in islice(same, FEW))


async def _source(lab: Lab, repo: Repo, commit: str) -> Source:
    source = await Source.at(lab, repo, commit)
    if not source.tree:
        raise Unfetchable("The commit is not here, or it has no files.")
    return source


async def _grounded(
    source: Source, findings: Sequence[Finding], functions: Sequence[Function], diff: Diff | None, *, searched: bool
) -> Grounding:
    """`searched`: whether uses are looked for, which takes reading files beside the change."""
    hunks = {file.path: file.hunks for file in diff.files if file.path in source.tree} if diff else {}
    found = list(dict.fromkeys(each.path for each in findings))
    near = list(hunks) if diff else found[:100]
    manifests = execute.wanted(source.tree, near)
    # Without a finding there will be no prompt, and nobody looks at what its text could cite.
    told = [path for path in dict.fromkeys([*found, *hunks]) if plain_path(path)][:MOST_READ] if findings else []
    texts = await source.read([*manifests, *told])
    known = await _used(source, findings) if searched else {}
    outlines = await outlined(texts, told, hunks)
    about = Around(
        changed=tuple(hunks),
        outlines=outlines,
        layout=await asyncio.to_thread(layout, source.tree, near, plain_path) if findings else (),
        roadmap=roadmap(source.tree, plain_path) if findings else (),
        callers=lambda symbol, path: known.get((symbol, path), ()),
        tests=await _tests(source, found[:MOST_READ], outlines),
    )
    declaring = {path: texts[path] for path in manifests if path in texts}
    analysis = Analysis(introduced=tuple(findings))
    return await asyncio.to_thread(execute.ground, analysis, functions, source.tree.keys(), declaring, about)


async def _tests(source: Source, paths: Sequence[str], outlines: Sequence[Outline]) -> dict[str, str]:
    """The test file of each path, by its text; where that is not here, by its name and place."""
    if not paths:
        return {}
    known: Index = await asyncio.to_thread(index, source.tree)
    meant = {path: candidates(path, known) for path in paths}
    texts = await source.read(dict.fromkeys(test for tests in meant.values() for test in tests))
    symbols = {each.path: [symbol.name for symbol in each.symbols] for each in outlines}

    def own(path: str, test: str) -> bool:
        folder, name = test.rpartition("/")[0], path.rpartition("/")[2]
        if f"{folder}/{name}" in source.tree and f"{folder}/{name}" != path:
            return False  # it stands beside another file of that name
        if test in texts and path in symbols:
            return mentions(texts[test], test, path, symbols[path])
        return test == test_of(path, known) and not astray(path, test)

    return {path: next((test for test in tests if own(path, test)), "") for path, tests in meant.items()}


async def _composed(
    source: Source,
    near: Sequence[str],
    outlines: Sequence[Outline],
    issues: Sequence[LinkedIssue],
    places: Sequence[Place] | None = None,
) -> Grounding:
    """A grounding without findings."""
    about = Around(
        outlines=outlines,
        layout=await asyncio.to_thread(layout, source.tree, near, plain_path) if places is None else places,
        roadmap=roadmap(source.tree, plain_path),
        issues=issues,
    )
    manifests = await source.read(execute.wanted(source.tree, near))
    whole = await asyncio.to_thread(execute.ground, Analysis(), (), source.tree.keys(), manifests, about)
    return execute.lean(whole)


async def _used(source: Source, findings: Sequence[Finding]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Where the symbols around the findings are used, by symbol and path."""
    wanted = list(dict.fromkeys((each.symbol, each.path) for each in findings if each.symbol))[:MOST_SYMBOLS]
    if not wanted:
        return {}
    texts = await source.near(list({path for _, path in wanted}))
    return await asyncio.to_thread(lambda: {(symbol, path): uses(symbol, path, texts) for symbol, path in wanted})
