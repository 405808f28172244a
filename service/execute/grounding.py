"""Facts of the head that prompts may cite: passages, test files, declared commands, guides."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from service.execute import belongs, commands
from service.execute.names import plain_path, plain_symbol
from service.model import Analysis, Finding, Function, Grounding, Passage

GUIDES = ("agents.md", "contributing.md", ".github/contributing.md", "docs/contributing.md", "contributing.rst")
"""Contributor documents in lower case: GitHub finds them in any."""
MAX_MANIFESTS = 40
"""Manifests read for one change: the root and the folders above the changed files."""
MAX_GUIDES = 2


def wanted(tree_paths: Collection[str], changed: Iterable[str] = ()) -> tuple[str, ...]:
    """Manifest files to read for `ground`: those of the root, then of the folders above the changed files.

    At most 40. Without `changed`, the root and its immediate folders.
    """
    paths = frozenset(tree_paths)
    folders = _above(changed) or _top(paths)
    names = (f"{folder}/{name}" if folder else name for folder in folders for name in commands.MANIFESTS)
    return tuple([name for name in names if name in paths][:MAX_MANIFESTS])


def ground(
    analysis: Analysis, functions: Sequence[Function], tree_paths: Collection[str], files: Mapping[str, bytes]
) -> Grounding:
    """The facts around the introduced findings, from the head's tree and the manifests of `wanted`.

    A finding whose file name is not plain text, or whose file or line the head does not have, gets no passage
    and so no prompt. `paths` holds what a prompt may cite, not the whole tree.
    """
    head = _Head(frozenset(tree_paths), _by_path(functions), files, belongs.index(tree_paths))
    passages = tuple(passage for finding in analysis.introduced if (passage := _passage(finding, head)) is not None)
    declared = commands.declared(files, head.paths)
    any_case = {path.lower(): path for path in head.paths if path.count("/") <= 1 and plain_path(path)}
    guides = tuple(any_case[guide] for guide in GUIDES if guide in any_case)[:MAX_GUIDES]
    cited = {path for passage in passages for path in (passage.path, passage.test) if path}
    return Grounding(
        paths=frozenset(cited | {command.source for command in declared} | set(guides)),
        commands=declared,
        passages=passages,
        guides=guides,
    )


@dataclass(frozen=True, slots=True)
class _Head:
    paths: frozenset[str]
    functions: Mapping[str, Sequence[Function]]
    files: Mapping[str, bytes]
    tests: belongs.Index


def _passage(finding: Finding, head: _Head) -> Passage | None:
    if not finding.id or finding.path not in head.paths or not plain_path(finding.path):
        return None
    if not _has_lines(finding, head.files):
        return None
    around = _enclosing(finding, head.functions.get(finding.path, ()))
    symbol = finding.symbol or (around.name if around else "")
    test = belongs.test_of(finding.path, head.tests)
    return Passage(
        finding=finding.id,
        path=finding.path,
        symbol=symbol if plain_symbol(symbol) else "",
        start=around.start if around else finding.start,
        end=around.end if around else finding.end,
        test=test if plain_path(test) else "",
    )


def _has_lines(finding: Finding, files: Mapping[str, bytes]) -> bool:
    """False when the line cannot exist; files that were not handed in are the analyzers' word."""
    content = files.get(finding.path)
    lines = None if content is None else content.count(b"\n") + 1
    return 1 <= finding.start <= finding.end and (lines is None or finding.end <= lines)


def _enclosing(finding: Finding, functions: Sequence[Function]) -> Function | None:
    around = [each for each in functions if each.start <= finding.start and finding.end <= each.end]
    return min(around, key=lambda each: each.end - each.start, default=None)


def _by_path(functions: Iterable[Function]) -> dict[str, list[Function]]:
    found: dict[str, list[Function]] = {}
    for function in functions:
        found.setdefault(function.path, []).append(function)
    return found


def _top(paths: Iterable[str]) -> list[str]:
    """The root and its immediate folders."""
    return ["", *sorted({path.partition("/")[0] for path in paths if "/" in path})]


def _above(changed: Iterable[str]) -> list[str]:
    """The root, then each folder above a changed file, outer ones first."""
    folders = {str(parent) for path in changed for parent in PurePosixPath(path).parents}
    return sorted(
        ("" if folder == "." else folder for folder in folders), key=lambda folder: (folder.count("/"), folder)
    )
