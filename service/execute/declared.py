"""What a manifest is to its reader, and how script names map to kinds of command."""

import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["test", "lint", "types", "build"]
Declared = tuple[Kind, str]

NAMES: dict[Kind, tuple[str, ...]] = {
    "test": ("test", "tests", "unit", "test:unit", "test-unit", "unittest"),
    "lint": ("lint", "linting", "lint:check", "check", "eslint", "style"),
    "types": ("types", "typecheck", "type-check", "typing", "mypy", "pyright", "tsc", "check-types", "check:types"),
    "build": ("build", "compile"),
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """The text of one manifest, its folder ("" is the root), and the paths of the head."""

    folder: str
    text: str
    paths: frozenset[str]

    def beside(self, *names: str) -> bool:
        """True when one of the names exists in the folder of the manifest."""
        return any((f"{self.folder}/{name}" if self.folder else name) in self.paths for name in names)

    def here_or_root(self, *names: str) -> bool:
        """True when one of the names exists beside the manifest or, as in a workspace, at the root."""
        return self.beside(*names) or not self.paths.isdisjoint(names)

    def nearest(self, name: str) -> str:
        """The path to the name from the folder of the manifest: beside it, or at the root; empty when there is none."""
        if self.beside(name):
            return f"./{name}"
        return f"{'../' * (self.folder.count('/') + 1)}{name}" if name in self.paths else ""

    def toml(self) -> dict[str, Any]:
        """The parsed text; empty when it is not TOML, or nested so deeply that parsing gives up."""
        try:
            return tomllib.loads(self.text)
        except (ValueError, RecursionError):
            return {}

    def json(self) -> dict[str, Any]:
        """The parsed text; empty when it is not a JSON object, or nested so deeply that parsing gives up."""
        try:
            return table(json.loads(self.text))
        except (ValueError, RecursionError):
            return {}


def table(value: object, *keys: str) -> dict[str, Any]:
    """The table under the keys; empty where anything on the way is not a table."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def named(scripts: Iterable[str], run: str) -> Iterator[Declared]:
    """One command for each kind the scripts offer; `run` has one `{}` for the name.

    Only names of our own table are ever written: a stranger's script name cannot reach a command line.
    """
    given = frozenset(scripts)
    for kind, names in NAMES.items():
        name = next((name for name in names if name in given), None)
        if name is not None:
            yield kind, run.format(name)
