"""Which of a repository's declared commands check a given piece of code."""

from collections.abc import Iterable

from service.execute.declared import Kind
from service.model import Command, Passage

_FAMILIES = {
    "python": (".py", ".pyi", ".ipynb"),
    "script": (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte"),
    "go": (".go",),
    "rust": (".rs",),
    "jvm": (".java", ".kt", ".kts", ".scala", ".groovy"),
    "php": (".php",),
    "ruby": (".rb",),
}
_FAMILY_OF = {
    "pyproject.toml": "python",
    "tox.ini": "python",
    "noxfile.py": "python",
    "pytest.ini": "python",
    "setup.cfg": "python",
    "package.json": "script",
    "composer.json": "php",
    "go.mod": "go",
    "Cargo.toml": "rust",
    "pom.xml": "jvm",
    "build.gradle": "jvm",
    "build.gradle.kts": "jvm",
    "Gemfile": "ruby",
}
KINDS: tuple[Kind, ...] = ("test", "lint", "types")


def fitting(commands: Iterable[Command], passages: Iterable[Passage]) -> tuple[Command, ...]:
    """The commands that check these passages: test, lint and types, at most one each, from the nearest manifest.

    A manifest of another language is left out, and so is one of a folder that the passages are not in.
    """
    paths = [passage.path for passage in passages]
    able = [command for command in commands if any(_covers(command, path) for path in paths)]
    able.sort(key=lambda command: -command.source.count("/"))
    nearest = {command.kind: command for command in reversed(able)}
    checks = tuple(nearest[kind] for kind in KINDS if kind in nearest)
    return checks or tuple(nearest[kind] for kind in ("build",) if kind in nearest)  # compiling is a check, too


def _covers(command: Command, path: str) -> bool:
    folder, _, name = command.source.rpartition("/")
    inside = not folder or path.startswith(f"{folder}/")
    family = _FAMILY_OF.get(name)
    return inside and (family is None or path.endswith(_FAMILIES[family]))
