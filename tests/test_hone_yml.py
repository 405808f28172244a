"""The settings file, end to end: it counts where a change goes to, and never where it comes from."""

import pytest

from service import local
from tests.examples import CLEAN, SHELL
from tests.repositories import Repository

HOME = ".github/hone.yml"
LENIENT = "gates: {new_high_severity: off}\n"


async def test_the_base_decides_which_gates_judge(hone):
    repo = await hone.repo({HOME: LENIENT, "send.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()

    assert pull.check.title == "Passed: 2 of 2 conditions met"
    assert len(pull.check.annotations) == 1


@pytest.mark.parametrize("before", [None, "prompts: 3\n"])
async def test_a_change_cannot_switch_its_own_gate_off(hone, before):
    repo = await hone.repo({"send.py": CLEAN, **({HOME: before} if before else {})})
    pull = await repo.pull({"send.py": SHELL, HOME: LENIENT + "mode: off\n"})
    await hone.settled()

    assert pull.check.conclusion == "failure"
    assert "`.github/hone.yml` changed here takes effect after merge" in pull.check.text


async def test_a_mistake_in_the_file_a_change_brings_is_told_before_it_is_merged(hone):
    repo = await hone.repo({"send.py": CLEAN})
    pull = await repo.pull({HOME: "mode: comment\nprompts: many\n"})
    await hone.settled()

    assert (
        "`.github/hone.yml` as this change leaves it line 2: `prompts` must be a whole number from 0 to 3"
        " (found `many`); `3` is in force."
    ) in pull.check.text


async def test_settings_that_came_to_the_base_later_count_at_the_next_push(hone):
    repo = await hone.repo({"send.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL})
    await repo.push({HOME: LENIENT})
    await pull.push({"send.py": SHELL + "# more\n"})
    await hone.settled()

    assert pull.check.conclusion == "success"
    assert "takes effect" not in pull.check.text


async def test_switched_off_nothing_is_written_and_switched_on_again_it_is(hone):
    repo = await hone.repo({HOME: "mode: off\n", "send.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()
    assert (pull.checks, pull.said) == ([], [])

    await repo.push({HOME: "mode: comment\n"})
    await pull.push({"send.py": SHELL + "# more\n"})
    await hone.settled()
    assert pull.check.conclusion == "failure"


async def test_check_only_leaves_no_comment(hone):
    repo = await hone.repo({HOME: "mode: check-only\n", "send.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()

    assert pull.check.conclusion == "failure"
    assert (pull.said, pull.inline) == ([], [])


async def test_fewer_prompts_are_written_where_fewer_are_wanted(hone):
    repo = await hone.repo({HOME: "prompts: 0\n", "send.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()

    assert "Do this before merging" in pull.comment
    assert "improvement prompt" not in pull.comment


async def test_ignored_files_are_not_read_and_are_said_to_be(hone):
    repo = await hone.repo({HOME: 'ignore: ["legacy/**"]\n', "send.py": CLEAN})
    pull = await repo.pull({"legacy/send.py": SHELL, "send.py": CLEAN + "#\n"})
    await hone.settled()

    assert pull.check.conclusion == "success"
    assert "ignored by .github/hone.yml: legacy/send.py" in pull.check.text


async def test_a_lower_complexity_limit_makes_findings_of_its_own(hone):
    branchy = (
        "def route(x):\n" + "".join(f"    if x == {n}:\n        return {n}\n" for n in range(9)) + "    return x\n"
    )
    repo = await hone.repo({HOME: "gates: {complexity: {limit: 8}}\n", "send.py": CLEAN})
    pull = await repo.pull({"route.py": branchy})
    await hone.settled()

    assert pull.check.title == "Failed: 1 new function above the complexity limit (highest 10, limit 8)"
    assert "above the limit of 8" in pull.check.annotations[0]["message"]


@pytest.mark.parametrize(
    "broken",
    ["mode: [\n", "a: &x 1\nb: *x\n", "x" * 70_000, "\0", "gates: {new_high_severity: !!python/name:os.system off}\n"],
)
async def test_a_broken_file_is_told_and_never_blocks_or_disables(hone, broken):
    repo = await hone.repo({HOME: broken, "send.py": CLEAN})
    pull = await repo.pull({"other.py": SHELL})
    fine = await repo.pull({"fine.py": CLEAN})
    await hone.settled()

    assert pull.check.conclusion == "failure"
    assert fine.check.conclusion == "success"
    assert "**Configuration**\n\n- `.github/hone.yml` line " in fine.check.text


async def test_the_organisations_settings_are_the_default_of_its_repositories(served):
    hone = served.world
    home = await hone.repo({HOME: "gates: {new_high_severity: off}\n"}, name="acme/.github")
    repo = await hone.repo({"send.py": CLEAN})
    await served.reconcile()
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()
    assert pull.check.conclusion == "success"

    await home.push({HOME: "mode: comment\nprompts: 7\n"})
    await hone.settled()
    again = await repo.pull({"send.py": SHELL})
    await hone.settled()
    assert again.check.conclusion == "failure"
    assert "the organisation's `.github/hone.yml` line 2: `prompts` must be" in again.check.text


async def test_settings_cost_no_call_and_no_fetch_of_their_own(hone):
    repo = await hone.repo({HOME: "prompts: 2\n", **{f"m{number}.py": CLEAN for number in range(10)}})
    await hone.settled()
    hone.count_anew()
    await repo.pull({f"m{number}.py": SHELL for number in range(10)})
    await hone.settled()

    assert hone.counters["total"] <= 8, hone.counters["calls"]
    assert sum(hone.counters["fetches"].values()) <= 2


def test_a_clone_is_reviewed_by_its_own_settings_and_by_the_reports_at_hand(tmp_path):
    repository = Repository(tmp_path / "shop.git")
    base = repository.commit({HOME: LENIENT, "shop.py": CLEAN})
    head = repository.commit({"shop.py": SHELL})
    (tmp_path / "cov.xml").write_text(
        '<coverage><packages><package><classes><class filename="shop.py"><lines><line number="5" hits="0"/></lines>'
        "</class></classes></package></packages></coverage>"
    )
    files = local.Files(coverage=(tmp_path / "cov.xml",))

    plain = local.review(repository.path, base, head, lambda _what, _share: None)
    judged = local.review(repository.path, base, head, lambda _what, _share: None, files)

    assert plain.conclusion == "success"
    assert judged.reason == "Failed: tests reach 0 % of the changed lines (limit 80 %)"


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), ("nonsense", "cannot be read: no format fits")]
)
def test_a_report_that_is_none_is_one_sentence(tmp_path, content, said):
    repository = Repository(tmp_path / "shop.git")
    base, head = repository.commit({"shop.py": CLEAN}), repository.commit({"shop.py": SHELL})
    if content:
        (tmp_path / "report").write_text(content)

    with pytest.raises(local.Problem, match=said):
        local.review(
            repository.path, base, head, lambda _what, _share: None, local.Files(coverage=(tmp_path / "report",))
        )
