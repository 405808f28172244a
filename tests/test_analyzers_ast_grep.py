"""ast-grep: every rule does what its examples say, and no repository can talk it out of anything."""

import json
from collections.abc import Iterator

import pytest

from service.analyzers import Options, Text, Unreadable
from service.analyzers.ast_grep import AST_GREP
from service.analyzers.ast_grep.call import argv, suffix
from service.analyzers.ast_grep.compose import own
from service.analyzers.ast_grep.pack import rules
from service.analyzers.ast_grep.results import read
from service.analyzers.ast_grep.rule import ENDINGS, Faulty, rule
from service.edge.sandbox import Runner
from service.model import Category, Fix
from service.workflows.inspection import inspect
from tests.analysis import ask

AT_ONCE = 400
"""Examples of one run of ast-grep."""
TOKEN = 'claims = jwt.decode(token, options={"verify_signature": False})'
RULE = {
    "id": "python-x",
    "language": "python",
    "message": "m",
    "severity": "low",
    "category": "security",
    "minutes": 5,
    "advice": "Do it.",
    "rule": {"pattern": "f()"},
    "valid": ["g()"],
    "invalid": ["f()"],
}


async def said(path, content):
    """Rule and line of everything found in one text."""
    return [(found.rule, found.start) for found in (await ask(AST_GREP, path, content)).findings]


def examples() -> Iterator[tuple[str, str, str, bool]]:
    """Of every rule and language: the rule, the language, the code, and whether the rule is to speak."""
    for one in rules().values():
        for language in one.languages:
            yield from ((one.id, language, code, False) for code in one.valid)
            yield from ((one.id, language, code, True) for code in one.invalid)


async def test_every_rule_speaks_on_its_invalid_examples_and_is_silent_on_its_valid_ones():
    given = list(examples())
    wrong = []
    for start in range(0, len(given), AT_ONCE):
        batch = {f"{start + at}{ENDINGS[one[1]]}": one for at, one in enumerate(given[start : start + AT_ONCE])}
        texts = {("head", path): Text(path, code.encode()) for path, (_, _, code, _) in batch.items()}
        reading = await inspect(AST_GREP, texts, Options(b""), Runner())
        assert not reading.failed
        for path, (name, language, code, bad) in batch.items():
            heard = {finding.rule for finding in reading.found["head", path].findings}
            if (name in heard) != bad:
                wrong.append(f"{name} is {'silent' if bad else 'not silent'} in {language} on:\n{code}")

    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("language", ["python", "javascript", "go", "java"])
def test_each_language_has_rules_for_what_is_dangerous_breaks_and_is_slow(language):
    kinds = {one.category for one in rules().values() if language in one.languages}

    assert kinds >= {Category.SECURITY, Category.RELIABILITY, Category.PERFORMANCE}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"advice": None}, "its advice must be one line"),
        ({"advice": "do it"}, "its advice must be a sentence"),
        ({"message": "two\nlines"}, "its message must be one line"),
        ({"minutes": 0}, "its minutes must be a positive number"),
        ({"minutes": True}, "its minutes must be a positive number"),
        ({"severity": "error"}, "its severity or category is none of ours"),
        ({"category": "style"}, "its severity or category is none of ours"),
        ({"language": "cobol"}, "its language must be of"),
        ({"language": []}, "its language must be of"),
        ({"cwe": "89"}, "its cwe must look like CWE-89"),
        ({"safe": True}, "it has no fix that could be safe"),
        ({"tests": "yes"}, "true or false"),
        ({"valid": []}, "its valid examples"),
        ({"invalid": [{"a": 1}]}, "its invalid examples"),
        ({"id": "python-y"}, "its id must be python-x"),
        ({"ignores": ["**"]}, "nobody knows ignores"),
    ],
)
def test_a_faulty_rule_file_is_named_with_its_fault(change, fault):
    with pytest.raises(Faulty, match=rf"^python-x: .*{fault}"):
        rule("python-x", {**RULE, **change})


@pytest.mark.parametrize("key", sorted(RULE))
def test_a_rule_file_lacks_nothing(key):
    with pytest.raises(Faulty, match=f"it lacks {key}"):
        rule("python-x", {name: value for name, value in RULE.items() if name != key})


async def test_a_finding_says_how_bad_it_is_what_to_do_and_how_long_it_takes():
    (found,) = (await ask(AST_GREP, "shop/token.py", f"\n{TOKEN}\n")).findings
    known = rules()["python-jwt-unverified"]

    assert (found.tool, found.rule, found.path, found.start, found.end) == ("ast-grep", known.id, "shop/token.py", 2, 2)
    assert (found.severity, found.category, found.minutes) == (known.severity, known.category, known.minutes)
    assert (found.message, found.advice) == (known.message, known.advice)


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("shop/token.py", TOKEN, ["python-jwt-unverified"]),
        ("tests/test_token.py", TOKEN, []),
        ("scripts/token.py", TOKEN, []),
        ("tests/test_sleep.py", "async def f():\n    asyncio.sleep(1)\n", ["python-coroutine-dropped"]),
        ("shop/settings.py", "SESSION_COOKIE_SECURE = False\n", ["python-session-cookie-open"]),
        ("shop/settings/development.py", "SESSION_COOKIE_SECURE = False\n", []),
    ],
)
async def test_a_rule_speaks_where_what_it_says_matters(path, content, expected):
    assert [name for name, _ in await said(path, content)] == expected


