"""Lines of code and of comment, and Halstead's volume, in the languages that are measured."""

import time

import pytest

from service.analyzers import Options, Text
from service.analyzers.measures import CURLY, ENDINGS, MEASURES, code_lines, scan, volume
from tests.analysis import ask

PYTHON = '''"""A module.

Two lines."""
# one
import os  # two

TEXT = """no
# comment"""


def f(a):
    """Says."""
    return "# no" + 'x'
'''
SCRIPT = "/* one\n * two */\nconst a = '// no'; // three\n\n// four\nlet b = `\n/* no */\n`;\n"
SHELL = '#!/bin/sh\n# one\necho $# "# no" # two\n\necho ${#a}\n'
PAGE = "<!-- one\ntwo -->\n<template>\n<p>hi</p>\n</template>\n<script>\nlet a = 1 // three\n</script>\n"
QUERY = "-- one\nSELECT '--no', /* two\nthree */ 1;\n"


@pytest.mark.parametrize(
    ("path", "text", "code", "comments"),
    [
        ("a.py", PYTHON, 5, 4),
        ("a.ts", SCRIPT, 4, 3),
        ("a.go", SCRIPT, 4, 3),
        ("a.sh", SHELL, 2, 2),
        ("a.vue", PAGE, 6, 2),
        ("a.sql", QUERY, 2, 1),
        ("a.lua", "--[[ one\ntwo ]]\nx = 1 -- three\n", 1, 2),
        ("a.php", "<?php\n# one\n#[Route]\n$a = '# no'; // two\n", 3, 1),
        ("a.rs", "fn f<'a>(x: &'a str) {}\n/// one\n", 1, 1),
        ("a.py", "", 0, 0),
        ("a.py", "\n\n  \n", 0, 0),
    ],
)
async def test_lines_of_code_and_of_comment_are_told_apart(path, text, code, comments):
    measures = (await ask(MEASURES, path, text)).measures

    assert (measures.code, measures.comments) == (code, comments)


@pytest.mark.parametrize("path", ["a.md", "a.json", "a.yml", "a.css", "LICENSE"])
def test_what_is_no_code_is_not_measured(path):
    assert MEASURES.suffix(Text(path, b"x = 1\n")) == ""
    assert code_lines(Text(path, b"x = 1\n")) == frozenset()


def test_minified_code_is_not_measured():
    assert MEASURES.suffix(Text("a.js", b"a();" * 1_000)) == ""


def test_the_lines_that_hold_code_are_known_by_number():
    assert code_lines(Text("a.py", PYTHON.encode())) == {5, 7, 8, 11, 13}


def test_the_volume_counts_tokens_by_the_vocabulary():
    # a = b + b ;  six tokens of five kinds
    assert volume(b"a = b + b;", CURLY) == pytest.approx(6 * 2.3219, abs=0.1)
    assert volume(b"", CURLY) == 0.0


async def test_comments_and_layout_have_no_volume():
    plain, spread = "a = f(1)\nb = a\n", "# why\na  =  f( 1 )\n\n\nb = a  # because\n"

    volumes = [(await ask(MEASURES, "a.py", text)).measures.volume for text in (plain, spread)]

    assert volumes[0] == volumes[1] > 0


HOSTILE = (
    *("/*", '"""', "'''", "'", '"', "`\\", "#", "<!--", "--[[", "//", "/*/", "\\", "\n'''x", "\n     '''x", "r'''\n"),
    *('"\\\n', "''''", '""""""', " ", "\t\n", "\0", "é", "/", "$", "{", "0x", "a.", "*/"),
)


@pytest.mark.parametrize("ending", sorted({one.comments: ending for ending, one in ENDINGS.items()}.values()))
def test_no_text_takes_long(ending):
    began = time.process_time()
    for part in HOSTILE:
        scan(Text(f"a.{ending}", part.encode() * (200_000 // len(part))), Options(b"salt"))

    assert time.process_time() - began < 10, "about a second; far more where time is not linear"
