"""Which files of a tree tell how the work is done: guides, the introduction, the pipeline, manifests, tests."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from service.execute import belongs, commands
from service.execute.names import plain_path

GUIDES = ("agents.md", "contributing.md", ".github/contributing.md", "docs/contributing.md", "contributing.rst")
"""Contributor documents in lower case: GitHub finds them in any."""
READMES = ("readme.md", "readme.rst", "readme.txt", "readme", ".github/readme.md", "docs/readme.md")
PIPELINE = re.compile(r"\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.circleci/config\.yml|azure-pipelines\.yml")
TELLING = ("test", "ci", "build", "check", "main")
"""What the pipeline that judges a change is called, most telling first."""
MAX_MANIFESTS = 40
"""Manifests read for one change: the root and the folders above the changed files."""
MAX_GUIDES = 2
MAX_TESTED = 100
"""Changed files whose tests are fetched with them."""


def wanted(tree_paths: Collection[str], changed: Iterable[str] = ()) -> tuple[str, ...]:
    """Manifest files to read for `ground`: those of the root, then of the folders above the changed files.

    At most 40. Without `changed`, the root and its immediate folders.
    """
    paths = frozenset(tree_paths)
    folders = _above(changed) or _top(paths)
    names = (f"{folder}/{name}" if folder else name for folder in folders for name in commands.MANIFESTS)
    return tuple([name for name in names if name in paths][:MAX_MANIFESTS])


def guides(tree_paths: Iterable[str]) -> tuple[str, ...]:
    """The contributor documents, at most two, the one for agents first."""
    any_case = _any_case(tree_paths)
    return tuple(any_case[guide] for guide in GUIDES if guide in any_case)[:MAX_GUIDES]


def readme(tree_paths: Iterable[str]) -> str:
    """What introduces the repository; empty when nothing does."""
    any_case = _any_case(tree_paths)
    return next((any_case[name] for name in READMES if name in any_case), "")


def pipeline(tree_paths: Iterable[str]) -> str:
    """The file of the pipeline that most likely judges a change; empty when there is none."""
    found = [path for path in tree_paths if path[:1] in ".a" and PIPELINE.fullmatch(path) and plain_path(path)]
    return min(found, key=_telling, default="")


def beside(tree_paths: Collection[str], changed: Iterable[str]) -> tuple[str, ...]:
    """What is worth fetching together with a change: all of the above, and the tests of the changed files."""
    paths = list(changed)
    tests: Mapping[str, Sequence[str]] = belongs.index(tree_paths)
    found = (belongs.test_of(path, tests) for path in paths[:MAX_TESTED])
    others = (*guides(tree_paths), readme(tree_paths), pipeline(tree_paths), *found)
    return tuple(dict.fromkeys((*wanted(tree_paths, paths), *filter(None, others))))


def _any_case(paths: Iterable[str]) -> dict[str, str]:
    """Paths near the root by how they read in lower case."""
    return {path.lower(): path for path in paths if path.count("/") <= 1 and plain_path(path)}


def _telling(path: str) -> tuple[int, str]:
    name = path.rpartition("/")[2].lower()
    return next((rank for rank, word in enumerate(TELLING) if word in name), len(TELLING)), path


def _top(paths: Iterable[str]) -> list[str]:
    """The root and its immediate folders."""
    return ["", *sorted({path.partition("/")[0] for path in paths if "/" in path})]


def _above(changed: Iterable[str]) -> list[str]:
    """The root, then each folder above a changed file, outer ones first."""
    folders = {str(parent) for path in changed for parent in PurePosixPath(path).parents}
    return sorted(
        ("" if folder == "." else folder for folder in folders), key=lambda folder: (folder.count("/"), folder)
    )
