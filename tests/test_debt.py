"""How a repository stands: sizes, debt, maintainability, hotspots, habits, and when something got worse."""

import math

import pytest
from pydantic import TypeAdapter

from service.analyze.coupling import LEAST_SHARED, MOST_FILES, couplings, left_behind
from service.analyze.debt import DROP, crossings, debt
from service.analyze.health import index, mean, standings
from service.analyze.hotspots import hotspots, revisions
from service.model import (
    Analysis,
    Baseline,
    ChangedFile,
    Coupled,
    Coupling,
    Debt,
    Diff,
    Function,
    Hotspot,
    Hunk,
    Measures,
    NotAnalysed,
    Past,
    Severity,
    Standing,
    Touch,
    TrendPoint,
)
from service.words import debt as words
from service.workflows.sums import MOST_TEXT, worst
from tests.examples import finding

DAY = 86_400


@pytest.mark.parametrize(
    ("minutes", "lines", "ratio", "rating"),
    [
        (0, 0, 0.0, "A"),
        (150, 100, 0.05, "A"),
        (151, 100, 0.0503, "B"),
        (300, 100, 0.10, "B"),
        (301, 100, 0.1003, "C"),
        (600, 100, 0.20, "C"),
        (1_500, 100, 0.50, "D"),
        (1_501, 100, 0.5003, "E"),
    ],
)
def test_the_ratio_is_minutes_by_thirty_minutes_a_line_and_has_a_rating(minutes, lines, ratio, rating):
    assert (round(Debt(minutes, lines).ratio, 4), Debt(minutes, lines).rating) == (ratio, rating)


def test_what_stands_in_tests_is_no_debt_of_the_product():
    files = (Standing("a.py", 40, 0, 3, 50.0),)
    found = [finding(path="a.py", minutes=20), finding(path="tests/test_a.py", minutes=500)]

    assert debt(found, files) == Debt(20, 40)


def test_the_index_is_the_published_formula():
    comments = math.radians(100 * 25 / 125)
    raw = 171 - 5.2 * math.log(1000) - 0.23 * 12 - 16.2 * math.log(100) + 50 * math.sin(math.sqrt(2.46 * comments))

    assert index(Measures("a.py", 100, 25, 1000.0), 12) == pytest.approx(raw * 100 / 171, abs=0.01)


@pytest.mark.parametrize(
    ("measures", "complexity", "expected"),
    [(Measures("a.py", 0, 5, 0.0), 0, 100.0), (Measures("a.py", 90_000, 0, 1e9), 9_000, 0.0)],
)
def test_the_index_stays_between_nothing_and_a_hundred(measures, complexity, expected):
    assert index(measures, complexity) == expected


def test_a_file_stands_as_its_functions_together_and_tests_are_left_out():
    functions = [Function("a.py", "f", 1, 5, 3, 5), Function("a.py", "g", 6, 9, 4, 4)]
    sizes = [Measures("a.py", 10, 2, 99.0), Measures("tests/test_a.py", 10, 2, 99.0), Measures("empty.py", 0, 2, 0.0)]

    (standing,) = standings(sizes, functions)

    assert (standing.path, standing.code, standing.comments, standing.complexity) == ("a.py", 10, 2, 7)


def test_the_mean_is_weighted_by_code():
    assert mean([Standing("a.py", 300, 0, 0, 40.0), Standing("b.py", 100, 0, 0, 80.0)]) == 50.0
    assert mean([]) is None


def past(*paths, day=0, id="c", renamed=()):
    return Past(id, "p", day * DAY, "a@example.org", files=(*(Touch(path) for path in paths), *renamed))


def test_revisions_are_of_one_year_and_follow_renames():
    changes = [
        past("old.py", day=0),
        past("old.py", day=300),
        past(day=310, renamed=(Touch("new.py", old_path="old.py"),)),
        past("new.py", "b.py", day=370),
    ]

    assert revisions(changes) == {"new.py": 3, "b.py": 1}
    assert revisions([]) == {}


