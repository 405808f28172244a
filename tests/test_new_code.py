"""What a change adds to the debt, and what it does to the files it touches."""

import pytest

from tests.analysis import Laboratory
from tests.examples import CLEAN, SHELL

BRANCHY = "def f(a):\n" + "".join(f"    if a == {n}:\n        return {n}\n" for n in range(12)) + "    return None\n"


@pytest.fixture
def lab(tmp_path):
    return Laboratory(tmp_path)


async def test_only_lines_of_code_outside_of_tests_count_as_new(lab):
    after = {"a.py": CLEAN + "\n\n# why\nA = 1\n", "tests/test_a.py": CLEAN, "b.md": "# B\n", "c.go": "package c\n"}

    analysis = (await lab.judge({"a.py": CLEAN}, after)).analysis

    assert (analysis.new_lines, analysis.debt_minutes) == (2, 0)


async def test_findings_cost_their_minutes_unless_they_stand_in_tests(lab):
    seen = (await lab.judge({}, {"send.py": SHELL, "tests/test_send.py": f"{SHELL}\n\neval('1')\n"})).analysis

    product = [one.minutes for one in seen.introduced if one.path == "send.py"]
    assert seen.debt_minutes == sum(product) > 0
    assert seen.new_lines == 3


async def test_health_compares_the_files_that_exist_on_both_sides(lab):
    before = {"a.py": CLEAN, "gone.py": BRANCHY, "old.py": BRANCHY + "# one\n" * 6}

    worse = (await lab.judge(before, {"a.py": CLEAN + BRANCHY, "gone.py": None, "new.py": BRANCHY})).analysis
    moved = (await lab.judge(before, {"old.py": None, "moved.py": BRANCHY + "# one\n" * 4})).analysis
    added = (await lab.judge(before, {"new.py": CLEAN})).analysis

    assert worse.health_before > worse.health_after > 0
    assert moved.health_before > moved.health_after
    assert (added.health_before, added.health_after) == (None, None)
