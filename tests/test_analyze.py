"""What counts as introduced, fixed and left alone, with the real analyzers on real repositories."""

import hashlib
from dataclasses import replace

import pytest

from service.analyze import MAX_FINDINGS, Identified, compare, identify
from service.model import Category, ChangedFile, Diff, Finding, Function, Hunk, Severity
from tests.analysis import Laboratory

EVAL = "def price(text):\n    return eval(text)\n"
SAFE = "def price(text):\n    return int(text)\n"


def branchy(count):
    return "def route(x):\n" + "".join(f"    if x == {n}:\n        return {n}\n" for n in range(count))


BRANCHY = branchy(31)
TOKEN = "gh" + "p_" + hashlib.sha256(b"made up").hexdigest()[:36]
KEY = f'key = "{TOKEN}"\n'


@pytest.fixture
def lab(tmp_path):
    return Laboratory(tmp_path)


async def rules(lab, before, after):
    """Rules of what is introduced and of what is fixed."""
    analysis = (await lab.judge(before, after)).analysis
    return [one.rule for one in analysis.introduced], [one.rule for one in analysis.fixed]


NOTHING = ([], [])
CARRIED = {
    "renamed": ({"a.py": EVAL + KEY}, {"a.py": None, "b.py": EVAL + KEY}),
    "renamed and changed a little": (
        {"a.py": EVAL + KEY + "x = 1\n" * 20},
        {"a.py": None, "b.py": EVAL + KEY + "x = 1\n" * 19 + "y = 2\n"},
    ),
    "moved down in its file": ({"a.py": EVAL + KEY}, {"a.py": "import_me = 1\n\n\n" * 9 + EVAL + KEY}),
    "indented by a new condition": (
        {"a.py": EVAL},
        {"a.py": "if 1:\n    def price(text):\n        return eval(text)\n"},
    ),
    "function moved within its file": (
        {"a.py": EVAL + "\n\n" + "def other():\n    return 2\n" * 3},
        {"a.py": "def other():\n    return 2\n" * 3 + "\n\n" + EVAL},
    ),
    "function moved to another file": ({"a.py": "x = 1\n" + EVAL}, {"a.py": "x = 1\n", "b.py": "y = 2\n\n\n" + EVAL}),
    "secret moved to another file": ({"a.py": "x = 1\n" + KEY}, {"a.py": "x = 1\n", "b.ts": f"const k = '{TOKEN}'\n"}),
    "function renamed": ({"a.py": EVAL}, {"a.py": EVAL.replace("price", "amount")}),
    "complex function renamed": ({"a.py": BRANCHY}, {"a.py": BRANCHY.replace("route", "dispatch")}),
    "complex function moved and made worse": (
        {"a.py": BRANCHY},
        {"a.py": "x = 1\n\n\n" + BRANCHY + "    if x > 99:\n        return 1\n"},
    ),
    "line rewritten and as faulty as before": (
        {"a.py": "def f(x=[]):\n    return x\n"},
        {"a.py": "import os\n\n\ndef f(x: list[str] = []) -> list[str]:\n    return x\n"},
    ),
    "line endings changed": ({"a.py": EVAL}, {"a.py": EVAL.replace("\n", "\r\n")}),
    "mode changed only": ({"a.py": EVAL, "b.py": "x = 1\n"}, {"b.py": "x = 2\n"}),
}


