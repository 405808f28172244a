"""CODEOWNERS as GitHub documents it, and who is suggested to look at a change."""

import time

import pytest

from service.analyze.risk import grow
from service.analyze.risk.metrics import DAY
from service.analyze.risk.owners import owners, rules
from service.analyze.risk.reviewers import reviewers
from service.model import Background, Past, Profile, Touch

EXAMPLE = b"""
# A comment
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/*  @docs
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
with\\ space/ @spacey
src/**/deep.py @diver
!nothing @never
[ab].c @never
"""

MATCHES = [
    ("anything/at/all.c", ("global-owner1", "global-owner2")),
    ("web/app.js", ("js-owner",)),
    ("cmd/main.go", ()),
    ("notes.txt", ("octo-org/octocats",)),
    ("build/logs/1.log", ("octocat",)),
    ("other/build/logs.c", ("global-owner1", "global-owner2")),
    ("docs/a.md", ("doctocat",)),
    ("x/docs/a.md", ("global-owner1", "global-owner2")),
    ("docs/b/a.md", ("doctocat",)),
    ("x/apps/a.md", ("octocat",)),
    ("deeply/nested/logs/a.c", ("octocat",)),
    ("scripts/a.c", ("doctocat", "octocat")),
    ("apps/github", ()),
    ("apps/github/x.c", ()),
    ("apps/githubby.c", ("octocat",)),
    ("with space/a.c", ("spacey",)),
    ("src/deep.py", ("diver",)),
    ("src/a/b/deep.py", ("diver",)),
    ("a.c", ("global-owner1", "global-owner2")),
]


@pytest.mark.parametrize(("path", "expected"), MATCHES)
def test_the_last_line_that_matches_says_who_owns_a_file(path, expected):
    assert owners(path, rules(EXAMPLE)) == expected


ANCHORS = [
    ("docs/*", "docs/a.md", True),
    ("docs/*", "docs/b/a.md", False),
    ("/*", "a.md", True),
    ("/*", "b/a.md", False),
    ("*", "b/a.md", True),
    ("b", "a/b/c.md", True),
    ("/b", "a/b/c.md", False),
    ("a?c", "abc", True),
    ("a?c", "a/c", False),
    ("a.c", "abc", False),
    ("docs/**", "docs/x/y", True),
]


@pytest.mark.parametrize(("pattern", "path", "expected"), ANCHORS)
def test_patterns_reach_as_far_as_those_of_github(pattern, path, expected):
    assert bool(owners(path, rules(f"{pattern} @x".encode()))) is expected


def test_a_hostile_file_costs_no_time_and_says_nothing():
    hostile = b"/" + b"*a" * 300 + b"b @x\n" + b"**/" * 300 + b"z @y\n" + b"\xff\xfe @z\n" + b"x @" + b"y" * 5000
    began = time.monotonic()

    assert owners("a" * 4000, rules(hostile)) == ()
    assert time.monotonic() - began < 2
    assert rules(b"* @x\n" * 1_000_000) == ()
    assert owners("a", rules(b"* @evil`x` @a|b <script> @ok")) == ("ok",)


def noreply(login):
    return f"1+{login}@users.noreply.github.com"


def known(*people, days=100, much=20):
    """A history in which each of them changed the cart, every other one the till, and all of them much else."""
    work = tuple(Touch(f"src/other{n}.py", 1) for n in range(much))
    changes = [
        Past(
            f"{at:040x}",
            "0",
            days * DAY,
            email,
            "",
            (Touch("src/cart.py", 1), *([Touch("src/pay.py", 1)] * (at % 2)), *work),
        )
        for at, email in enumerate(people)
    ]
    return grow(Profile(), changes, {})


def suggested(profile, author="", login="", rules_=b"", now=120, paths=("src/cart.py", "src/pay.py")):
    return reviewers(paths, Background(profile, author, now * DAY, login, owners=rules(rules_)))


def test_people_who_know_the_files_are_suggested_never_the_author_a_bot_or_somebody_without_a_login():
    profile = known(
        noreply("ada"), noreply("bo"), noreply("dependabot[bot]"), "cy@example.org", noreply("renovate-bot")
    )

    assert suggested(profile) == ("bo", "ada")
    assert suggested(profile, author=noreply("bo")) == ("ada",)
    assert suggested(profile, login="Ada") == ("bo",)
    assert suggested(profile, now=600) == ()
    assert suggested(known(noreply("passer-by"), much=3)) == ()
    assert suggested(None) == ()


def test_owners_come_first_and_nobody_suggests_a_crowd():
    profile = known(noreply("ada"), noreply("bo"))

    assert suggested(profile, rules_=b"* @Acme/Core @ada\n") == ("acme/core", "ada", "bo")
    assert len(suggested(profile, rules_=b"* @a @b @c @d @e")) == 3
