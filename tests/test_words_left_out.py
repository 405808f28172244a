"""How tests, documentation and settings that a change leaves out are put into words."""

import pytest

from service.model import Analysis, Change, Finding, Function, Repo, Report, Severity
from service.model.evidence import Category
from service.words import check, comment

CHANGE = Change(Repo(1, "acme", "shop"), "b" * 40, "a" * 40, "refs/pull/1/head", 1)
FINDING = Finding("ruff", "S602", "a.py", 1, 1, "A shell", Severity.MEDIUM, Category.SECURITY, 10, id="fabcdefg")
UNTESTED = Analysis(untested=("a.py", "b.py", "c.py", "d.py"))
UNDOCUMENTED = Analysis(undocumented=(Function("shop/a.py", "load", 12, 20, 1, 8),))
SUPPRESSED = Analysis(suppressed=(".ruff.toml",))


def report(analysis: Analysis) -> Report:
    return Report(CHANGE, "success", "fine", analysis)


@pytest.mark.parametrize(
    ("analysis", "line"),
    [
        (UNTESTED, "- No test changed with `a.py`, `b.py`, `c.py` and 1 more."),
        (UNDOCUMENTED, "- Without documentation, unlike most around them: `shop/a.py:12 load`."),
        (SUPPRESSED, "- Hone does not read settings of analyzers such as `.ruff.toml`."),
        (Analysis(suppressed=("a`@me\n.ruff.toml",)), "- Hone does not read settings of analyzers such as ``a`@me"),
    ],
)
def test_the_check_run_has_one_line_for_each(analysis, line):
    lines = check.verdict(report(analysis)).text.split("\n")

    assert len([each for each in lines if each.startswith(line)]) == 1
    assert sum(each.startswith("- ") for each in lines) == 1


@pytest.mark.parametrize("analysis", [UNTESTED, UNDOCUMENTED, SUPPRESSED])
def test_nothing_left_out_makes_a_comment(analysis):
    sticky = comment.sticky(report(analysis))

    assert not sticky.create
    assert "A reviewer may ask" not in sticky.body


def test_a_comment_that_exists_anyway_asks_for_tests_and_documentation_in_one_line():
    analysis = Analysis((FINDING,), untested=("a.py",), undocumented=UNDOCUMENTED.undocumented, suppressed=("x",))

    (line,) = [line for line in comment.body(report(analysis)).split("\n") if "A reviewer may ask" in line]

    assert line == "**A reviewer may ask:** no test changed with `a.py`; no documentation of `shop/a.py:12 load`."
