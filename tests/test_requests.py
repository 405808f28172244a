"""What a maintainer asks for with a command: one reply that is edited, a reaction when it is done, nothing made up."""

import re
from dataclasses import replace

import pytest

from tests.asking import ULID, answer, ask, served_prompt
from tests.examples import CLEAN, SHELL

FILES = {
    "shop/send.py": CLEAN,
    "shop/__init__.py": "",
    "tests/test_send.py": "from shop.send import total\n\n\ndef test_total():\n    assert total([1]) == 1\n",
    "Makefile": "test:\n\tpython -m pytest\n\nlint:\n\truff check .\n",
    "README.md": "# Shop\n",
    "templates/order.html": '<html lang="en"><body><p>Thanks</p></body></html>\n',
}
CARD = '<form action="/pay">\n  <input type="text" name="card">\n  <img src="logo.png">\n  <button></button>\n</form>\n'
WISH = "Export orders as CSV"
TEXT = "As a shop owner I want my orders as CSV.\n\n- one row per order\n- the total in the last column\n"


@pytest.fixture
async def repo(hone):
    """A small repository with tests and commands of its own."""
    return await hone.repo(FILES)


@pytest.fixture
async def pull(hone, repo):
    """A pull request that brings a finding of high severity."""
    made = await repo.pull({"shop/send.py": SHELL})
    await hone.settled()
    return made


async def test_the_three_places_are_named_and_the_empty_ones_say_why(hone, pull):
    said, faces = await ask(hone, pull, "/hone prompts")

    assert faces == ["rocket"]
    assert said.startswith(f"**1 prompt** for `{pull.head[:7]}`")
    assert re.search(r"^1\. high impact, low risk: .*Before: 1 open finding; after: 0\.$", said, re.MULTILINE)
    assert "2. medium impact, performance: empty, because " in said
    assert "3. long term, architecture: empty, because " in said
    assert len(ULID.findall(said)) == 1


async def test_one_improvement_at_one_commit_is_one_prompt_wherever_it_is_shown(hone, pull):
    asked = [(await ask(hone, pull, f"/hone prompts {kind}"))[0] for kind in ("", "security")]

    assert {ULID.search(said)[1] for said in asked} == set(ULID.findall(pull.comment))


async def test_a_kind_without_anything_to_do_says_so_in_a_sentence(hone, pull):
    for kind, why in (
        ("performance", "no finding that this change introduced is about performance"),
        ("refactor", "no finding that this change introduced asks for another structure"),
        ("tests", "no source file in it grew by ten lines or more without a changed test"),
        ("docs", "every public function that this change wrote says what it does"),
    ):
        said, faces = await ask(hone, pull, f"/hone prompts {kind}")

        assert said.startswith(f"**No prompt** for `{pull.head[:7]}`: {why}")
        assert "\n" not in said
        assert faces == ["rocket"]


async def test_tests_are_asked_for_where_a_change_left_them_out(hone, repo):
    grown = "".join(f"def price{n}(net):\n    return net * {n}\n\n\n" for n in range(5))
    pull = await repo.pull({"shop/price.py": grown})
    await hone.settled()

    said, faces = await ask(hone, pull, "/hone prompts tests")

    assert faces == ["rocket"]
    assert "· tests ·" in said
    assert "`shop/price.py" in said
    assert "Prompt-Id" not in pull.comment, "what nobody asked for is not on the pull request"


async def test_why_a_grown_file_gets_no_test_prompt_is_said(hone, repo):
    pull = await repo.pull({"shop/price.py": "# Says why, at length.\n" * 12})
    await hone.settled()

    said, _ = await ask(hone, pull, "/hone prompts tests")

    assert "1 file changed without a test of its own: 1 only in layout, comments, imports or types." in said


async def test_on_an_issue_the_queue_of_the_default_branch_is_meant(hone, repo):
    issue = await repo.issue("What is next?")
    before, faces = await ask(hone, issue, "/hone prompts")

    assert before == "😕 Nobody has looked at the whole repository yet; `/hone init` does."
    assert faces == ["confused"]

    await repo.push({"shop/send.py": SHELL})
    await hone.settled()
    after, faces = await ask(hone, issue, "/hone prompts")

    assert faces == ["rocket"]
    assert "1. high impact, low risk: " in after
    assert "2. medium impact, performance: empty: nothing in the queue is of this kind" in after
    assert ULID.findall(after) == ULID.findall(repo.issues()[0]["body"])
    assert "ask there" in (await ask(hone, issue, "/hone prompts tests"))[0]


