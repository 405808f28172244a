"""What people read of an evaluation: every question, its answer, and what to mend."""

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from service.evaluate import CAPS, QUESTIONS
from service.model import Answered, Cap, Evaluation
from service.words import evaluation
from service.words.evaluation import compared, gaps, report

GITHUB = MarkdownIt("commonmark").enable("table")


def evaluated(average=9.3, values=None, caps=(), **changes):
    values = values or {}
    answers = tuple(
        Answered(
            each.number,
            each.key,
            each.part,
            values.get(each.key, 1.0),
            f"counted `{each.key}`",
            f"mend {each.key}" if values.get(each.key, 1.0) not in {1.0, None} else "",
        )
        for each in QUESTIONS
    )
    return replace(Evaluation(answers, 9.6, 9.1, 9.0, 9.5, average, caps=caps, words=374), **changes)


def rows(markdown):
    return sum(token.type == "tr_open" for token in GITHUB.parse(markdown))


def test_every_question_of_the_evaluator_has_its_words_and_no_other():
    assert set(evaluation.QUESTIONS) == {each.number for each in QUESTIONS}


def test_a_report_has_a_row_for_each_question_under_its_category():
    said = report(evaluated())

    assert said.startswith("**✅ Ready: 9.3 of 10** · 374 words · by the checks alone")
    assert rows(said) == 1 + 4 + 16
    assert "| 8 | Is there a way to roll back? | ✅ yes | counted `rollback` |" in said
    assert "To mend" not in said


@pytest.mark.parametrize(
    ("value", "shown"), [(1.0, "✅ yes"), (0.5, "⚠️ 50%"), (0.04, "❌ no"), (0.0, "❌ no"), (None, "➖ n/a")]
)
def test_an_answer_is_a_word_and_a_share(value, shown):
    assert f"| Does it fit the roadmap? | {shown} |" in report(evaluated(values={"roadmap": value}))


def test_a_refused_prompt_says_what_to_mend_worst_first():
    said = report(evaluated(6.5, {"rollback": 0.0, "context": 0.5}, (Cap("unresolved-path", "src/nope.py"),)))

    assert said.startswith("**❌ Draft, not ready: 6.5 of 10**")
    assert "- Unresolved path: `src/nope.py`." in said
    assert "1. Mend rollback.\n2. Mend context." in said


@pytest.mark.parametrize("key", CAPS)
def test_every_cap_is_told_in_words(key):
    assert gaps(evaluated(caps=(Cap(key, "x <!-- y"),)))[0].startswith(key.replace("-", " ").capitalize()[:4])


def test_a_strangers_words_do_nothing_in_a_report():
    answer = Answered(1, "requirements", "clarity", 0.5, "@acme/team fixes #12 | <b>", "see https://evil.example/x")
    said = report(replace(evaluated(), answers=(answer,), judge="a`b | c"))
    text = "".join(child.content for token in GITHUB.parse(said) for child in token.children or ())

    assert rows(said) == 3
    assert "@\u200bacme/team fixes #\u200b12" in text
    assert "https:\u200b//evil" in text


def test_a_judge_and_its_doubts_are_named():
    said = report(evaluated(judge="other-2", divided=True))

    assert "the lower of the checks and of `other-2`" in said
    assert "let a person decide" in said


def test_a_comparison_says_what_was_mended_and_what_is_left():
    before = evaluated(6.9, {"rollback": 0.0, "context": 0.5}, (Cap("unresolved-path", "a.py"),), completeness=6.1)
    said = compared(before, evaluated(9.0, {"context": 0.67}))

    assert "| Completeness | 6.1 | 9.1 | +3.0 |" in said
    assert "| Clarity | 9.6 | 9.6 | = |" in said
    assert "| Average | 6.9 | 9.0 | +2.1 |" in said
    assert "- No longer capped: Unresolved path: `a.py`." in said
    assert "- Is there a way to roll back? 0% → 100%\n- Is the necessary context there? 50% → 67%" in said
    assert said.endswith("1. Mend context.")


def test_gaps_are_few_and_the_worst_come_first():
    many = evaluated(5.0, {each.key: 0.3 for each in QUESTIONS}, (Cap("too-long", "2,000 words"),))

    assert gaps(many)[0] == "Too long: 2,000 words."
    assert len(gaps(many)) == 5
    assert len(gaps(many, 20)) == 17