def test_a_hotspot_is_changed_often_and_complex():
    files = [Standing(f"{name}.py", 10, 0, paths, 50.0) for name, paths in (("a", 90), ("b", 80), ("c", 1), ("d", 2))]

    found = hotspots(files, {"a.py": 9, "b.py": 2, "c.py": 30, "d.py": 8})

    assert [(spot.path, spot.score) for spot in found] == [("a.py", 0.375), ("d.py", 0.062)]
    assert hotspots([], {}) == ()


def habit(count, *paths):
    return [past(*paths, day=n, id=f"{n}") for n in range(count)]


def test_files_that_always_change_together_are_coupled_both_ways():
    found = couplings(habit(LEAST_SHARED, "a.py", "b.py"), {"a.py", "b.py"})

    assert set(found) == {Coupling("a.py", "b.py", 8, 8, 1.0), Coupling("b.py", "a.py", 8, 8, 1.0)}


@pytest.mark.parametrize(
    ("changes", "tree"),
    [
        (habit(LEAST_SHARED - 1, "a.py", "b.py"), {"a.py", "b.py"}),
        (habit(LEAST_SHARED, "a.py", "b.py"), {"a.py"}),
        (habit(LEAST_SHARED, "a.py", "tests/test_a.py"), {"a.py", "tests/test_a.py"}),
        (habit(LEAST_SHARED, "a.py", "docs/a.py"), {"a.py", "docs/a.py"}),
        (habit(LEAST_SHARED, "a.py", "uv.lock"), {"a.py", "uv.lock"}),
        (habit(LEAST_SHARED, "a.py", "CHANGELOG"), {"a.py", "CHANGELOG"}),
        (habit(LEAST_SHARED, "a.py", "app/__init__.py"), {"a.py", "app/__init__.py"}),
        (
            habit(LEAST_SHARED, *(f"{n}.py" for n in range(MOST_FILES + 1))),
            {f"{n}.py" for n in range(MOST_FILES + 1)},
        ),
        ([*habit(LEAST_SHARED, "a.py", "b.py"), past("x.py", day=900)], {"a.py", "b.py"}),
        ([*habit(LEAST_SHARED, "a.py", "b.py"), *habit(6, "a.py"), *habit(6, "b.py")], {"a.py", "b.py"}),
    ],
    ids=["seldom", "gone", "test", "docs", "lock", "changelog", "package", "sweep", "long ago", "as often alone"],
)
def test_no_habit_is_made_of_noise(changes, tree):
    assert couplings(changes, tree) == ()


def test_a_habit_of_one_file_need_not_be_one_of_the_other():
    changes = [*habit(LEAST_SHARED, "a.py", "b.py"), *habit(12, "b.py")]

    assert [(one.path, one.other, one.together, one.revisions) for one in couplings(changes, {"a.py", "b.py"})] == [
        ("a.py", "b.py", 8, 8)
    ]


def changed(path, status="modified", old_path=""):
    return ChangedFile(path, status, old_path, hunks=(Hunk(1, 1, 1, 1),))


HABITS = (
    Coupling("a.py", "b.py", 9, 10, 0.8),
    Coupling("c.py", "b.py", 8, 8, 0.7),
    *(Coupling("a.py", f"x{n}.py", 8, 10, 0.6) for n in range(5)),
)


def test_a_change_is_told_what_it_leaves_behind_at_most_three_and_each_once():
    told = left_behind(Diff("", "", (changed("a.py"), changed("x0.py"))), HABITS)

    assert [one.other for one in told] == ["b.py", "x1.py", "x2.py"]
    assert told[0] == Coupled("a.py", "b.py", 9, 10)


@pytest.mark.parametrize(
    "files",
    [
        (changed("a.py"), changed("b.py"), *(changed(f"x{n}.py") for n in range(5))),
        (changed("a.py", "added"),),
        (changed("a.py", "deleted"),),
        (changed("moved.py", "renamed", "a.py"),),
        (changed("other.py"),),
    ],
    ids=["all there", "new", "deleted", "moved", "another"],
)
def test_nothing_is_left_behind_where_all_is_there_or_the_file_is_another(files):
    assert left_behind(Diff("", "", files), HABITS) == ()


