"""Who may import whom, how long things may be, and which words a reader may rely on."""

import ast
from pathlib import Path
from statistics import median

import pytest

import service

ROOT = Path(service.__file__).parent
FILES = sorted(path for path in ROOT.rglob("*.py") if "example" not in path.relative_to(ROOT).parts)
PLURALS = {"analyzers", "gates", "commands", "events", "prompts", "signals"}
VERBS = {"analyze", "plan", "execute", "evaluate", "iterate"}
GROUND = {"claims", "edits", "language", "model", "paths", "registry", "rules", "sarif", "stats", "words"}
PURE = GROUND | PLURALS | VERBS | {"config"}
MAY_USE = {
    "model": {"model"},
    "registry": set(),
    "paths": set(),
    "stats": {"stats"},
    "language": set(),
    "claims": {"claims", "model", "paths"},
    "rules": {"model", "paths"},
    "edits": {"model"},
    "words": {"model", "words", "paths"},
    "config": GROUND | {"gates", "config"},
    "ports": {"model", "ports"},
    "settings": set(),
    "workflows": PURE | {"ports", "workflows"},
    "worker": PURE | {"ports", "workflows"},
    "edge": {"edge", "model", "ports", "settings", "paths"},
    "standin": {"standin"},
    "sarif": {"model", "sarif"},
    "terminal": {"sarif", "model", "words"},
    "cli": {"app", "calibrate_local", "local", "demo", "prompt_local", "terminal"},
    **{plural: GROUND | {plural} for plural in PLURALS},
    **{verb: GROUND | PLURALS | {verb} for verb in VERBS},
}
OUTSIDE = {
    *("fastapi", "starlette", "uvicorn", "githubkit", "openai", "httpx", "sqlmodel", "sqlalchemy", "dbos", "alembic"),
    *("subprocess", "socket", "ctypes", "fcntl", "resource", "tempfile", "shutil", "psycopg"),
}
WORLDLY = {"edge", "standin", "app", "local", "demo"}


def room(path):
    """The part of the house a file lives in: `model`, `edge`, `plan` ..."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path):
    """Every module a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms(path):
    return {name.split(".")[1] for name in imports(path) if name.startswith("service.")}


def lines(path):
    return sum(bool(line.strip()) for line in path.read_text().splitlines())


def functions(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_room_may_use(path):
    here = room(path)
    if here in MAY_USE:
        assert rooms(path) <= MAY_USE[here], f"{here} may use {sorted(MAY_USE[here])}"
    if here not in WORLDLY:
        assert not OUTSIDE & {name.split(".")[0] for name in imports(path)}


@pytest.mark.parametrize("plural", sorted(PLURALS))
def test_siblings_in_a_plural_do_not_import_each_other(plural):
    folder = ROOT / plural
    members = {entry.stem for entry in folder.iterdir() if entry.stem != "__init__" and not entry.name.startswith("__")}
    for entry in folder.iterdir():
        for path in entry.rglob("*.py") if entry.is_dir() else [entry] * (entry.suffix == ".py"):
            others = members - {entry.stem}
            assert not {name for name in imports(path) if name.split(".")[1:3] in [[plural, other] for other in others]}


def test_verbs_do_not_import_each_other():
    for path in FILES:
        if room(path) in VERBS:
            assert not rooms(path) & (VERBS - {room(path)})


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small_and_say_what_they_are_for(path):
    assert lines(path) <= 300
    assert ast.get_docstring(ast.parse(path.read_text()))
    for function in functions(path):
        assert function.end_lineno - function.lineno < 50, function.name


def test_most_files_fit_on_a_page():
    assert median(lines(path) for path in FILES) <= 60


def test_names_say_what_a_thing_is():
    vague = ("Manager", "Helper", "Util", "Base", "Misc", "Common")
    names = [node.name for path in FILES for node in ast.walk(ast.parse(path.read_text())) if hasattr(node, "name")]

    assert not [name for name in names if name and name.endswith(vague)]