async def test_a_feature_is_written_from_its_name_and_the_text_of_its_issue(hone, repo):
    issue = await repo.issue(WISH, TEXT)

    said, faces = await ask(hone, issue, f'/hone feature "{WISH}"')

    assert faces == ["rocket"]
    assert f"<b>{WISH}" in said or WISH in said.splitlines()[3]
    assert "· feature ·" in said
    assert "one row per order" in said
    assert "make test" in said
    assert len(ULID.findall(said)) == 1


async def test_a_feature_can_be_wished_for_on_a_pull_request_too_even_on_a_closed_one(hone, pull):
    await pull.close()

    said, faces = await ask(hone, pull, f"/hone feature {WISH}")

    assert faces == ["rocket"]
    assert WISH in said


async def test_a_label_asks_for_the_same_and_labelling_again_edits_its_one_comment(hone, repo):
    issue = await repo.issue(WISH, TEXT)
    await issue.label("hone:feature", by="carol", role="write")
    await hone.settled()
    first = issue.said

    await issue.change(title="Export orders as JSON")
    await issue.unlabel("hone:feature")
    await issue.label("Hone:Feature", by="carol")
    await hone.settled()
    second = issue.said

    assert len(first) == len(second) == 1
    assert first[0].startswith("<!-- hone:feature -->\n")
    assert (WISH in first[0], "Export orders as JSON" in second[0]) == (True, True)


async def test_other_labels_outsiders_and_bots_start_nothing(served, repo):
    hone, issue = served.world, await repo.issue(WISH, TEXT)
    await issue.label("bug", by="carol", role="write")
    await issue.label("hone:features", by="carol")
    await issue.label("hone:feature", by="helper[bot]", role="admin", by_type="Bot")
    await hone.settled()
    assert issue.said == []

    await issue.unlabel("hone:feature")
    await issue.label("hone:feature", by="trudy", role="triage")
    await hone.settled()

    assert len(issue.said) == 1
    assert issue.said[0].endswith("😕 `/hone feature` needs **write** access; `trudy` has **triage**.")
    assert set(await served.endings("issues")) <= {"ignored", "done"}


async def test_what_stands_in_the_way_of_a_visitor_becomes_a_prompt(hone, repo):
    pull = await repo.pull({"templates/pay.html": CARD})
    await hone.settled()

    said, faces = await ask(hone, pull, "/hone ux")

    assert faces == ["rocket"]
    assert "· user experience ·" in said
    assert "`templates/pay.html" in said
    assert ULID.findall((await ask(hone, pull, "/hone prompts experience"))[0]) == ULID.findall(said)


async def test_a_change_answers_for_what_it_brings_and_an_area_shows_all_that_is_there(hone, repo):
    await repo.push({"templates/pay.html": CARD})
    touched = await repo.pull({"templates/pay.html": CARD + "<p>Thanks</p>\n"})
    worse = await repo.pull({"templates/pay.html": CARD + '<iframe src="/map"></iframe>\n'})
    await hone.settled()

    nothing, faces = await ask(hone, touched, "/hone ux")
    new, _ = await ask(hone, worse, "/hone ux")
    all, _ = await ask(hone, touched, "/hone ux templates/pay.html")

    assert faces == ["rocket"]
    assert nothing == (
        f"Read 1 interface file at `{touched.head[:7]}`: this change brings nothing into anybody's way; "
        "2 findings were there before, which a named area shows."
    )
    assert "Read 1 interface file: 1 finding that this change brought in, 2 older ones left out." in new
    assert len(ULID.findall(new)) == 1
    assert "Read 1 interface file of `templates/pay.html`: 2 findings, older ones among them." in all
    assert len(ULID.findall(all)) == 2


