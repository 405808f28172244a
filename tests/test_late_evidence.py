"""Evidence that arrives after the verdict: the same check run says what is known now, and nothing is done twice."""

import json

import pytest

from tests.examples import CLEAN, SHELL
from tests.maintainer import zipped

MORE = CLEAN + "\n\ndef count(prices):\n    return len(prices)\n"
GATES = "gates: {{{}}}\n"


def settings(*gates):
    return {".github/hone.yml": GATES.format(", ".join(gates)), "shop.py": CLEAN}


def report(*hits, path="shop.py"):
    lines = "".join(f'<line number="{line}" hits="{count}"/>' for line, count in hits)
    return (
        f'<coverage><packages><package name="p"><classes><class name="c" filename="{path}"><lines>{lines}</lines>'
        "</class></classes></package></packages></coverage>"
    )


def row(pull, title):
    return next(line for line in pull.check.summary.splitlines() if line.startswith(f"| {title}"))


async def waiting_pull(hone, *gates, files=None, **how):
    repo = await hone.repo(settings(*gates))
    pull = await repo.pull(files or {"shop.py": MORE}, **how)
    await hone.settled()
    return repo, pull


async def test_coverage_is_waited_for_and_then_judged_on_the_same_check_run(hone):
    repo, pull = await waiting_pull(hone, "coverage: on")
    before = pull.check
    assert (before.conclusion, before.title) == ("neutral", "Waiting: a coverage report has not arrived yet")
    assert "⏳ waiting" in row(pull, "Coverage of changed lines")

    await repo.check(pull.head, "tests", "success")
    await repo.run(pull.head, {"coverage": zipped({"coverage.xml": report((5, 1), (6, 1))})})
    await hone.settled()

    assert pull.check.conclusion == "success"
    assert "100 %" in row(pull, "Coverage of changed lines")
    assert (pull.check.id, len(pull.checks)) == (before.id, 1)
    assert "Test suite executed: ✅ done (tests)" in pull.check.text
    assert pull.said == []


async def test_uncovered_lines_fail_the_gate_and_the_comment_says_which(hone):
    repo, pull = await waiting_pull(hone, "coverage: {limit: 60}")
    await repo.check(pull.head, "tests", "success")
    await repo.run(pull.head, {"report": zipped({"lcov.info": "SF:/w/shop.py\nDA:5,1\nDA:6,0\nend_of_record\n"})})
    await hone.settled()

    assert pull.check.title == "Failed: tests reach 50 % of the changed lines (limit 60 %)"
    assert "1. Test the 1 changed line that no test reaches: shop.py:6." in pull.comment
    assert len(pull.said) == 1


async def test_the_order_of_the_news_does_not_matter(hone):
    repo = await hone.repo(settings("coverage: on", "required_checks: on"))
    hone.hook("")
    pull = await repo.pull({"shop.py": MORE})
    await repo.run(pull.head, {"coverage": zipped({"coverage.xml": report((5, 1), (6, 1))})})
    await repo.status(pull.head, "ci/build", "success")
    await repo.check(pull.head, "tests", "success")
    hone.hook(hone.address)
    for delivery in list(hone.deliveries)[::-1]:
        if not delivery["redelivery"] and delivery["event"] != "installation_repositories":
            await hone.redeliver(delivery["guid"])
            await hone.settled()

    assert pull.check.conclusion == "success"
    assert len(pull.checks) == 1


async def test_other_checks_are_waited_for_met_and_lost_again(hone):
    repo, pull = await waiting_pull(hone, "required_checks: on")
    await repo.check(pull.head, "lint")
    await repo.status(pull.head, "ci", "pending")
    await hone.settled()
    seen = [pull.check.title]
    for news in (
        lambda: repo.status(pull.head, "ci", "success"),
        lambda: repo.check(pull.head, "lint", "success"),
        lambda: repo.status(pull.head, "ci", "failure"),
    ):
        await news()
        await hone.settled()
        seen.append(pull.check.title)

    assert seen == [
        "Waiting: lint, ci has not finished yet",
        "Waiting: lint has not finished yet",
        "Passed: 4 of 4 conditions met",
        "Failed: not green: ci",
    ]
    assert len(pull.checks) == 1


