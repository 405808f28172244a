"""A tool's edits as a fix of whole lines, or none."""

import pytest

from service.edits import MOST_LINES, Edit, whole_lines
from service.model import Fix

TEXT = b"import os\nx = 1\ny = 2\n\nz = 3\n"


@pytest.mark.parametrize(
    ("edits", "fix"),
    [
        ([Edit((2, 1), (2, 2), "price")], Fix(2, 2, ("price = 1",))),
        ([Edit((3, 5), (3, 6), "3"), Edit((2, 5), (2, 6), "2")], Fix(2, 3, ("x = 2", "y = 3"))),
        ([Edit((2, 1), (2, 2), "a"), Edit((2, 5), (2, 6), "b")], Fix(2, 2, ("a = b",))),
        ([Edit((1, 1), (2, 1), "")], Fix(1, 1, ())),
        ([Edit((5, 1), (6, 1), "")], Fix(5, 5, ())),
        ([Edit((1, 1), (1, 1), "import re\n")], Fix(1, 1, ("import re", "import os"))),
        ([Edit((2, 6), (2, 6), "\nw = 0")], Fix(2, 2, ("x = 1", "w = 0"))),
    ],
    ids=["one word", "two lines", "twice in a line", "a line less", "the last line less", "above", "below"],
)
def test_edits_become_the_lines_they_touch(edits, fix):
    assert whole_lines(TEXT, edits) == fix


def test_the_last_line_may_lack_its_end():
    assert whole_lines(b"x = 1", [Edit((1, 1), (1, 2), "y")]) == Fix(1, 1, ("y = 1",))


def test_columns_count_characters():
    assert whole_lines("é = '👍'; x\n".encode(), [Edit((1, 10), (1, 11), "y")]) == Fix(1, 1, ("é = '👍'; y",))


@pytest.mark.parametrize(
    ("content", "edits"),
    [
        (TEXT, []),
        (TEXT, [Edit((2, 1), (2, 2), "x")]),
        (TEXT, [Edit((9, 1), (9, 2), "x")]),
        (TEXT, [Edit((0, 1), (1, 2), "x")]),
        (TEXT, [Edit((2, 0), (2, 2), "x")]),
        (TEXT, [Edit((2, 1), (2, 90), "x")]),
        (TEXT, [Edit((2, 4), (2, 2), "x")]),
        (TEXT, [Edit((2, 1), (2, 4), "x"), Edit((2, 2), (2, 5), "y")]),
        (TEXT, [Edit((6, 1), (6, 1), "new")]),
        (b"\xff = 1\n", [Edit((1, 1), (1, 2), "x")]),
        (b"x = 1\r\n", [Edit((1, 1), (1, 2), "y")]),
        (TEXT, [Edit((1, 1), (1, 2), "x\n" * MOST_LINES)]),
        (b"x\n" * 30, [Edit((1, 1), (20, 1), "")]),
        (TEXT, [Edit((1, 1), (1, 2), "x" * 5000)]),
    ],
    ids=[
        *("nothing", "no change", "no such line", "line 0", "column 0", "no such column", "backwards", "overlap"),
        *("behind the end", "not UTF-8", "CRLF", "too many new lines", "too many old lines", "too long"),
    ],
)
def test_what_cannot_be_applied_blindly_is_no_fix(content, edits):
    assert whole_lines(content, edits) is None