async def test_where_there_is_nothing_to_see_it_says_so(hone, pull):
    said = [(await ask(hone, pull, f"/hone ux {area}"))[0] for area in ("", "templates", "nowhere")]

    assert said == [
        "This change touches no interface file. Name an area to read more, such as `/hone ux templates`.",
        f"Read 1 interface file of `templates` at `{pull.head[:7]}`: nothing measurable is in anybody's way.",
        f"No interface file at `{pull.head[:7]}` has `nowhere` in its path: no HTML, template or component.",
    ]


async def test_a_prompt_of_hones_own_that_is_pasted_is_ready_and_a_wish_is_not(hone, pull):
    given = re.search(r"`{4,}text\n(.*?)\n`{4,}", pull.comment, re.DOTALL)[1]
    good, faces = await ask(hone, pull, f"/hone evaluate\n````text\n{given}\n````\nWhat do you think?")
    poor, _ = await ask(hone, pull, "/hone evaluate\nMake it better, please.")

    assert faces == ["rocket"]
    assert f"against `{pull.head[:7]}`" in good
    assert "✅ Ready" in good
    assert "❌ Draft, not ready" in poor
    assert all(f"| {number} | " in text for number in range(1, 17) for text in (good, poor))


async def test_a_weak_prompt_comes_back_better_under_its_own_id(served, repo):
    hone = served.world
    pull = await repo.pull({"shop/send.py": SHELL})
    await hone.settled()
    change, prompt = await served_prompt(served, pull)
    weak = re.sub(r"ROLLBACK\n.*?\n\n|OUT OF SCOPE\n.*?\n\n", "", prompt.body, flags=re.DOTALL)
    await served.hone.edge.store.revise_prompts(change, [replace(prompt, body=weak, evaluation=None)])

    said, faces = await ask(hone, pull, f"/hone improve {prompt.id}")
    _, kept = await served_prompt(served, pull)

    assert faces == ["rocket"]
    assert said.startswith(f"**Better** at `{pull.head[:7]}`, under the same id:")
    assert "| Completeness |" in said
    assert (kept.id, ULID.search(said)[1]) == (prompt.id, prompt.id)
    assert "git revert" in kept.body
    assert kept.body in said
    assert kept.evaluation.ready


@pytest.mark.parametrize("which", ["prompt", "improvement", "finding"])
async def test_a_prompt_is_found_by_any_id_a_reader_sees_and_a_good_one_stays(served, pull, which):
    _, prompt = await served_prompt(served, pull)
    id = {"prompt": prompt.id, "improvement": prompt.improvement, "finding": prompt.findings[0]}[which]

    said, _ = await ask(served.world, pull, f"/hone improve {id}")

    assert said.startswith("**Already good** at ")
    assert ULID.search(said)[1] == prompt.id


async def test_an_improvement_of_the_queue_is_found_though_nobody_handed_its_prompt_out(hone, repo):
    await repo.push({"shop/send.py": SHELL})
    await hone.settled()
    queue = repo.issues()[0]
    id = re.search(r"`(i[a-z2-7]{7})`", queue["body"])[1]

    said, faces = await ask(hone, repo.talk(queue["number"]), f"/hone improve {id}")

    assert faces == ["rocket"]
    assert ULID.search(said)[1] in queue["body"]


async def test_an_id_that_is_nobodys_or_another_repositorys_gets_one_calm_sentence(served, pull):
    other = await served.world.repo(FILES)
    theirs = await other.pull({"shop/send.py": SHELL})
    await served.world.settled()
    _, prompt = await served_prompt(served, theirs)

    for id in (prompt.id, "01JD0000000000000000000000", "f0000000", "i2222222"):
        said, faces = await ask(served.world, pull, f"/hone improve {id}")

        assert said == f"😕 No prompt, improvement or finding of this repository has the id {id}."
        assert faces == ["confused"]


async def test_each_command_has_a_reply_of_its_own(hone, pull):
    first = await pull.reply("/hone prompts", by="bob", role="write")
    second = await pull.reply("/hone ux", by="bob", role="write")
    await hone.settled()

    assert answer(pull, first) != answer(pull, second)
    assert all("⏳" not in body for body in pull.said)