async def test_a_named_check_is_waited_for_until_it_reports(hone):
    repo, pull = await waiting_pull(hone, "required_checks: {names: [tests]}")
    await repo.check(pull.head, "lint", "failure")
    await hone.settled()
    assert pull.check.title == "Waiting: tests has not finished yet"

    await repo.check(pull.head, "tests", "success")
    await hone.settled()
    assert pull.check.conclusion == "success"


async def test_annotations_and_comment_stand_once_whatever_arrives(hone):
    repo, pull = await waiting_pull(hone, "required_checks: on", files={"send.py": SHELL})
    for number in range(3):
        await repo.check(pull.head, f"job {number}", "success")
        await hone.settled()

    assert pull.check.conclusion == "failure"
    assert len(pull.check.annotations) == 1
    assert len(pull.said) == 1
    assert "✅ ok" in next(line for line in pull.comment.splitlines() if line.startswith("| Other checks"))


async def test_hones_own_suite_is_no_news_and_its_check_is_not_waited_for(hone):
    repo, pull = await waiting_pull(hone, "required_checks: on")
    await repo.check(pull.head, "tests", "success")
    await hone.settled()
    assert pull.check.conclusion == "success"

    hone.count_anew()
    await hone.act(f"{repo.at}/commits/{pull.head}/own-suite")
    await hone.settled()
    assert hone.counters["total"] == 0


async def test_a_status_costs_no_call_where_no_gate_waits_for_it(hone):
    repo = await hone.repo({"shop.py": CLEAN})
    pull = await repo.pull({"shop.py": MORE})
    await hone.settled()
    hone.count_anew()
    for state in ("pending", "success"):
        await repo.status(pull.head, "ci", state)
    await hone.settled()

    assert hone.counters["total"] == 0


async def test_a_finished_suite_updates_what_validates_the_change(hone):
    repo = await hone.repo({"shop.py": CLEAN})
    pull = await repo.pull({"shop.py": MORE})
    await hone.settled()
    assert "Test suite executed: ⏳ waiting" in pull.check.text
    hone.count_anew()

    await repo.check(pull.head, "unit-tests", "success")
    await hone.settled()

    assert "Test suite executed: ✅ done (unit-tests)" in pull.check.text
    assert "Security scan: ✅ done (Hone's own rules" in pull.check.text
    assert pull.check.title == "Passed: 3 of 3 conditions met"
    assert hone.counters["total"] <= 7, hone.counters["calls"]


async def test_an_approval_is_seen_and_its_dismissal_too(hone):
    repo = await hone.repo({"shop.py": CLEAN})
    pull = await repo.pull({"shop.py": MORE}, author="carol")
    await hone.settled()
    await pull.review("bob", "COMMENTED")
    await pull.review("bob")
    await hone.settled()
    assert "Review completed: ✅ done (approved by bob)" in pull.check.text

    await pull.dismiss()
    await hone.settled()
    assert "Review completed: ⏳ waiting" in pull.check.text


async def test_an_approval_of_an_older_head_approves_nothing_new(hone):
    repo = await hone.repo({"shop.py": CLEAN})
    pull = await repo.pull({"shop.py": MORE}, author="carol")
    await pull.review("bob")
    await pull.push({"shop.py": MORE + "# more\n"})
    await hone.settled()
    await repo.check(pull.head, "tests", "success")
    await hone.settled()

    assert "Review completed: ⏳ waiting" in pull.check.text


async def test_a_benchmark_is_compared_with_the_one_of_the_base(hone):
    repo, pull = await waiting_pull(hone, "benchmark: {limit: 10}")
    for head, value in ((repo.tip("main"), 10), (pull.head, 13)):
        results = json.dumps([{"name": "parse", "unit": "ms", "value": value}])
        await repo.check(head, "bench", "success")
        await repo.run(head, {"bench": zipped({"benchmark.json": results})})
    await hone.settled()

    assert pull.check.title == "Failed: 1 benchmark slower than on the base by more than 10 %"
    assert "Speed up parse (+30 %)." in pull.check.summary