@pytest.mark.parametrize("case", CARRIED)
async def test_what_is_only_carried_elsewhere_introduces_nothing(lab, case):
    assert await rules(lab, *CARRIED[case]) == NOTHING


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"a.py": EVAL}, (["S307"], [])),
        ({"a.py": SAFE}, {"a.py": EVAL}, (["S307"], [])),
        ({"a.py": EVAL}, {"a.py": SAFE}, ([], ["S307"])),
        ({"a.py": EVAL}, {"a.py": None}, ([], ["S307"])),
        ({"a.py": EVAL}, {"a.py": EVAL + EVAL.replace("price", "tax")}, (["S307"], [])),
        ({"a.py": EVAL}, {"a.py": EVAL + "    return eval(text)\n"}, (["S307"], [])),
        ({"a.py": EVAL}, {"b.py": EVAL + "x = 1\n"}, (["S307"], [])),
        ({"a.py": EVAL}, {"a.py": EVAL.replace("eval(text)", "eval(text + text)")}, (["S307"], ["S307"])),
        ({"a.py": KEY}, {"a.py": KEY.replace(TOKEN, TOKEN[::-1].replace("p_hg", "") + "a")}, ([], ["github-token"])),
        ({"a.py": "def f(x=[]):\n    x\n"}, {"a.py": "def f(x=[], y=[]):\n    x\n"}, (["B006"], [])),
        ({"a.py": "import os\nos.remove('a')\n"}, {"a.py": "os.remove('a')\n"}, (["F821"], [])),
        ({"a.py": KEY}, {"a.py": KEY.replace("gh", "gh", 1) + "x = 1\n"}, NOTHING),
        ({"a.py": "x = 1\n"}, {"a.py": "x = 1\n" + KEY}, (["github-token"], [])),
        ({"a.py": branchy(27)}, {"a.py": BRANCHY}, (["complexity"], [])),
        ({"a.py": branchy(28)}, {"a.py": BRANCHY}, NOTHING),
        ({"a.py": branchy(28) + "x = 1\n" * 40}, {"a.py": None, "b.py": BRANCHY + "x = 1\n" * 40}, NOTHING),
        ({"a.py": branchy(28)}, {"a.py": branchy(28) + BRANCHY.replace("route", "again")}, (["complexity"], [])),
        ({"a.py": BRANCHY}, {"a.py": branchy(29)}, ([], ["complexity"])),
        ({"a.py": branchy(35)}, {"a.py": branchy(40)}, NOTHING),
        ({"a.py": "def f(:\n"}, {"a.py": EVAL}, (["S307"], ["invalid-syntax"])),
        ({"a.py": EVAL + "def f(:\n"}, {"a.py": EVAL}, ([], ["invalid-syntax"])),
        ({"a.py": EVAL}, {"a.py": EVAL + "def f(:\n"}, (["invalid-syntax"], [])),
    ],
)
async def test_the_change_is_judged_and_not_the_history(lab, before, after, expected):
    assert await rules(lab, before, after) == expected


async def test_a_side_effect_of_the_change_is_introduced_but_not_on_a_changed_line(lab):
    before, after = "import os\nos.remove('a')\n", "os.remove('a')\n"

    (undefined,) = (await lab.judge({"a.py": before}, {"a.py": after})).analysis.introduced

    assert not undefined.on_change


async def test_a_configuration_in_the_repository_switches_nothing_off(lab):
    silence = {
        "ruff.toml": 'exclude = ["*"]\n[lint]\nselect = []\nper-file-ignores = {"*" = ["ALL"]}\n',
        "pyproject.toml": '[tool.ruff]\nexclude = ["*"]\n[tool.ruff.lint]\nignore = ["ALL"]\n',
        ".gitignore": "*\n",
        "whitelizard.txt": "route\n",
        ".gitleaks.toml": "[allowlist]\npaths = ['''.*''']\n",
    }

    introduced, _ = await rules(lab, silence, {"a.py": EVAL + KEY + BRANCHY, "ruff.toml": 'exclude = ["*"]\n'})

    assert sorted(introduced) == ["S307", "complexity", "github-token"]


async def test_the_project_says_which_python_its_syntax_is_for(lab):
    before = {"pyproject.toml": '[project]\nrequires-python = ">=3.9"\n'}
    content = "match 1:\n    case 1:\n        pass\n"

    assert await rules(lab, before, {"a.py": content}) == (["invalid-syntax"], [])
    assert await rules(lab, {}, {"a.py": content}) == NOTHING


async def test_ids_and_fingerprints_are_the_same_on_every_run(lab):
    change = ({"a.py": "x = 1\n"}, {"a.py": EVAL * 2})
    first, second = [(await lab.judge(*change)).analysis.introduced for _ in range(2)]

    assert first == second
    assert len({one.id for one in first}) == len(first)
    assert all(one.id[0] == "f" and len(one.id) == 8 and len(one.fingerprint) == 64 for one in first)


def finding(path="a.py", line=1, severity=Severity.LOW, **more):
    return Finding("ruff", "F401", path, line, line, "message", severity, Category.SECURITY, 5, "advice", **more)


def identified(*findings, content=b"one\ntwo\nthree\nfour\n", functions=(), renames=None):
    return identify(findings, {"a.py": content, "b.py": content}, functions, renames)


def changed(path="a.py", added=0, hunks=None, **more):
    return ChangedFile(path, "modified", hunks=hunks or (Hunk(1, 0, 1, added),), **more)


def test_a_fingerprint_knows_no_line_number_and_no_whitespace():
    (here,) = identify([finding(line=1)], {"a.py": b"x =  1\t\n"}, [])
    (there,) = identify([finding(line=3)], {"a.py": b"\n\n  x = 1\r\n"}, [])

    assert here.finding.fingerprint == there.finding.fingerprint


@pytest.mark.parametrize(
    "other",
    [
        finding(line=2),
        finding(path="b.py"),
        finding(identity="x"),
        replace(finding(), rule="F402"),
        replace(finding(), tool="x"),
    ],
)
def test_a_fingerprint_knows_rule_place_and_text(other):
    here, there = identified(finding(), other)

    assert here.finding.fingerprint != there.finding.fingerprint