async def test_nested_matches_of_one_rule_on_one_line_are_one_finding():
    content = "def f(db, a):\n    db.execute(text(f\"select b from c where d = '{a}'\"))\n"

    assert await said("shop/find.py", content) == [("python-sql-from-text", 2)]


@pytest.mark.parametrize(
    ("content", "fix"),
    [
        (
            "class Item:\n    made = Column(Date, default=date.today())  # day\n",
            Fix(2, 2, ("    made = Column(Date, default=date.today)  # day",)),
        ),
        (
            "é = 1\nif Item.objects.filter(\n    sold=True,\n).count() > 0:\n    pass",
            Fix(2, 4, ("if Item.objects.filter(", "    sold=True,", ").exists():")),
        ),
        ("if Item.objects.all().count() > 0:  # ast-grep-ignore\n    pass\n", None),
        ("if Item.objects.all().count() > 0:\r\n    pass\r\n", None),
        (b"# \xe9\nif Item.objects.all().count() > 0:\n    pass\n", None),
        ("if Item.objects.filter(" + "\n" * 10 + ").count() > 0:\n    pass\n", None),
        ("if Item.objects.all().count() == 0:\n    pass\n", None),
    ],
    ids=["one line", "several lines", "marker word", "CRLF", "not UTF-8", "too long", "a rule without"],
)
async def test_a_safe_rewrite_comes_as_whole_lines_of_exactly_this_text(content, fix):
    (found,) = (await ask(AST_GREP, "shop/item.py", content)).findings

    assert found.fix == fix


@pytest.mark.parametrize(
    "marker", ["# ast-grep-ignore", "# ast-grep-ignore: python-jwt-unverified", "# AST-GREP-IGNORE"]
)
async def test_a_comment_silences_nothing(marker):
    assert len(await said("a.py", f"{marker}\n\n{marker}\n{TOKEN}  {marker}\n")) == 1


async def test_a_configuration_found_on_the_way_is_not_obeyed():
    files = {
        "sgconfig.yml": b"ruleDirs: [none]\ncustomLanguages: {evil: {libraryPath: evil.so, extensions: [py]}}\n",
        "head/sgconfig.yml": b"ruleDirs: [none]\n",
        ".gitignore": b"*\n",
        ".ignore": b"*\n",
        "head/.ignore": b"*\n",
        "head/0000.py": TOKEN.encode(),
    }
    done = await Runner().run(argv(["head/0000.py"], Options(b"")), {**own(), **files})

    assert len(read(done.output, b"", {"head/0000.py": Text("a.py", TOKEN.encode())})["head/0000.py"].findings) == 1


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (f"\ufeff\r\n{TOKEN}\r\n".encode(), 2),
        (f"x = '{'a' * 1_000_000}'\n{TOKEN}\n".encode(), 2),
        (b"# \xe9\n" + TOKEN.encode(), 2),
        (f"def f(:\n  = =\n\n{TOKEN}\n".encode(), 4),
        (f"x = {'(' * 100_000}1{')' * 100_000}\n{TOKEN}\n".encode(), 2),
        (f"x = 1 {'+ y ' * 100_000}\n{TOKEN}\n".encode(), 2),
    ],
    ids=["BOM and CRLF", "a million columns", "not UTF-8", "syntax", "parentheses", "operators"],
)
async def test_unusual_text_is_read_all_the_same(content, line):
    assert ("python-jwt-unverified", line) in await said("a.py", content)


@pytest.mark.parametrize("content", [b"", b"\x00", b"\xff\xfe\x00x", b"\n" * 1000])
async def test_text_without_code_brings_nothing_down(content):
    assert await said("a.py", content) == []


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("a.py", b"", ".py"),
        ("a.PY", b"", ".py"),
        ("a.mjs", b"", ".js"),
        ("a.jsx", b"", ".js"),
        ("a.tsx", b"", ".tsx"),
        ("a.cts", b"", ".ts"),
        ("page.jinja2", b"", ".html"),
        ("bin/tool", b"#!/usr/bin/env python3\n", ".py"),
        ("bin/tool", b"#!/usr/bin/env node\n", ".js"),
        ("bin/tool", b"#!/bin/sh\n# node\n", ""),
        ("a.pyi", b"", ""),
        ("sgconfig.yml", b"", ""),
    ],
)
def test_a_language_is_known_by_name_or_first_line(path, content, expected):
    assert suffix(Text(path, content)) == expected


def sarif(**change):
    """What ast-grep prints of one finding, with something changed."""
    region = {"startLine": change.get("line", 1), "endLine": 1}
    place = {"artifactLocation": {"uri": change.get("uri", "head/0000.py")}, "region": region}
    row = {"ruleId": change.get("rule", "python-utcnow@python"), "locations": [{"physicalLocation": place}]}
    return json.dumps({"runs": [{"results": [row]}]}).encode()


def test_output_as_it_should_be_is_read():
    (found,) = read(sarif(), b"", {"head/0000.py": Text("a.py", b"x\n")})["head/0000.py"].findings

    assert found.rule == "python-utcnow"


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"runs": []}',
        b'{"runs": [{"results": [{}]}]}',
        b"[" * 100_000,
        sarif(line="1"),
        sarif(uri="/elsewhere/x.py"),
        sarif(rule="theirs@python"),
    ],
)
def test_output_that_is_not_ast_greps_is_never_read_as_clean(output):
    with pytest.raises(Unreadable):
        read(output, b"", {"head/0000.py": Text("a.py", b"x\n")})
