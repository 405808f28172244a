"""Prompts as people meet them: folded, with their worth above, and copied whole."""

import hashlib
import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from service.model import Answered, Cap, Config, Evaluation, Improvement, Severity
from service.words import comment, terminal
from service.words.evaluation import score
from service.words.markdown import BODY_LIMIT, html
from service.words.prompt import block, headed, marker
from service.words.promptless import promptless
from tests.examples import CHANGE, PROMPT, finding, report

GITHUB = MarkdownIt("commonmark", {"html": True}).enable("table")
HOSTILE = st.text(alphabet=st.sampled_from("`*_~[]()<>!|#@:/\\-& \n\u202e\u200bwGHx1.{}$^=+"), max_size=60)
ROLLBACK = Answered(8, "rollback", "completeness", 0.0, "no command", "say under ROLLBACK how to go back")
GOOD = Evaluation((), 9.6, 9.1, 9.0, 9.5, 9.3, words=374)
READY = replace(PROMPT, evaluation=GOOD, minutes=20, rounds=1)
DRAFT = replace(
    PROMPT, evaluation=replace(GOOD, answers=(ROLLBACK,), average=6.9, caps=(Cap("unresolved-path", "a.py"),))
)


def fences(markdown):
    return [token.content for token in GITHUB.parse(markdown) if token.type == "fence"]


def test_a_prompt_says_what_it_is_worth_before_anybody_opens_it():
    shown = block(READY, CHANGE, 1)

    assert "<summary><b>1. Run scp without a shell</b> · quick win · 9.3 of 10</summary>" in shown
    assert "\nclarity 9.6 · completeness 9.1 · business 9.0 · technical 9.5" in shown
    assert shown.count("9.3") == 1, "the average stands in the summary"
    assert "about 20 min of work · template `quality@1` · improved in 1 round" in shown


def test_the_marker_stands_before_the_fence_and_tells_whether_the_text_was_changed():
    shown = block(READY, CHANGE)
    body = fences(shown)[0].rstrip("\n")
    digest = hashlib.sha256(body.encode()).hexdigest()[:12]

    assert body == READY.body
    assert marker(READY, CHANGE) == (
        f"<!-- hone:prompt id={READY.id} template=quality@1 base=bbbbbbb head=aaaaaaa body={digest} -->"
    )
    assert shown.index("<!-- hone:prompt") < shown.index("````text")


def test_a_draft_is_never_shown_as_ready():
    shown = block(DRAFT, CHANGE, 2)

    assert "draft, not ready · 6.9 of 10</summary>" in shown
    assert "- Unresolved path: `a.py`." in shown
    assert "- Say under ROLLBACK how to go back." in shown


def test_what_was_never_evaluated_is_no_more_than_a_draft():
    assert "draft, not ready · not evaluated" in block(PROMPT, CHANGE)


def test_a_models_part_is_told():
    judged = replace(READY, writer="big-1", evaluation=replace(GOOD, judge="other-2", divided=True))
    shown = block(judged, CHANGE)

    assert "worded by `big-1` · judged by `other-2`" in shown
    assert "let a person decide" in shown


@given(HOSTILE)
def test_a_title_can_neither_act_nor_leave_its_summary(hostile):
    shown = block(replace(READY, title=hostile), CHANGE)
    summary = re.search(r"<summary><b>(.*)</b> · quick win", shown)

    assert summary
    assert not re.search(r"<(?!/?code>)", summary[1])
    assert not re.search(r"@\w|#\d|://|\bwww\.\w|\bGH-\d", unescape(summary[1]), re.IGNORECASE)
    assert fences(shown) == [READY.body + "\n"]


@given(HOSTILE)
def test_html_is_one_line(hostile):
    assert "\n" not in html(hostile)


@given(HOSTILE)
def test_a_body_is_copied_whole_and_closes_nothing(hostile):
    body = f"Title\n\n````\n{hostile}\n</details>\n`````"
    shown = block(replace(READY, body=body), CHANGE)

    assert len(fences(shown)) == 1
    assert "</details>" in fences(shown)[0]
    assert GITHUB.parse(shown)[-1].content.strip() == "</details>"


def test_a_terminal_gets_no_html():
    shown = headed(READY, 1)

    assert shown.startswith("#### 1. Run scp without a shell · quick win · 9.3 of 10")
    assert "<" not in shown


def test_each_prompt_of_the_comment_folds_by_itself():
    said = comment.body(report(finding(), prompts=(READY, DRAFT)))

    assert "**2 improvement prompts, best first: for an agent or a colleague**" in said
    assert said.count("<!-- hone:prompt id=") == said.count("````text") == 2
    assert said.count("<details>") == said.count("</details>") == 4


def test_what_became_of_the_model_is_one_quiet_line():
    whole = report(finding(), prompts=(READY,), wording="The language model took too long @acme/team")

    assert "\n\nThe language model took too long @&#8203;acme/team\n\n" in comment.body(whole)
    assert "took too long" in terminal.markdown(whole)
    assert "language model" not in comment.body(replace(whole, wording=""))


def test_everything_fits_into_a_comment():
    long = "\n".join(f"R-{number}. " + "word " * 200 for number in range(60))
    many = tuple(replace(READY, body=long, title=f"Prompt {number}") for number in range(3))
    said = comment.body(report(*(finding(id=f"f{number}", message="m" * 300) for number in range(200)), prompts=many))

    assert len(said) < BODY_LIMIT
    assert said.count("<details>") == said.count("</details>")
    assert "did not fit here" in said


def improvement(*findings):
    return Improvement("iabcdefg", "quick", "Title", findings, 8, 2, 1, 7.2)


@pytest.mark.parametrize(
    ("findings", "queued", "config", "said"),
    [
        ((finding(),), (), Config(), ""),
        ((finding(), finding(id="f2")), ("f2",), Config(), "1 finding has to wait: one prompt each for quick win"),
        ((finding(id="f2", severity=Severity.LOW),), (), Config(), "1 finding is too small for an instruction."),
        ((finding(id="f2"), finding(id="f3")), (), Config(), "2 findings have a place that no instruction can cite"),
        ((finding(id="f2"),), ("f2",), Config(prompts=1), "best first, and 1 by the settings."),
        ((finding(id="f2"),), ("f2",), Config(prompts=0), ""),
        ((), (), Config(), ""),
    ],
)
def test_a_finding_without_a_prompt_has_its_reason(findings, queued, config, said):
    improvements = (improvement(*(each for each in findings if each.id in queued)),)
    line = promptless(report(*findings, prompts=(READY,), improvements=improvements, config=config))

    assert said in line
    assert bool(line) == bool(said)


def test_the_score_names_all_four_categories():
    assert score(GOOD) == "9.3 of 10: clarity 9.6 · completeness 9.1 · business 9.0 · technical 9.5"
