"""What a change leaves out: which functions want a docstring, which files a test, and whose settings are not read."""

import pytest

from service.analyze.gaps import publics, settings, undocumented, untested
from service.model import ChangedFile, Diff, Function, Hunk
from tests.analysis import Laboratory

DOCUMENTED = 'def plain_{n}(a):\n    """Says it."""\n    a += 1\n    return a\n\n\n'
PYTHON_GOOD = "".join(DOCUMENTED.format(n=n) for n in range(4))


def judged(path, text, name, start, end):
    """Whether the one function of the text is documented; None when nobody would ask."""
    found = publics([Function(path, name, start, end, 1, 1)], {path: text.encode()}, {})
    return found[0].documented if found else None


@pytest.mark.parametrize(
    ("path", "name", "start", "lines", "documented"),
    [
        ("a.py", "run", 1, ["def run():", '    """Doc."""'], True),
        ("a.py", "run", 1, ["async def run(", "    a: int,", ") -> int:  # why", "", "    r'doc'"], True),
        ("a.py", "run", 1, ["def run():", "    # a comment", "    return 'text'"], False),
        ("a.py", "run", 1, ["def run():", "    a = 1", "    return a"], False),
        ("a.py", "run", 2, ["# Says it.", "def run():", "    a = 1", "    return a"], True),
        ("a.py", "run", 1, ["def run():", "    return 1"], None),
        ("a.py", "_run", 1, ["def _run():", "    return 1"], None),
        ("a.py", "__init__", 1, ["    def __init__(self):", "        self.a = 1"], None),
        ("a.py", "run.inner", 1, ["    def inner():", "        return 1"], None),
        ("a.py", "run", 3, ["@typing.overload", "@cache", "def run():", "    return 1"], None),
        ("a.py", "run", 2, ["@run.setter", "def run(self, a):", "    self.a = a"], None),
        ("a.ts", "run", 2, ["/** Doc. */", "export function run() {", "}"], True),
        ("a.ts", "run", 4, ["/**", " * Doc.", " */", "export const run = () => {", "}"], True),
        ("a.jsx", "run", 2, ["const a = 1", "export default function run() {", "  a()", "}"], False),
        ("a.js", "run", 1, ["function run() {", "}"], None),
        ("a.go", "Run", 2, ["// Run runs.", "func Run() {", "}"], True),
        ("a.go", "Run", 2, ["", "func (s *Shop) Run() {", "\ta()", "}"], False),
        ("a.go", "Run", 2, ["", "func (s *shop) Run() {", "}"], None),
        ("a.go", "run", 2, ["", "func run() {", "}"], None),
        ("a.go", "Close", 2, ["", "func (s *Shop) Close() error {", "\ta()", "}"], None),
        ("A.java", "A::run", 3, ["/** Doc. */", "@Test", "public void run() {", "}"], True),
        ("A.java", "A::run", 2, ["", "public void run() {", "  a();", "}"], False),
        ("A.java", "A::run", 2, ["@Override", "public void run() {", "}"], None),
        ("A.java", "A::getName", 2, ["", "public String getName() {", "}"], None),
        ("A.java", "A::run", 2, ["", "private void run() {", "}"], None),
        ("a.rb", "run", 1, ["def run", "end"], None),
        ("tests/test_a.py", "run", 1, ["def run():", "    return 1"], None),
        ("docs/a.py", "run", 1, ["def run():", "    return 1"], None),
    ],
)
def test_what_counts_as_documented(path, name, start, lines, documented):
    assert judged(path, "\n".join(lines), name, start, len(lines)) is documented


@pytest.mark.parametrize(
    ("old", "asked"),
    [
        (PYTHON_GOOD, ["new"]),
        (PYTHON_GOOD.replace('    """Says it."""\n', "", 1), ["new"]),  # three of four
        (PYTHON_GOOD.replace('    """Says it."""\n', "", 2), []),
        (PYTHON_GOOD[: PYTHON_GOOD.index("def plain_3")], []),
        ("", []),
    ],
)
async def test_a_new_function_wants_a_docstring_where_the_others_have_one(tmp_path, old, asked):
    seen = await Laboratory(tmp_path).judge({"a.py": old}, {"a.py": old + "def new(a):\n    a += 1\n    return a\n"})

    assert [function.name for function in seen.analysis.undocumented] == asked


