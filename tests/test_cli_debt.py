"""`hone debt` in a clone: the same figures as on GitHub, with nothing but git and the analyzers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import CLEAN, SHELL
from tests.repositories import Repository


def debt(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run `hone debt` with no HONE_ variable set, on 80 columns."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HONE_")}
    argv = [sys.executable, "-m", "service.cli", "debt", *map(str, arguments)]
    return subprocess.run(argv, env=environment | {"COLUMNS": "80"}, capture_output=True, text=True, check=False)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    repository = Repository(tmp_path / "shop.git")
    for n in range(4):
        repository.commit({"send.py": SHELL + f"# {n}\n", "total.py": CLEAN, "uv.lock": "x\n"})
    return repository.path


def test_it_prints_rating_hotspots_and_what_was_left_out(clone: Path) -> None:
    ended = debt(clone)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("**Technical debt: ")
    assert "1 finding, 1 of high severity" in ended.stdout
    assert "lock file: uv.lock" in ended.stdout


def test_it_prints_json_when_asked(clone: Path) -> None:
    told = json.loads(debt(clone, "--format", "json").stdout)

    assert (told["findings"], told["severe"], told["debt"]["lines"]) == (1, 1, 5)


def test_a_folder_that_is_no_clone_is_one_sentence(tmp_path: Path) -> None:
    ended = debt(tmp_path)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("hone: ")
    assert "is not a git repository" in ended.stderr
