"""Which files a manifest's commands are about: those of its language, in and below its folder."""

from service.model import Command

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


def of_language(command: Command) -> bool:
    """True when the manifest belongs to one language, so that its linters and checkers read that one."""
    return command.source.rpartition("/")[2] in _FAMILY_OF


def covers(command: Command, path: str) -> bool:
    """True when the command checks that file; a manifest of no language of its own, such as a Makefile, covers all."""
    folder, _, name = command.source.rpartition("/")
    inside = not folder or path.startswith(f"{folder}/")
    family = _FAMILY_OF.get(name)
    return inside and (family is None or path.endswith(_FAMILIES[family]))