async def test_a_small_file_goes_by_the_other_files_of_the_change(tmp_path):
    new = "def new(a):\n    a += 1\n    return a\n"
    files = {"a.py": PYTHON_GOOD, "b.py": ""}

    seen = await Laboratory(tmp_path).judge(files, {"a.py": PYTHON_GOOD + "A = 1\n", "b.py": new, "b.js": "x = 1\n"})

    assert [(function.path, function.start) for function in seen.analysis.undocumented] == [("b.py", 1)]


async def test_a_function_that_was_there_before_is_not_asked(tmp_path):
    old = PYTHON_GOOD + "def old(a):\n    b = a\n    return b\n"

    seen = await Laboratory(tmp_path).judge({"a.py": old}, {"a.py": old.replace("return b\n", "return b + 1\n")})

    assert seen.analysis.undocumented == ()


def test_at_most_twenty_functions_are_named():
    text = PYTHON_GOOD * 20 + "def new():\n    pass\n    pass\n" * 30
    functions = [
        Function("a.py", line[4 : line.index("(")], number, number + 2, 1, 1)
        for number, line in enumerate(text.split("\n"), 1)
        if line.startswith("def ")
    ]

    found = publics(functions, {"a.py": text.encode()}, {"a.py": [Hunk(0, 0, 1, 10_000)]})

    assert len(undocumented(found)) == 20


def changed(path: str, added: int = 10, status="modified") -> ChangedFile:
    return ChangedFile(path, status, hunks=(Hunk(1, 0, 1, added),))


TESTS = {"shop/basket.py": "tests/test_basket.py"}


@pytest.mark.parametrize(
    ("files", "missing"),
    [
        ([changed("shop/basket.py")], ["shop/basket.py"]),
        ([changed("shop/basket.py", 9)], []),
        ([changed("shop/basket.py"), changed("tests/test_basket.py", 1)], []),
        ([changed("shop/basket.py"), changed("tests/test_other.py")], ["shop/basket.py"]),
        ([changed("shop/new.py"), changed("tests/test_other.py")], []),
        ([changed("README.md", 50), changed("setup.py", 50), changed("docs/a.py", 50)], []),
        ([changed("vendor/lib/a.go", 50), changed("shop/a_pb2.py", 50)], []),
        ([changed("tests/test_basket.py", 50)], []),
    ],
)
def test_which_files_want_a_test(files, missing):
    assert list(untested(Diff("", "", tuple(files)), lambda path: TESTS.get(path, ""))) == missing


@pytest.mark.parametrize(
    "path",
    [
        *(
            "ruff.toml",
            "sub/.ruff.toml",
            ".flake8",
            ".shellcheckrc",
            ".eslintrc.json",
            ".eslintrc",
            "eslint.config.mjs",
        ),
        *(".oxlintrc.json", "sgconfig.yml", ".hadolint.yaml", ".squawk.toml", "zizmor.yml", ".github/zizmor.yml"),
        *(".gitleaks.toml", ".gitleaksignore", ".jscpd.json", ".bandit", "bandit.yaml", ".semgrepignore"),
    ],
)
def test_settings_of_an_analyzer_are_named(path):
    assert settings([changed(path)], {}) == (path,)
    assert settings([changed(path, status="deleted")], {}) == (path,)


SHARED = (
    b"[project]\nname = 'a'\n[tool.ruff]\nline = 1\n[tool.ruff.lint]\nignore = ['S']\n\n[tool.mypy]\nstrict = true\n"
)


@pytest.mark.parametrize(("line", "touched"), [(1, 0), (2, 0), (3, 1), (4, 1), (6, 1), (8, 0), (9, 0)])
def test_of_a_file_with_other_settings_too_only_the_tables_of_analyzers_count(line, touched):
    file = ChangedFile("pyproject.toml", "modified", hunks=(Hunk(line, 1, line, 1),))

    assert len(settings([file], {"pyproject.toml": SHARED})) == touched


@pytest.mark.parametrize(
    "path", ["src/ruff.py", ".github/workflows/zizmor.yml", "setup.cfg", "package.json", "my.eslintrc.md"]
)
def test_other_files_are_no_settings(path):
    assert settings([changed(path)], {}) == ()


async def test_settings_that_would_silence_are_named_in_the_analysis(tmp_path):
    files = {".ruff.toml": 'exclude = ["*"]\n', "tox.ini": "[flake8]\nignore = S\n", "a.py": "import os\n"}

    seen = await Laboratory(tmp_path).judge({}, files)

    assert seen.analysis.suppressed == (".ruff.toml", "tox.ini")
