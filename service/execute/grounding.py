"""Facts of the head that prompts may cite: passages, test files, declared commands, guides."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from service.execute import belongs, commands
from service.execute.documents import guides
from service.execute.lean import citable
from service.execute.names import plain_path, plain_symbol
from service.execute.placing import followed, new_test, within
from service.model import Analysis, Finding, Function, Grounding, LinkedIssue, Outline, Passage, Place


@dataclass(frozen=True, slots=True)
class Around:
    """What else is known of the head; names that are not plain text are left out."""

    changed: Sequence[str] = ()
    outlines: Sequence[Outline] = ()
    layout: Sequence[Place] = ()
    roadmap: Sequence[str] = ()
    issues: Sequence[LinkedIssue] = ()
    callers: Callable[[str, str], Sequence[str]] = lambda _symbol, _path: ()
    """Where a symbol of a file is used elsewhere, as `path:line`."""
    tests: Mapping[str, str] = field(default_factory=dict)
    """The test of a path, or none (empty), where somebody has read more than names."""


NOTHING = Around()


def ground(
    analysis: Analysis,
    functions: Sequence[Function],
    tree_paths: Collection[str],
    files: Mapping[str, bytes],
    around: Around = NOTHING,
) -> Grounding:
    """The facts around the introduced findings, from the head's tree and the manifests of `wanted`.

    A finding whose file name is not plain text, or whose file or line the head does not have, gets no passage
    and so no prompt. `paths` holds what a prompt may cite, not the whole tree.
    """
    tests = belongs.index(tree_paths) if analysis.introduced else {}
    head = _Head(frozenset(tree_paths), _by_path(functions), files, tests, around)
    passages = tuple(passage for finding in analysis.introduced if (passage := _passage(finding, head)) is not None)
    facts = Grounding(
        commands=commands.declared(files, head.paths),
        passages=passages,
        guides=guides(head.paths),
        changed=_plain(around.changed, head.paths),
        outlines=tuple(_named(each) for each in around.outlines if _citable(each.path, head.paths)),
        layout=tuple(place for place in around.layout if _citable(place.path, head.paths)),
        roadmap=_plain(around.roadmap, head.paths),
        issues=tuple(around.issues),
    )
    return replace(facts, paths=frozenset(citable(facts)))


@dataclass(frozen=True, slots=True)
class _Head:
    paths: frozenset[str]
    functions: Mapping[str, Sequence[Function]]
    files: Mapping[str, bytes]
    tests: belongs.Index
    around: Around


def _passage(finding: Finding, head: _Head) -> Passage | None:
    if not finding.id or not _citable(finding.path, head.paths) or not _has_lines(finding, head.files):
        return None
    inside = _enclosing(finding, head.functions.get(finding.path, ()))
    symbol = finding.symbol or (inside.name if inside else "")
    test = _test(finding.path, head)
    return Passage(
        finding=finding.id,
        path=finding.path,
        symbol=symbol if plain_symbol(symbol) else "",
        start=inside.start if inside else finding.start,
        end=inside.end if inside else finding.end,
        test=test if plain_path(test) else "",
        callers=_callers(symbol, finding.path, head) if plain_symbol(symbol) else (),
        new_test="" if test else _new_test(finding.path, head),
    )


def _test(path: str, head: _Head) -> str:
    known = head.around.tests
    return known[path] if path in known else belongs.test_of(path, head.tests)


def _new_test(path: str, head: _Head) -> str:
    """Where a test of the path would stand, in the manner of those of its package."""
    near = within(path, (each for same in head.tests.values() for each in same), head.paths)
    made = new_test(path, near) if followed(path, near) else ""
    return made if made not in head.paths and plain_path(made) else ""


def _callers(symbol: str, path: str, head: _Head) -> tuple[str, ...]:
    places = head.around.callers(symbol, path)
    return tuple(place for place in places if _citable(place.rpartition(":")[0], head.paths))


def _citable(path: str, paths: frozenset[str]) -> bool:
    return path in paths and plain_path(path)


def _plain(paths: Iterable[str], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(path for path in paths if _citable(path, known))


def _named(outline: Outline) -> Outline:
    """Only with the symbols that can be cited."""
    return replace(outline, symbols=tuple(each for each in outline.symbols if plain_symbol(each.name)))


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
