"""Where a test that does not exist yet would stand, by the custom of its language and of its repository."""

from collections.abc import Collection, Iterable
from pathlib import PurePosixPath

from service.execute.belongs import language, named_test, shared
from service.execute.commands import MANIFESTS
from service.paths import BESIDE as APART

TOP = frozenset({"test", "tests", "spec", "specs", "t"})
"""Folders at the root that hold tests of everything."""
OWN = frozenset({*TOP, "__tests__", "unit", "e2e", "integration"})
"""Folders that hold nothing but tests."""
DATA = frozenset(
    {"fixtures", "testdata", "data", "snapshots", "__snapshots__", "__mocks__", "mocks", "helpers", "support"}
)
"""Folders of tests that hold none."""
MAIN, TEST = "src/main/", "src/test/"
"""Maven's standard directory layout, which Gradle shares."""
BESIDE = frozenset({".js", ".ts", ".vue", ".svelte", ".go"})
"""Languages whose tests stand beside the code where nothing says otherwise."""
MANNER = 20
"""Tests whose names show the pattern."""


def new_test(path: str, tests: Iterable[str]) -> str:
    """The path of a test to be made for the code at `path`, near to the given tests; empty where there is no custom."""
    code = PurePosixPath(path)
    alike = [test for test in map(PurePosixPath, tests) if _shows(test, code)]
    near = sorted(
        (test for test in alike if shared(code, test) or test.parts[0] in TOP),
        key=lambda test: (-shared(code, test), len(test.parts), str(test)),
    )
    name = named_test(code, near[:MANNER])
    if not name:
        return ""
    if code.suffix == ".go" or any(test.parent == code.parent for test in alike):
        return str(code.with_name(name))
    if MAIN in path:
        return str(PurePosixPath(path.replace(MAIN, TEST, 1)).with_name(name))
    if near:
        return str(_folder(code, near[0]) / name)
    return str(code.with_name(name)) if language(code) in BESIDE else f"tests/{name}"


def followed(path: str, tests: Iterable[str]) -> bool:
    """True when one of the tests shows how this language is tested there."""
    return any(_shows(test, PurePosixPath(path)) for test in map(PurePosixPath, tests))


def within(path: str, tests: Iterable[str], tree_paths: Collection[str]) -> tuple[str, ...]:
    """Those of the tests that stand in the package of the path: below the same nearest manifest."""
    packages = {way.rpartition("/")[0] for way in tree_paths if way.rpartition("/")[2] in MANIFESTS}
    own = _package(path, packages)
    return tuple(test for test in tests if _package(test, packages) == own and not APART.search(test))


def _package(path: str, packages: Collection[str]) -> str:
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        if folder in packages:
            return folder
    return ""


def _shows(test: PurePosixPath, code: PurePosixPath) -> bool:
    """True when the test is an example to follow: of the same language, and no data."""
    return language(test) == language(code) and DATA.isdisjoint(test.parts[:-1])


def _folder(code: PurePosixPath, nearest: PurePosixPath) -> PurePosixPath:
    """The folder of the nearest test, or that beside the code which stands to it as that one to its own code."""
    folder = nearest.parent
    if folder.name == "__tests__":
        return code.parent / folder.name
    return code.parent if OWN.isdisjoint(nearest.parts[:-1]) and language(code) in BESIDE else folder
