"""Characters that turn the direction of writing are found in code, and left alone where texts need them."""

import pytest

from service.analyzers import Options, Text
from service.analyzers.hidden import HIDDEN, MOST
from service.model import Severity

TURN = 'if (role == "user\u202e \u2066// admin\u2069 \u2066") {\n'


def found(path, content):
    text = Text(path, content.encode())
    return HIDDEN.work(text, Options(b"salt")).findings if HIDDEN.suffix(text) else ()


@pytest.mark.parametrize("path", ["a.js", "a.ts", "a.go", "A.java", "a.rs", "a.sql", "run.sh", "Dockerfile"])
def test_a_line_that_reads_differently_than_it_runs_fails_the_gate(path):
    (one,) = found(path, f"first\n{TURN}")

    assert (one.start, one.end, one.severity) == (2, 2, Severity.HIGH)
    assert "\u202e" not in one.message


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.js", "if (role == 'user') {\n"),
        ("a.js", "const s = '\\u202e';\n"),
        ("a.go", "// \u200fשלום\n"),
        ("locale/he.po", TURN),
        ("he.json", TURN),
        ("README.md", TURN),
        ("a.py", TURN),
    ],
)
def test_texts_escapes_and_marks_without_power_are_left_alone(path, content):
    assert found(path, content) == ()


def test_a_text_full_of_them_is_told_a_few_times():
    assert len(found("a.js", TURN * 100_000)) == MOST
