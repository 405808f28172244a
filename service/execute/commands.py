"""Manifests to commands: what a repository itself declares for testing, linting, type checking and building.

Manifests are strangers' text. Only well-known names of scripts and targets leave this module, never what they run,
and only folders that need no quoting in a shell.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from service.execute import python_manifests, script_manifests
from service.execute.declared import Declared, Manifest
from service.execute.names import plain_directory
from service.model import Command

Reader = Callable[[Manifest], Iterable[Declared]]

READERS: Mapping[str, Reader] = {
    "Makefile": script_manifests.makefile,
    "pyproject.toml": python_manifests.pyproject,
    "tox.ini": python_manifests.tox,
    "noxfile.py": python_manifests.noxfile,
    "pytest.ini": python_manifests.pytest_ini,
    "setup.cfg": python_manifests.setup_cfg,
    "package.json": script_manifests.package_json,
    "composer.json": script_manifests.composer,
    "go.mod": script_manifests.go_mod,
    "Cargo.toml": script_manifests.cargo,
    "pom.xml": script_manifests.maven,
    "build.gradle": script_manifests.gradle,
    "build.gradle.kts": script_manifests.gradle,
    "Gemfile": script_manifests.gemfile,
}
MANIFESTS = tuple(READERS)
"""File names that are read, most telling first."""

MAX_BYTES = 256 * 1024
"""A larger manifest is not read: generated, or made to be expensive."""


def declared(files: Mapping[str, bytes], tree_paths: Collection[str]) -> tuple[Command, ...]:
    """Every command the given manifests declare, each once, outer folders first."""
    paths = frozenset(tree_paths)
    order = {name: rank for rank, name in enumerate(MANIFESTS)}
    known = [path for path in files if path in paths and PurePosixPath(path).name in order]
    known.sort(key=lambda path: (path.count("/"), path.rpartition("/")[0], order[PurePosixPath(path).name]))
    found = (command for path in known for command in _read(path, files[path], paths))
    return tuple({command.run: command for command in reversed(list(found))}.values())[::-1]


def _read(path: str, content: bytes, paths: frozenset[str]) -> Iterator[Command]:
    folder, _, name = path.rpartition("/")
    if len(content) > MAX_BYTES or (folder and not plain_directory(folder)):
        return
    manifest = Manifest(folder, content.decode("utf-8", "replace"), paths)
    for kind, run in READERS[name](manifest):
        yield Command(f"cd {folder} && {run}" if folder else run, kind, path)