def test_the_symbol_is_the_innermost_function_around_the_line():
    functions = [
        Function("a.py", "outer", 1, 4, 1, 4),
        Function("a.py", "inner", 2, 3, 1, 2),
        Function("b.py", "b", 1, 9, 1, 9),
    ]

    symbols = [
        one.finding.symbol for one in identified(*(finding(line=line) for line in (1, 2, 4)), functions=functions)
    ]

    assert symbols == ["outer", "inner", "outer"]


@pytest.mark.parametrize(
    ("hunks", "start", "end", "expected"),
    [
        ((Hunk(1, 0, 3, 2),), 3, 3, True),
        ((Hunk(1, 0, 3, 2),), 4, 9, True),
        ((Hunk(1, 0, 3, 2),), 1, 3, True),
        ((Hunk(1, 0, 3, 2),), 5, 5, False),
        ((Hunk(1, 0, 3, 2),), 1, 2, False),
        ((Hunk(3, 2, 3, 0),), 3, 3, False),
        ((Hunk(1, 1, 1, 1), Hunk(9, 1, 9, 1)), 2, 8, False),
        ((Hunk(1, 1, 1, 1), Hunk(9, 1, 9, 1)), 9, 9, True),
        ((), 1, 1, False),
    ],
)
def test_a_finding_is_on_the_change_when_the_change_wrote_one_of_its_lines(hunks, start, end, expected):
    diff = Diff("b", "h", (ChangedFile("a.py", "modified", hunks=hunks),))

    (new,) = compare([], [Identified(replace(finding(), start=start, end=end))], diff).introduced

    assert new.on_change is expected


@pytest.mark.parametrize("written", [1, 3])
def test_of_two_equal_findings_the_one_just_written_is_the_new_one(written):
    content = b"same\nother\nsame\n"
    diff = Diff("b", "h", (changed(hunks=(Hunk(1, 0, written, 1),)),))

    done = compare(
        identified(finding(line=1), content=content),
        identified(finding(line=1), finding(line=3), content=content),
        diff,
    )

    assert [(one.start, one.on_change) for one in done.introduced] == [(written, True)]
    assert done.preexisting == 1


def test_a_secret_that_the_change_did_not_write_is_not_new():
    diff = Diff("b", "h", (changed(added=1),))
    old = Identified(replace(finding(line=3), tool="secrets"))

    assert compare([], [old], diff).preexisting == 1


def test_where_a_side_could_not_be_read_nothing_is_made_up():
    diff = Diff("b", "h", (changed(added=1),))
    one = identified(finding(line=3))

    assert compare([], one, diff, {("ruff", "a.py")}).introduced == ()
    assert compare(one, [], diff, (), {("ruff", "a.py")}).fixed == ()
    assert compare(one, [], diff).fixed


def test_a_report_carries_the_worst_findings_and_counts_the_rest():
    many = [finding(line=n + 1, severity=Severity.HIGH if n > 900 else Severity.LOW) for n in range(1000)]
    content = "".join(f"line {n}\n" for n in range(1000)).encode()

    done = compare([], identified(*many, content=content), Diff("b", "h", ()))

    assert len(done.introduced) == MAX_FINDINGS
    assert done.dropped == 1000 - MAX_FINDINGS
    assert [one.severity for one in done.introduced[:99]] == [Severity.HIGH] * 99


def test_hostile_paths_do_not_blow_up_a_report():
    long = [replace(finding(line=n), path=f"{n}" + "x" * 4000) for n in range(500)]

    done = compare(identify(long, {}, []), [], Diff("b", "h", ()))

    assert sum(len(one.path) for one in done.fixed) < 110_000
    assert len(done.fixed) + done.also_fixed == 500


def test_a_function_without_a_name_that_goes_on_growing_is_no_news():
    before = replace(finding(), tool="lizard", rule="complexity", metric=61, limit=20, start=10, end=90)
    after = replace(before, metric=68, end=99)
    new = replace(before, start=200, end=260, metric=25)
    diff = Diff("b", "h", (ChangedFile(before.path, "modified", hunks=(Hunk(50, 1, 50, 10), Hunk(190, 0, 200, 61))),))

    def judged(*found):
        return identify(found, {before.path: b"\n".join(b"line %d" % n for n in range(300))}, ())

    assert compare(judged(before), judged(after), diff).introduced == ()
    assert [each.start for each in compare(judged(before), judged(after, new), diff).introduced] == [200]


async def test_a_password_made_up_for_a_test_bothers_nobody(lab):
    made = f'PASSWORD = "{hashlib.sha256(b"made").hexdigest()[:24]}"\n'
    introduced, _ = await rules(lab, {}, {"tests/test_login.py": made, "shop/login.py": made})

    assert introduced == ["generic-assignment"]
