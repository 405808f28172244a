"""What people write to Hone, and who may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import commands
from service.commands import ROLES, View
from service.model import MOST_TEXT, Commented, Pull, Repo, Request

PULL = Pull(5, "a" * 40, "b" * 40, "main")


def said(body):
    return Commented(Repo(7, "acme", "shop"), 5, 9, body, "bob", on_pull=True)


@pytest.mark.parametrize(
    ("body", "verb", "arguments"),
    [
        ("/hone check", "check", ()),
        ("/HONE Check  ", "check", ()),
        ("/hone", "help", ()),
        ("/hone check\r\nthanks!", "check", ()),
        ('/hone dismiss f3x1q "not a bug"', "dismiss", ("f3x1q", "not a bug")),
        ("/hone dismiss f3x1q “not a bug”", "dismiss", ("f3x1q", "not a bug")),
    ],
)
def test_a_command_is_read_from_the_first_line(body, verb, arguments):
    given = commands.parse(said(body))

    assert (given.verb, given.arguments) == (verb, arguments)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "please /hone check",
        "> /hone check",
        "```\n/hone check\n```",
        "    /hone check",
        "/honest work",
        "\n/hone check",
    ],
)
def test_quotes_code_and_later_lines_are_no_commands(body):
    assert commands.parse(said(body)) is None


def test_an_open_quotation_mark_is_said():
    with pytest.raises(commands.Misspelt):
        commands.parse(said('/hone dismiss f1 "not'))


@given(st.text(max_size=80))
def test_no_comment_breaks_the_parser(body):
    try:
        given = commands.parse(said("/hone " + body))
    except commands.Misspelt:
        return
    assert given is None or given.verb


@pytest.mark.parametrize(("verb", "guess"), [("chek", "check"), ("hlep", "help"), ("expain", "explain"), ("xyzzy", "")])
def test_a_near_miss_is_guessed(verb, guess):
    assert commands.nearest(verb) == guess


@pytest.mark.parametrize(
    ("verb", "role", "author", "allowed"),
    [
        ("help", "none", False, True),
        ("check", "none", False, False),
        ("check", "read", False, False),
        ("check", "triage", False, False),
        ("check", "write", False, True),
        ("check", "maintain", False, True),
        ("check", "admin", False, True),
        ("check", "none", True, True),
        ("check", "nonsense", False, False),
    ],
)
def test_who_may_run_what(verb, role, author, allowed):
    assert commands.every()[verb].allows(role, author) is allowed


def test_help_names_every_command_and_every_one_still_to_come():
    verbs = commands.every()
    page = verbs["help"].act(commands.parse(said("/hone")), View(None, tuple(verbs.values()))).said

    assert all(f"`{verb.form}`" in page for verb in verbs.values())
    assert all(f"`/hone {verb}`" in page for verb in commands.LATER)


def test_check_starts_a_review_of_its_own():
    given = commands.parse(said("/hone check"))

    answer = commands.every()["check"].act(given, View(PULL, ()))

    assert answer.start.change.attempt == "comment-9"
    assert answer.start.change.head == PULL.head


@pytest.mark.parametrize("pull", [None, Pull(5, "a" * 40, "b" * 40, "main", open=False)])
def test_check_is_calm_where_there_is_nothing_to_check(pull):
    answer = commands.every()["check"].act(commands.parse(said("/hone check")), View(pull, ()))

    assert answer.start is None
    assert answer.said.startswith("😕")


def act(body, pull=PULL):
    given = commands.parse(said(body))
    return commands.every()[given.verb].act(given, View(pull, ()))


@pytest.mark.parametrize(
    ("body", "verb", "arguments"),
    [
        ("/hone prompts", "prompts", ("quality",)),
        ("/hone prompts Security", "prompts", ("security",)),
        ('/hone feature "Export as CSV"', "feature", ("Export as CSV",)),
        ("/hone feature Export  as CSV", "feature", ("Export as CSV",)),
        ("/hone ux", "ux", ("",)),
        ("/hone ux check out", "ux", ("check out",)),
        ("/hone improve 01JD0000000000000000000000", "improve", ("01JD0000000000000000000000",)),
        ("/hone evaluate\n```\nTask: mend it.\n```", "evaluate", ()),
    ],
)
def test_a_command_that_takes_work_promises_an_answer(body, verb, arguments):
    answer = act(body)
    asked = answer.start.change

    assert answer.said.startswith("⏳ ")
    assert isinstance(asked, Request)
    assert (asked.verb, asked.arguments, asked.comment, asked.on_pull, asked.author) == (
        verb,
        arguments,
        9,
        True,
        "bob",
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("/hone prompts sekurity", "Did you mean `/hone prompts security`?"),
        ("/hone prompts xyzzy", "There are `quality`, `security`"),
        ("/hone prompts tests docs", "No kind `tests docs` of prompt"),
        ("/hone feature", "it needs a name"),
        ('/hone feature "  "', "it needs a name"),
        (f"/hone feature {'x' * 300}", "its name has at most 200 characters"),
        (f"/hone ux {'x' * 300}", "an area has at most 200 characters"),
        ("/hone improve", "it needs one id"),
        ("/hone improve i1 i2", "it needs one id"),
        ("/hone improve ../../etc", "No prompt here has the id `../../etc`."),
        ("/hone improve '@octo #1 fixes #2'", "No prompt here has the id `@octo #1 fixes #2`."),
        ("/hone evaluate", "the prompt stands below it"),
        ("/hone evaluate\n\n```\n\n```", "the prompt stands below it"),
        ("/hone evaluate me\nText", "it takes no arguments"),
    ],
)
def test_a_command_that_does_not_fit_is_answered_at_once_and_starts_nothing(body, words):
    answer = act(body)

    assert answer.said.startswith("😕 ")
    assert words in answer.said
    assert (answer.start, answer.done) == (None, False)


@pytest.mark.parametrize("body", ["/hone prompts", "/hone ux"])
def test_a_closed_pull_request_has_nothing_to_improve(body):
    answer = act(body, Pull(5, "a" * 40, "b" * 40, "main", open=False))

    assert (answer.said, answer.start) == (commands.CLOSED, None)


@pytest.mark.parametrize("body", ['/hone feature "A"', "/hone improve i1234567", "/hone evaluate\nText"])
def test_what_is_not_about_its_changes_goes_on_after_a_pull_request_is_closed(body):
    assert act(body, Pull(5, "a" * 40, "b" * 40, "main", open=False)).start


@pytest.mark.parametrize("verb", ["prompts", "feature", "ux", "evaluate", "improve"])
def test_who_may_not_write_may_not_spend_a_models_money(verb):
    found = commands.every()[verb]

    assert not found.allows("triage", author_of_pull=True)
    assert found.allows("write", author_of_pull=False)


def test_a_comment_is_carried_along_up_to_its_limit():
    answer = act(f"/hone evaluate\n{'x' * 65_000}")

    assert len(answer.start.change.text) == MOST_TEXT


@pytest.mark.parametrize(
    ("below", "found"),
    [
        ("", ""),
        ("GOAL\nMend it.", "GOAL\nMend it."),
        ("See:\n```\na\n```\nthanks\n```\nb\n```", "a"),
        ("```text\na\n```sh\nmake test\n```\nb\n```\nthanks", "a\n```sh\nmake test\n```\nb"),
        ("````\na\n```\nb\n```\n````\nthanks", "a\n```\nb\n```"),
        ("~~~\na\n```\nb\n~~~", "a\n```\nb"),
        ("```\nnever closed\nb", "never closed\nb"),
        ("  ```\na\n  ```", "a"),
        ("``inline`` text", "``inline`` text"),
        ("```not`a fence\na", "```not`a fence\na"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_prompt_is_what_stands_in_the_first_fence_or_below_the_command(below, found, end):
    assert commands.pasted(f"/hone evaluate\n{below}".replace("\n", end)) == found


@given(st.text(alphabet="`~ \nab", max_size=200))
def test_whatever_is_pasted_is_part_of_the_comment(below):
    assert commands.pasted(f"/hone evaluate\n{below}") in below or not below


def test_a_pasted_wall_of_marks_is_read_in_no_time():
    assert commands.pasted("/hone evaluate\n" + "`" * 60_000 + "x\n" + "```\n" * 10_000)


def test_roles_are_in_rising_order():
    assert list(ROLES) == ["none", "read", "triage", "write", "maintain", "admin"]
