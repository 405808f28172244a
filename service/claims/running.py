"""Which commands the repository bears out: declared ones, those that aim a declared tool at a file, and git's own."""

import re

from service.claims.index import Known

_OWN = re.compile(
    r"git revert(?: --no-edit| --no-commit| -m 1)*(?: (?:<commit>|HEAD|[0-9a-f]{7,40}))"
    r"|git (?:diff|status)(?: --(?:name-only|stat|exit-code|check))*(?: [0-9a-f]{7,40})?"
)
"""What any clone understands and what changes nothing but by a new commit."""

_AIMED = {
    "pytest": r"(?:python3? -m )?pytest",
    "ruff": r"(?:python3? -m )?ruff (?:check|format)",
    "mypy": r"(?:python3? -m )?mypy",
    "flake8": r"(?:python3? -m )?flake8",
    "pyright": r"pyright",
    "eslint": r"(?:npx )?eslint",
    "prettier": r"(?:npx )?prettier",
    "go": r"gofmt|go (?:test|vet|fmt)",
    "cargo": r"cargo (?:fmt|clippy|test)",
    "rspec": r"(?:bundle exec )?rspec",
    "oxlint": r"(?:npx )?oxlint",
}
"""Tools that take paths, by the word that names them in a declared command."""
_RUNNER = re.compile(r"(?:uv run|poetry run|pdm run|hatch run) ")
_FOLDER = re.compile(r"cd ([\w./-]{1,200}) && (.+)\Z")
_FLAG = re.compile(r"--?[a-z][a-z-]{0,30}(?:=[\w.]{1,30})?\Z")


def runs(command: str, known: Known) -> bool:
    """True when the command can be run in this repository as it stands."""
    command = " ".join(command.split())
    if command in known.commands or _OWN.fullmatch(command):
        return True
    if moved := _FOLDER.match(command):
        folder = moved[1].rstrip("/")
        return known.has_path(folder) and _aimed(moved[2], known, f"{folder}/")
    return _aimed(command, known, "")


def _aimed(command: str, known: Known, folder: str) -> bool:
    """True for a tool that a declared command names, with flags and at least one path that is there."""
    bare = _RUNNER.sub("", command)
    for tool, pattern in _AIMED.items():
        found = re.match(rf"(?:{pattern})(?= |\Z)", bare)
        if found and any(tool in re.split(r"[\s/]", run) for run in known.commands):
            targets = [word for word in bare[found.end() :].split() if not _FLAG.match(word)]
            return bool(targets) and all(known.has_path(folder + word.partition("::")[0]) for word in targets)
    return False