@pytest.mark.parametrize("ends", ["closed", "superseded"])
async def test_nothing_is_written_on_what_nobody_looks_at_any_more(hone, ends):
    repo, pull = await waiting_pull(hone, "required_checks: on")
    old = pull.head
    if ends == "closed":
        await pull.close()
    else:
        await pull.push({"shop.py": MORE + "# more\n"})
    await hone.settled()
    await repo.check(old, "tests", "success")
    await hone.settled()

    first = next(check for check in pull.checks if check.head == old)
    assert first.title == "Waiting: the first other check has not finished yet"


@pytest.mark.parametrize(
    "archive",
    [
        b"no archive",
        zipped({"coverage.xml": b"\0" * (40 << 20)}),
        zipped({"coverage.xml": "<!DOCTYPE c [<!ENTITY a 'b'>]><coverage>&a;</coverage>"}),
        zipped({"coverage.xml": report((5, 1), path="../../etc/passwd")}),
    ],
)
async def test_hostile_archives_are_no_evidence(hone, archive):
    repo, pull = await waiting_pull(hone, "coverage: on")
    await repo.check(pull.head, "tests", "success")
    await repo.run(pull.head, {"coverage": archive})
    await hone.settled()

    assert pull.check.conclusion == "neutral"
    assert pull.check.title.startswith("Incomplete: ")


async def test_an_expired_archive_is_said_to_be_missing(hone):
    repo, pull = await waiting_pull(hone, "coverage: on")
    await repo.check(pull.head, "tests", "success")
    await repo.run(pull.head, {"coverage": zipped({"coverage.xml": report((5, 1))})}, expired=True)
    await hone.settled()

    assert pull.check.title == "Incomplete: a coverage report was not found"
    assert "Let a workflow of this repository bring a coverage report." in pull.check.summary


async def test_a_permission_that_was_not_granted_is_said_and_nothing_else_suffers(hone):
    repo, pull = await waiting_pull(hone, "coverage: on", "required_checks: {names: [tests]}")
    hone.expects_refusals()
    granted = {name: level for name, level in hone.app["permissions"].items() if name not in {"actions", "statuses"}}
    hone.change(f"installations/{hone.installations['acme']}", permissions=granted)
    hone.expire_tokens()
    await repo.check(pull.head, "tests", "success")
    await hone.settled()

    assert pull.check.title.count("has not granted that permission") == 2
    assert "✅ done (tests)" in pull.check.text


@pytest.mark.parametrize(
    ("owners", "stranger", "owner"), [("* @ada\n", "bob", "ada"), ("", "eve", "bob"), ("* @acme/core\n", "eve", "bob")]
)
async def test_a_change_of_high_risk_is_approved_by_who_may(hone, owners, stranger, owner):
    files = settings("risk_review: on") | ({".github/CODEOWNERS": owners} if owners else {})
    repo = await hone.repo(files, history=130)
    await hone.settled()
    branches = "".join(f"def f{n}(x):\n    return x + {n}\n\n\n" for n in range(60))
    pull = await repo.pull({f"pkg{n}/m{n}.py": branches for n in range(12)}, author="carol")
    await hone.settled()
    assert pull.check.title.startswith("Waiting: the risk is high and ")

    await pull.review(stranger, role="read" if stranger == "eve" else "write")
    await hone.settled()
    assert pull.check.conclusion == "neutral"

    await pull.review(owner)
    await hone.settled()
    assert owner in next(line for line in pull.check.text.splitlines() if "Review completed" in line)
    assert pull.check.conclusion == "success"


async def test_a_re_check_looks_at_what_is_there_already(hone):
    repo, pull = await waiting_pull(hone, "tests_changed: off")
    await repo.check(pull.head, "tests", "success")
    await pull.reply("/hone check", role="write")
    await hone.settled()

    assert "Test suite executed: ✅ done (tests)" in pull.check.text
