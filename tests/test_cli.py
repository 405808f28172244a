"""The command line: what it prints, how it ends, and what it does not load."""

import json
import os
import subprocess
import sys

import pytest

from service.standin import example

HONE = [sys.executable, "-m", "service.cli"]


def hone(*arguments, **environment):
    others = {name: value for name, value in os.environ.items() if not name.startswith("HONE_")}
    return subprocess.run(
        [*HONE, *map(str, arguments)], capture_output=True, text=True, check=False, env=others | environment
    )


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "clone"
    example.build(path)
    return path


def test_review_prints_the_report_and_fails_on_the_gate_when_asked(clone):
    ended = hone("review", clone, "--base", "main", "--fail-on", "gate")

    assert ended.returncode == 1
    assert ended.stdout.startswith("### ❌ Gate failed: 3 of 3 conditions")
    assert "`shop/export.py:17`" in ended.stdout
    assert "**Fixed by this change**" in ended.stdout
    assert example.LEAKED not in ended.stdout
    assert ended.stderr == ""


def test_review_without_fail_on_ends_well_and_speaks_json(clone):
    ended = hone("review", clone, "--format", "json")
    report = json.loads(ended.stdout)

    assert ended.returncode == 0
    assert report["conclusion"] == "failure"
    assert {finding["rule"] for finding in report["analysis"]["introduced"]} >= {"S602", "complexity"}
    assert example.LEAKED not in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--base", "nowhere"], "no commit called 'nowhere'"),
        (["--head", "--upload-pack=evil"], "no commit called"),
    ],
)
def test_what_cannot_be_reviewed_is_one_sentence_and_exit_code_2(clone, arguments, said):
    ended = hone("review", clone, *arguments)

    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_folder_that_is_no_clone_is_said(tmp_path):
    ended = hone("review", tmp_path)

    assert ended.returncode == 2
    assert "is not a git repository" in ended.stderr


def test_doctor_says_what_to_do(tmp_path):
    ended = hone("doctor", HONE_DATA_DIR=str(tmp_path / "data"))

    assert ended.returncode == 1
    assert "✓ store" in ended.stdout
    assert "✓ model: not configured: the rules work alone" in ended.stdout
    assert "✗ webhook secret: HONE_WEBHOOK_SECRET is not set" in ended.stdout
    assert "Set HONE_WEBHOOK_SECRET to the secret on the App's settings page." in ended.stdout


def test_serve_refuses_a_bad_environment_in_words():
    ended = hone("serve", HONE_DATABASE_URL="mysql://x", HONE_LOG_LEVEL="LOUD")

    assert ended.returncode == 2
    assert "HONE_DATABASE_URL: must start with sqlite:/// or postgresql://" in ended.stderr
    assert "HONE_LOG_LEVEL" in ended.stderr


def test_help_loads_nothing_heavy():
    listing = "import sys, service.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True).stdout.split()

    assert not {"dbos", "sqlalchemy", "fastapi", "githubkit", "httpx", "pydantic", "re2"} & set(loaded)


def test_a_start_loads_only_what_it_needs():
    """Alembic, which only a change of tables needs, would be a sixth of the start and 12 MB."""
    listing = "import sys, service.app; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True).stdout.split()

    assert not {"alembic", "mako", "openai"} & set(loaded)


def test_the_demo_shows_the_main_job(tmp_path):
    ended = hone("demo", TMPDIR=str(tmp_path))

    assert ended.returncode == 0, ended.stderr
    assert "hone · failure · 3 annotations" in ended.stdout
    assert "Do this before merging" in ended.stdout
    assert "Fixed by this change" in ended.stdout
    assert "2 git fetches" in ended.stdout


def test_the_demo_says_what_is_wrong_with_a_clone_of_ones_own(tmp_path):
    ended = hone("demo", "--repo", tmp_path)

    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
