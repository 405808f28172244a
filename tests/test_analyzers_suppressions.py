"""Suppressions: which comments ask to look away, how much that matters, and what only looks like one."""

import time

import pytest

from service.analyzers import Options, Text, Tool, every
from service.analyzers.suppressions import LIKELY, MARKERS, SUPPRESSIONS, scan
from service.model import Category, Severity
from tests.analysis import Laboratory, ask


def found(path: str, content: str) -> list[tuple[int, str, str]]:
    """Line, rule and quoted marker of each finding."""
    findings = scan(Text(path, content.encode()), Options(b"")).findings
    return [(one.start, one.rule, one.message.split("`")[1]) for one in findings]


SLIGHT, SECURITY = "suppression", "security-suppression"
SILENCED = [
    ("a.py", "import a  # noqa", SLIGHT, "noqa"),
    ("a.py", "import a  # noqa: F821", SLIGHT, "noqa: F821"),
    ("a.py", "run(x)  # type: ignore # NOQA:E501,S602 a reason", SECURITY, "NOQA:E501,S602"),
    ("a.py", "# ruff: noqa", SLIGHT, "ruff: noqa"),
    ("a.py", "# flake8: noqa", SLIGHT, "flake8: noqa"),
    ("a.py", "# ruff: disable[S602]", SECURITY, "ruff: disable[S602"),
    ("a.py", "run(x)  # nosec", SECURITY, "nosec"),
    ("a.py", "run(x)  # nosec: B602, B603", SECURITY, "nosec: B602, B603"),
    ("a.go", "run(x) //#nosec G204", SECURITY, "nosec G204"),
    ("a.js", "run(x) // nosemgrep: javascript.eval", SECURITY, "nosemgrep: javascript.eval"),
    ("a.py", "run(x)  # nosem", SECURITY, "nosem"),
    ("a.py", "# ast-grep-ignore: no-eval", SLIGHT, "ast-grep-ignore: no-eval"),
    ("a.js", "// eslint-disable-next-line no-debugger -- a reason", SLIGHT, "eslint-disable-next-line no-debugger"),
    ("a.tsx", "/* oxlint-disable */", SLIGHT, "oxlint-disable"),
    ("a.sql", "-- squawk-ignore adding-required-field", SLIGHT, "squawk-ignore adding-required-field"),
    ("a.sh", "# shellcheck disable=SC2086,SC2068", SLIGHT, "shellcheck disable=SC2086,SC2068"),
    ("a.sh", "# shellcheck disable=all", SLIGHT, "shellcheck disable=all"),
    ("a.ts", "// eslint-disable-line no-eval, no-console", SECURITY, "eslint-disable-line no-eval, no-console"),
    (
        "run",
        "#!/bin/sh\n# shellcheck source=/dev/null disable=SC2068",
        SLIGHT,
        "shellcheck source=/dev/null disable=SC2068",
    ),
    ("Dockerfile", "# hadolint ignore=DL4003", SLIGHT, "hadolint ignore=DL4003"),
    ("Dockerfile", "# hadolint global ignore=DL4003", SLIGHT, "hadolint global ignore=DL4003"),
    (
        ".github/workflows/ci.yml",
        "- uses: a/b@v1 # zizmor: ignore[unpinned-uses]",
        SECURITY,
        "zizmor: ignore[unpinned-uses]",
    ),
    ("a.c", "// #lizard forgives", SLIGHT, "lizard forgives"),
    ("a.py", 'key = "x"  # gitleaks:allow', SECURITY, "gitleaks:allow"),
    ("a.java", 'key = "x"; // pragma: allowlist secret', SECURITY, "pragma: allowlist secret"),
    ("A.java", "run(x); // NOSONAR", SLIGHT, "NOSONAR"),
    ("a.vue", "<!-- eslint-disable -->", SLIGHT, "eslint-disable"),
]


@pytest.mark.parametrize(("path", "content", "rule", "marker"), SILENCED, ids=[row[3] for row in SILENCED])
def test_a_marker_in_a_comment_is_found(path, content, rule, marker):
    assert found(path, content) == [(content.count("\n") + 1, rule, marker)]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.py", "x = 'run  # noqa'"),
        ("a.py", '"""Says `# noqa` where\n# noqa\nis meant."""'),
        ("a.py", "# the noqa comments of the old linter are gone"),
        ("a.py", "import a  # noqa: E501"),  # no rule of Hone's
        ("a.py", "import a  # noqa: E501, W291"),
        ("a.py", "noqa = nosec = 1"),
        ("a.js", "const words = `\n// eslint-disable\n`; say('// nosemgrep')"),
        ("a.js", "// eslint-enable no-eval"),
        ("a.sql", "select '-- squawk-ignore'"),
        ("a.sh", "# shellcheck shell=bash"),
        ("a.sh", "# shellcheck disable=SC2086"),
        ("a.js", "// eslint-disable-next-line max-len, @typescript-eslint/no-explicit-any"),
        ("README.md", "# noqa"),
        ("CHANGELOG", "# noqa"),
        ("docs/conf.py", "import a  # noqa"),
        ("tests/test_lint.py", "import a  # noqa"),
        ("a.min.js", "x" * 2000 + "// eslint-disable"),
        ("a.py", ""),
    ],
)
def test_what_is_no_request_to_look_away_is_left_alone(path, content):
    assert found(path, content) == []


