"""What Hone writes: safe, bounded, and readable as GitHub renders it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from service.model import Analysis, NotAnalysed
from service.words import check, comment, replies, terminal
from service.words.markdown import BODY_LIMIT, code, fence, page, prose, table, text
from tests.examples import CHANGE, finding, report

GITHUB = MarkdownIt("commonmark").enable("table")
ACTS = re.compile(r"@\w|#\d|://|\bwww\.\w|\bGH-\d", re.IGNORECASE)
HOSTILE = st.text(alphabet=st.sampled_from("`*_~[]()<>!|#@:/\\-& \n\u202e\u200bwGHx1.{}$^=+"), max_size=60)


def tokens(markdown):
    """Every token GitHub would see, inline ones included."""
    for token in GITHUB.parse(markdown):
        yield token
        yield from token.children or ()


def plain(markdown):
    return "".join(token.content for token in tokens(markdown) if token.type == "text")


@given(HOSTILE)
def test_untrusted_text_renders_as_itself_and_does_nothing(hostile):
    seen = list(tokens(f"before {text(hostile)} after"))

    assert {token.type for token in seen} <= {"paragraph_open", "inline", "text", "paragraph_close"}
    assert not ACTS.search(plain(f"before {text(hostile)} after"))


@given(HOSTILE)
def test_a_message_may_hold_code_spans_and_nothing_else(hostile):
    seen = list(tokens(f"before {prose(hostile)} after"))

    assert {token.type for token in seen} <= {"paragraph_open", "inline", "text", "code_inline", "paragraph_close"}
    assert not ACTS.search(plain(f"before {prose(hostile)} after"))


@given(HOSTILE)
def test_untrusted_text_at_the_start_of_a_line_is_still_text(hostile):
    shown = text(hostile)

    assert not shown or next(token.type for token in tokens(shown)) == "paragraph_open"


@given(HOSTILE)
def test_untrusted_code_stays_inside_its_span(hostile):
    seen = list(tokens(f"before {code(hostile)} after"))

    assert {token.type for token in seen} <= {"paragraph_open", "inline", "text", "code_inline", "paragraph_close"}
    assert plain(f"before {code(hostile)} after") == "before  after"


@given(HOSTILE)
def test_a_fence_is_closed_only_by_us(hostile):
    kinds = [token.type for token in tokens(f"{fence(hostile)}\n\nafter")]

    assert kinds == ["fence", "paragraph_open", "inline", "text", "paragraph_close"]


@given(HOSTILE)
def test_a_table_keeps_its_columns(hostile):
    grid = table(("a", "b"), "lr", [(text(hostile) or "-", code(hostile))])

    assert [token.type for token in tokens(grid)].count("td_open") == 2


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("fixes #12", "fixes #\u200b12"),
        ("@acme/team look", "@\u200bacme/team look"),
        ("see https://evil.example/?q=1", "see https:\u200b//evil.example/?q=1"),
        ("<img src=x>", "<img src=x>"),
        ("abc\u202edef", "abc\\u{202e}def"),
        ("two\nlines", "two lines"),
    ],
)
def test_text_is_shown_harmless(hostile, shown):
    assert plain(text(hostile)) == shown


def test_a_long_page_is_cut_at_a_section_and_says_so():
    whole = page(["head", fence("x" * 40_000), fence("y" * 40_000), "foot"])

    assert len(whole) < BODY_LIMIT
    assert "_1 more section did not fit here._" in whole
    assert whole.endswith("foot")
    assert [token.type for token in tokens(whole)].count("fence") == 1


def test_a_failed_gate_says_what_to_do_first():
    body = comment.body(report(finding()))

    assert body.startswith("<!-- hone:summary v=1 head=aaaaaaa -->\n### ❌ Gate failed: 1 of 1 condition")
    assert "1. `shop/export.py:12`: " in body
    assert "Pass a list of arguments and drop the shell." in body
    assert "**1 improvement prompt: for an agent or a colleague**" in body
    assert body.count("<details>") == body.count("</details>") == 3


def test_what_does_not_fit_among_the_first_things_is_counted():
    body = comment.body(report(*(finding(start=line) for line in range(1, 6))))

    assert "4. The 2 other findings below that the gate counts." in body


def test_a_clean_change_makes_no_new_comment_and_two_lines_of_an_old_one():
    sticky = comment.sticky(report())

    assert sticky.create is False
    assert len(sticky.body.splitlines()) == 4
    assert "✅ Gate passed" in sticky.body


def test_missing_evidence_is_said_in_both_places():
    unsure = Analysis(gaps=(NotAnalysed("ruff", "timed out after 60 s"),))
    said = report(conclusion="neutral", reason="Undecided: ruff did not finish", analysis=unsure)

    assert "ruff: timed out after 60 s" in comment.body(said)
    assert "ruff: timed out after 60 s" in check.verdict(said).text
    assert comment.sticky(said).create is False


def test_the_check_run_stays_within_githubs_limits():
    many = tuple(finding(message="m" * 300, path=f"a/{number}.py") for number in range(200))
    run = check.verdict(report(*many))

    assert len(run.summary) < BODY_LIMIT
    assert len(run.text) < BODY_LIMIT
    assert len(run.annotations) == 200
    assert all(len(button.label) <= 20 and len(button.description) <= 40 for button in run.buttons)


def test_one_check_run_a_head_and_another_for_a_repeated_check():
    first, again = CHANGE, replace(CHANGE, attempt="comment-9")

    assert check.started(first).external_id == check.verdict(report()).external_id
    assert check.started(first).external_id != check.started(again).external_id


def test_the_terminal_has_no_html():
    assert "<" not in terminal.markdown(report(finding())).replace("&lt;", "")


def test_no_reply_starts_a_line_with_a_command():
    said = [
        replies.unknown("chek", "check"),
        replies.refused("check", "write", "mallory", "read"),
        replies.usage("check", "/hone check", "a quotation mark is not closed"),
        replies.later("plan", "plans"),
        replies.help_page([("/hone check", "Run the gate", "write")]),
    ]

    assert not [line for body in said for line in replies.reply(1, body).splitlines() if line.startswith("/hone")]