def point(minutes=0, health=60.0, head="h"):
    return TrendPoint(head, 5, Debt(minutes, 100), health, 1)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (point(200), (point(100),), [("debt", 100 / 3000, 200 / 3000)]),
        (point(100), (point(200),), []),
        (point(149), (point(10),), []),
        (point(health=60 - DROP), (point(),), [("health", 60.0, 57.0)]),
        (point(health=58.0), (point(),), []),
        (point(health=56.9), (point(health=57.1), point(health=58.0), point()), [("health", 57.1, 56.9)]),
        (point(health=56.0), (point(health=56.5), point()), []),
        (point(health=None), (point(),), []),
        (point(health=50.0), (point(health=None),), []),
        (point(2_000), (), []),
        (point(200, 50.0), (point(),), [("debt", 0.0, 200 / 3000), ("health", 60.0, 50.0)]),
    ],
)
def test_a_limit_is_told_once_when_it_is_crossed_for_the_worse(now, before, expected):
    assert [(one.what, one.before, one.after) for one in crossings(now, before)] == expected


BASELINE = Baseline(
    "a" * 40,
    1_700_000_000,
    files=12,
    debt=Debt(640, 1_000),
    health=48.25,
    findings=31,
    severe=2,
    hotspots=(Hotspot("shop/a|b.py", 14, 90, 0.87, 31.0),),
    couplings=(Coupling("a.py", "b.py", 9, 10, 0.8), Coupling("b.py", "a.py", 9, 11, 0.8)),
    gaps=(
        NotAnalysed("files", "only 20,000 files of a repository are analysed: z.py"),
        NotAnalysed("files", "x", False),
    ),
)


def test_the_page_says_rating_trend_hotspots_and_habits():
    page = words.page(BASELINE, [BASELINE.point, point(30, head="b" * 40)])

    assert page.startswith("**Technical debt: A (2.1 %)** · about 11 h · maintainability 48.2 · 31 findings, 2 of high")
    assert "| 2023-11-14 22:13 UTC | `aaaaaaa` | A (2.1 %) | 48.2 | 31 |" in page
    assert "| `shop/a\\|b.py` | 14 | 90 | 31 | 0.87 |" in page
    assert page.count("`a.py` and `b.py`") + page.count("`b.py` and `a.py`") == 1
    assert "only 20,000 files" in page


def test_a_repository_without_code_has_no_rating_and_one_point_no_trend():
    page = words.page(Baseline("a" * 40, 0), [Baseline("a" * 40, 0).point])

    assert page.startswith("**Technical debt: –** · about 0 min · maintainability –")
    assert "Taken |" not in page


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 min"), (119, "119 min"), (180, "3 h"), (9_600, "20 days")])
def test_effort_is_said_in_the_unit_people_plan_in(minutes, said):
    assert words.effort(minutes) == said


def test_new_code_is_weighed_and_the_touched_files_compared():
    analysis = Analysis(new_lines=100, debt_minutes=90, health_before=50.0, health_after=44.44)

    assert words.new_code(analysis) == (
        "New code: 100 lines, debt ratio A (3.0 %), maintainability of the changed files 50.0 → 44.4."
    )
    assert words.new_code(Analysis()) == ""


def test_what_is_left_behind_is_one_line_each():
    (line,) = words.left_behind(Analysis(coupled=(Coupled("a.py", "b.py", 12, 14),)))

    assert line.startswith("`a.py` usually changes with `b.py` (12 of 14 changes in two years)")


def test_a_baseline_survives_json():
    adapter = TypeAdapter(Baseline)

    assert adapter.validate_json(adapter.dump_json(BASELINE)) == BASELINE


def test_hostile_paths_do_not_fill_the_memory():
    deep = "d/" * 2_000
    files = [f"{deep}{n}.py" for n in range(20)]
    found = [finding(path=f"{deep}{n}.py", fingerprint=f"{n}") for n in range(3_000)]

    assert couplings(habit(LEAST_SHARED, *files), set(files)) == ()
    assert sum(len(one.path) for one in worst(found)) <= MOST_TEXT


def test_the_worst_findings_come_first():
    low = finding(severity=Severity.LOW, minutes=90)
    test = finding(path="tests/test_a.py", minutes=90)
    cheap, dear = finding(minutes=1), finding(minutes=60)

    assert worst([low, cheap, test, dear]) == (dear, cheap, test, low)