def test_a_line_has_one_finding_and_the_graver_one():
    assert found("a.py", "# noqa\nrun(x)  # noqa # nosec # noqa\n") == [(1, SLIGHT, "noqa"), (2, SECURITY, "nosec")]


def test_lines_are_counted_through_strings_and_block_comments():
    content = 'const a = "x";\n/* a\n   b */ /* eslint-disable */\nb = `\n`; // NOSONAR\n'

    assert found("a.js", content) == [(3, SLIGHT, "eslint-disable"), (5, SLIGHT, "NOSONAR")]


def test_how_grave_a_marker_is():
    slight, secure = scan(Text("a.py", b"a()  # noqa\nb()  # nosec\n"), Options(b"")).findings

    assert (slight.severity, slight.category) == (Severity.LOW, Category.MAINTAINABILITY)
    assert (secure.severity, secure.category) == (Severity.MEDIUM, Category.SECURITY)
    assert slight.message == "An inline marker asks analyzers to look away here (`noqa`); Hone does not obey it"


async def test_only_a_marker_that_the_change_adds_is_introduced(tmp_path):
    (tmp_path / "git").mkdir()
    before = "import a, b  # noqa: F821\n\n\ndef run(x):\n    return a(x)  # nosec\n"
    after = "import a, b, c  # noqa: F821\n\n\ndef run(x):\n    c(x)  # nosec\n    return a(x)  # nosec\n"

    seen = await Laboratory(tmp_path / "git").judge({"shop.py": before}, {"shop.py": after})

    new = [(one.rule, one.start) for one in seen.analysis.introduced if one.tool == "suppressions"]
    assert new == [(SECURITY, 5)]


def hostile() -> list[str]:
    size = 1 << 20
    return [
        "# noqa" + "\n#" * (size // 2),
        "'" * size + "# noqa",
        '\\"' * (size // 2) + "# noqa",
        "/*" * (size // 2) + "NOSONAR",
        "`" + "\\" * size + "NOSONAR",
        '"""' + "'''" * (size // 3) + "# noqa",
        "# noqa: " + "A1 " * (size // 3),
        "# shellcheck " + "a=" * (size // 2),
        "# shellcheck " + "a=b " * (size // 4),
        "// eslint-disable " + "a," * (size // 2),
        "# noqa" + " " * size + "\n" + "# noqa\n" * 1000,
        "# zizmor: ignore[" + " ," * (size // 2),
        "<!--" * (size // 4) + "nosem",
    ]


@pytest.mark.parametrize("number", range(len(hostile())))
@pytest.mark.parametrize("path", ["a.py", "a.js", "a.sql"])
def test_a_hostile_text_takes_no_longer_than_an_ordinary_one(path, number):
    content = hostile()[number] + "\n" * 3000  # so that it does not pass for minified

    started = time.process_time()
    scan(Text(path, content.encode()), Options(b""))

    assert time.process_time() - started < 5


def test_bytes_that_are_no_text_are_read_all_the_same():
    (one,) = scan(Text("a.py", b"\xff\xfe = 1\nrun(x)  # nosec \x00\xff\n"), Options(b"")).findings

    assert one.start == 2


async def test_it_is_asked_like_every_other_analyzer():
    (one,) = (await ask(SUPPRESSIONS, "a.py", "run(x)  # nosec\n")).findings

    assert (one.tool, one.path) == ("suppressions", "a.py")


def test_every_marker_has_a_word_that_the_first_search_looks_for():
    assert all(LIKELY.search(content.encode()) for _, content, _, _ in SILENCED)
    assert all(any(marker.pattern.search(content) for _, content, _, _ in SILENCED) for marker in MARKERS)


@pytest.mark.parametrize("analyzer", [one for one in every() if isinstance(one.work, Tool)], ids=lambda one: one.name)
def test_whatever_is_blotted_out_for_a_tool_is_known_here(analyzer):
    assert any(analyzer.work.silencers.search(content.encode()) for _, content, _, _ in SILENCED)
