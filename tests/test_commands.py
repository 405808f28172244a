"""What people write to Hone, and who may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import commands
from service.commands import ROLES, View
from service.model import Commented, Pull, Repo

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


def test_roles_are_in_rising_order():
    assert list(ROLES) == ["none", "read", "triage", "write", "maintain", "admin"]
