"""`hone prompt`: prompts of a clone, a score, a better text; for people, for programs, for an agent."""

import json
import os
import re
import subprocess
import sys

import pytest

from service.standin import example
from tests.model_stub import Model

WEAK = "Make the code better. Fix src/nope.py properly."


def prompt(*arguments, text="", **environment):
    """Run `hone prompt` on 80 columns, with no other HONE_ variable set."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("HONE_")}
    argv = [sys.executable, "-m", "service.cli", "prompt", *map(str, arguments)]
    told = others | {"COLUMNS": "80"} | environment
    return subprocess.run(argv, input=text, env=told, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "clone"
    example.build(path)
    return path


@pytest.fixture(scope="module")
def best(clone):
    """The best prompt of the example, as an agent gets it."""
    ended = prompt(clone, "--base", "main", "--format", "text")
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_three_places_are_ranked_and_scored(clone):
    ended = prompt(clone, "--base", "main")

    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    assert ended.stdout.startswith("### 2 prompts for `")
    assert "2. medium impact, performance: empty, because " in ended.stdout
    assert "· quick win · " in ended.stdout
    assert re.search(r"of 10\n\nclarity \d", ended.stdout), "the average stands once, and the categories below it"
    assert example.LEAKED not in ended.stdout


def test_text_is_the_best_prompt_as_an_agent_reads_it(best):
    assert best.startswith("Revoke and remove the credential in shop/discount.py\n")
    assert example.LEAKED not in best
    assert "\nPrompt-Id: 0" in best
    assert "````" not in best
    assert "of 10" not in best


def test_text_of_nothing_fails_and_says_so(clone):
    ended = prompt(clone, "--base", "main", "--kind", "performance", "--format", "text")

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "no prompt here that is ready" in ended.stderr


def test_json_carries_everything_a_program_needs(clone):
    one, *_ = json.loads(prompt(clone, "--base", "main", "--kind", "quick", "--format", "json").stdout)["prompts"]

    assert one["ready"] is True
    assert {"id", "template", "body", "rollback", "next_iteration", "minutes"} <= one.keys()
    assert set(one["evaluation"]["categories"]) == {"clarity", "completeness", "business", "technical"}
    assert [each["question"] for each in one["evaluation"]["questions"]] == list(range(1, 17))
    assert {each["kind"] for each in one["criteria"]} == {"finding_gone", "command_succeeds"}
    assert one["validation"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("structure", "· long-term structure ·"),
        ("refactor", "· long-term structure ·"),
        ("security", "· quick win ·"),
        ("tests", "· tests ·"),
        ("docs", "Nothing to write: every public function"),
        ("performance", "Nothing to write: this change introduced nothing of that kind."),
        ("experience", "This change touches no interface file: no page, template or component."),
    ],
)
def test_each_kind_gives_prompts_or_the_reason_why_not(clone, kind, said):
    ended = prompt(clone, "--base", "main", "--kind", kind)

    assert ended.returncode == 0, ended.stderr
    assert said in ended.stdout


def test_a_feature_is_written_from_its_name(clone):
    ended = prompt(clone, "--feature", "Export as CSV")

    assert ended.returncode == 0, ended.stderr
    assert "#### Build “Export as CSV” · feature · " in ended.stdout
    assert "build it in `shop/export.py`" in ended.stdout


def test_a_good_prompt_is_ready_and_a_weak_one_fails(clone, best, tmp_path):
    (tmp_path / "good.md").write_text(best)
    good = prompt(clone, "--evaluate", tmp_path / "good.md")
    weak = prompt(clone, "--evaluate", "-", text=WEAK)

    assert good.returncode == 0, good.stdout
    assert "✅ Ready" in good.stdout
    assert weak.returncode == 1
    assert "❌ Draft, not ready" in weak.stdout
    assert "- Unresolved path: `src/nope.py`." in weak.stdout


def test_a_prompt_without_a_way_back_is_mended(clone, best):
    """The section as a whole is missing, whatever stands in it."""
    before, _, rest = best.partition("\nROLLBACK\n")
    ended = prompt(clone, "--improve", "-", text=before + rest[rest.index("\nNEXT ITERATION") :])

    assert ended.returncode == 0, ended.stdout
    assert "- Is there a way to roll back? " in ended.stdout
    assert "\nROLLBACK\n" in ended.stdout


def test_what_the_loop_made_can_be_piped_on(clone, best):
    ended = prompt(clone, "--improve", "-", "--format", "text", text=best.replace("R-1.", "- "))

    assert ended.returncode == 0, ended.stderr
    assert "\nPrompt-Id: " in ended.stdout


def test_it_can_be_written_to_a_file(clone, tmp_path):
    ended = prompt(clone, "--base", "main", "--format", "json", "--output", tmp_path / "prompts.json")

    assert (ended.returncode, ended.stdout) == (0, "")
    assert json.loads((tmp_path / "prompts.json").read_text())["ready"] is True


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--base", "nowhere"], "no commit called 'nowhere'"),
        (["--evaluate", "nothing.md"], "nothing.md: No such file or directory."),
        (["--evaluate", "-"], "standard input is empty"),
        (["--feature", "…"], "No prompt can be written for this: the wish has no words."),
        (["--feature", ""], "No prompt can be written for this: the wish has no words."),
        (["--feature", "A", "--improve", "-"], "choose one"),
        (["--area", "shop"], "--area goes with --kind experience."),
        (["--model"], "--model needs HONE_LLM_MODEL"),
        (["--feature", "A", "--output", "nowhere/at/all"], "nowhere/at/all: No such file or directory."),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(clone, arguments, said):
    ended = prompt(clone, *arguments)

    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x7fELF\x02\0\x01", "is not text."),
        ("Größe".encode("latin-1"), "is not UTF-8 text."),
        (b"Make the code better.\n", "There is nothing to improve yet: write under REQUIREMENTS"),
    ],
)
def test_what_is_no_prompt_is_not_improved_into_one(clone, tmp_path, content, said):
    (tmp_path / "given").write_bytes(content)

    ended = prompt(clone, "--improve", str(tmp_path / "given"))

    assert ended.returncode == 2
    assert said in ended.stderr


def test_a_model_words_and_judges_where_it_is_asked_for(clone):
    with Model() as model:
        ended = prompt(clone, "--base", "main", "--model", **model.environment())

    assert ended.returncode == 0, ended.stderr
    assert "judged by `stub-judge`" in ended.stdout
    assert 1 <= len(model.requests) <= 3


def test_a_model_in_trouble_takes_nothing_away(clone, best):
    with Model() as model:
        model.fault = "broken"
        ended = prompt(clone, "--base", "main", "--model", **model.environment())

    assert ended.returncode == 0, ended.stderr
    assert best.partition("\n")[0] in ended.stdout
    assert "language model" in ended.stdout.splitlines()[-1]


def test_no_model_is_asked_unless_somebody_wants_it(clone):
    with Model() as model:
        ended = prompt(clone, "--base", "main", **model.environment())

    assert ended.returncode == 0
    assert model.requests == []
