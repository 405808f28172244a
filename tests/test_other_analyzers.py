"""What other analyzers found: alerts of code scanning and SARIF logs, each defect once, on lines of the change."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from service.analyze import joined, on_lines
from service.cli import hone as command
from service.model import Analysis, ChangedFile, Diff, Hunk
from tests.examples import CLEAN, SHELL, finding
from tests.repositories import Repository
from tests.test_sarif import log_of, result

ROOT = Path(__file__).parent.parent
MORE = CLEAN + "\n\ndef count(prices):\n    return len(prices)\n"
OURS = finding()
THEIRS = finding(tool="codeql", rule="py/shell", fingerprint="t" * 64, id="ftheirs", start=14, end=14)


@pytest.mark.parametrize(
    ("outside", "rules"),
    [
        ((), ["S602"]),
        ((THEIRS,), ["S602", "py/shell"]),
        ((THEIRS, replace(THEIRS, tool="other", fingerprint="u" * 64)), ["S602", "py/shell"]),
        ((replace(OURS, fingerprint="v" * 64, tool="Ruff", rule="python/s602"),), ["S602"]),
    ],
    ids=["nothing", "another", "two tools, one defect", "ours again"],
)
def test_each_defect_is_there_once_whoever_reports_it(outside, rules):
    assert [each.rule for each in joined(Analysis(introduced=(OURS,)), outside).introduced] == rules


def test_what_another_tool_takes_back_goes_and_ours_stays():
    once = joined(Analysis(introduced=(OURS,)), (THEIRS,))

    assert joined(once, None) == once
    assert joined(once, ()).introduced == (OURS,)


def test_only_what_stands_on_lines_of_the_change_counts():
    diff = Diff("b", "h", (ChangedFile("app.py", "modified", hunks=(Hunk(3, 1, 3, 2),)),))
    found = [finding(path="app.py", start=line, end=line, fingerprint="") for line in (2, 3, 4, 5)]

    kept = on_lines([*found, finding(path="else.py")], diff, {"app.py": b"1\n2\n3\n4\n5\n"})

    assert [each.start for each in kept] == [3, 4]
    assert all(each.on_change and each.id for each in kept)


async def granted(hone):
    permissions = yaml.safe_load((ROOT / "app.full.yml").read_text())["default_permissions"]
    await hone.act(f"installations/{hone.installations['acme']}", permissions=permissions)


async def test_an_alert_of_code_scanning_fails_the_gate_when_it_is_new(hone):
    repo = await hone.repo({"shop.py": CLEAN})
    await granted(hone)
    pull = await repo.pull({"shop.py": MORE})
    await hone.settled()
    assert pull.check.conclusion == "success"

    merge = f"refs/pull/{pull.number}/merge"
    old = repo.alert("refs/heads/main", "shop.py", 1, "py/old")
    repo.alert(merge, "shop.py", 1, "py/old", old)
    repo.alert(merge, "shop.py", 5, "py/sql-injection")
    await repo.check(pull.head, "CodeQL", "success")
    await hone.settled()

    assert pull.check.title == "Failed: 1 new high-severity finding (limit 0)"
    assert "py/sql-injection" in pull.comment
    assert "py/old" not in pull.comment


async def test_without_the_permission_the_check_run_says_that_alerts_were_not_read(hone):
    repo = await hone.repo({"shop.py": CLEAN})
    pull = await repo.pull({"shop.py": MORE})
    await hone.settled()
    await repo.check(pull.head, "CodeQL", "success")
    await hone.settled()

    assert pull.check.conclusion == "success"
    assert "alerts were not read: The installation did not grant Hone to read security" in pull.check.text


@pytest.fixture
def clone(tmp_path):
    git = Repository(tmp_path / "shop.git")
    git.commit({"app.py": CLEAN})
    git.commit({"app.py": MORE, "send.py": SHELL})
    return str(git.path)


def reviewed(clone, *options):
    done = CliRunner().invoke(command, ["review", clone, "--base", "HEAD~1", "--format", "json", *map(str, options)])
    return done.exit_code, done.output


def test_a_log_of_another_analyzer_joins_the_report(clone, tmp_path):
    log = tmp_path / "log.sarif"
    log.write_bytes(log_of(result("app.py", 5), result("app.py", 1), result("send.py", 5, ruleId="S602"), name="Other"))

    status, output = reviewed(clone, "--sarif", log)

    assert status == 0
    found = [(each["tool"], each["rule"], each["start"]) for each in json.loads(output)["analysis"]["introduced"]]
    assert ("other", "R1", 5) in found
    assert ("other", "R1", 1) not in found
    assert [tool for tool, rule, _ in found if rule == "S602"] == ["ruff"]


def test_a_log_that_is_none_is_named(clone, tmp_path):
    log = tmp_path / "log.sarif"
    log.write_text("{}")

    status, output = reviewed(clone, "--sarif", log)

    assert status == 2
    assert "log.sarif cannot be read: it is not a log of SARIF 2.1.0." in " ".join(output.split())
