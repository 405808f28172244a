"""Commands of Python projects: pyproject.toml, tox.ini, noxfile.py, pytest.ini, setup.cfg."""

import re
from collections.abc import Iterator

from service.execute.declared import Declared, Manifest, named, table

_RUNNERS = (("uv.lock", "uv run "), ("poetry.lock", "poetry run "), ("pdm.lock", "pdm run "))
_SESSION = re.compile(r"^@(?:nox\.)?session\b[^\n]*\n(?:@[^\n]*\n){0,5}def +([A-Za-z_]\w{0,59})\(", re.MULTILINE)
_TOX_ENV = re.compile(r"^\[testenv:([A-Za-z0-9_.-]{1,60})\]", re.MULTILINE)


def pyproject(manifest: Manifest) -> Iterator[Declared]:
    """Named tasks first, as they know their arguments; then the tools the file configures."""
    tools = table(manifest.toml(), "tool")
    runner = _runner(manifest)
    for tool, run in (("poe", f"{runner}poe {{}}"), ("taskipy", f"{runner}task {{}}")):
        yield from named(table(tools, tool, "tasks"), run)
    yield from named(table(tools, "pdm", "scripts"), "pdm run {}")
    yield from named(table(tools, "hatch", "envs", "default", "scripts"), "hatch run {}")
    for name in table(tools, "hatch", "envs"):
        scripts = table(tools, "hatch", "envs", name, "scripts") if name != "default" else {}
        if re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", name):
            yield from named(scripts, f"hatch run {name}:{{}}")
    if "pytest" in tools:
        yield "test", f"{runner}pytest"
    if "tox" in tools:
        yield "test", f"{runner}tox"
    if "ruff" in tools:
        yield "lint", f"{runner}ruff check"
    mypy = table(tools, "mypy")
    if mypy.keys() & {"files", "packages", "modules"}:  # without a target it only prints its usage
        yield "types", f"{runner}mypy"
    if "pyright" in tools:
        yield "types", f"{runner}pyright"


def tox(manifest: Manifest) -> Iterator[Declared]:
    """`tox` itself, and the environments it names for linting and types."""
    if "[pytest]" in manifest.text:
        yield "test", f"{_runner(manifest)}pytest"
    if re.search(r"^\[(tox|testenv)\]", manifest.text, re.MULTILINE):
        yield "test", "tox"
    yield from (found for found in named(_TOX_ENV.findall(manifest.text), "tox -e {}") if found[0] != "build")


def noxfile(manifest: Manifest) -> Iterator[Declared]:
    """The sessions by their function names; the file is read as text and never run."""
    yield from named(_SESSION.findall(manifest.text), "nox -s {}")


def pytest_ini(manifest: Manifest) -> Iterator[Declared]:
    """The file exists only for pytest."""
    yield "test", f"{_runner(manifest)}pytest"


def setup_cfg(manifest: Manifest) -> Iterator[Declared]:
    """The tools setup.cfg configures."""
    if "[tool:pytest]" in manifest.text:
        yield "test", f"{_runner(manifest)}pytest"
    if re.search(r"^\[flake8\]", manifest.text, re.MULTILINE):
        yield "lint", f"{_runner(manifest)}flake8"


def _runner(manifest: Manifest) -> str:
    """How the lock file says that tools are started."""
    return next((run for lock, run in _RUNNERS if manifest.here_or_root(lock)), "")
