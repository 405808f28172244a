"""Lizard: functions of many languages, and the ones with too many paths."""

import pytest

from service.analyzers import DEFAULT_COMPLEXITY, Options, Text, Unreadable
from service.analyzers.lizard import LIZARD, read, suffix
from service.model import Severity
from tests.analysis import ask


def branches(count, body="    if x == {n}:\n        return {n}\n"):
    return "".join(body.replace("{n}", str(n)) for n in range(count))


LANGUAGES = {
    "a.py": "def route(x):\n" + branches(31),
    "a.js": "function route(x) {\n" + branches(31, "  if (x == {n}) { return {n} }\n") + "}\n",
    "a.tsx": "const route = (x: number) => {\n" + branches(31, "  if (x == {n}) { return {n} }\n") + "};\n",
    "a.mts": "export function route(x: number) {\n" + branches(31, "  if (x == {n}) { return {n} }\n") + "}\n",
    "a.go": "package a\nfunc route(x int) int {\n" + branches(31, "\tif x == {n} { return {n} }\n") + "\treturn 0\n}\n",
    "A.java": "class A {\n int route(int x) {\n" + branches(31, "  if (x == {n}) return {n};\n") + "  return 0; } }\n",
    "a.rs": "fn route(x: i32) -> i32 {\n" + branches(31, "  if x == {n} { return {n}; }\n") + "  0\n}\n",
    "a.cpp": "int ns::route(int x) {\n" + branches(31, "  if (x == {n}) return {n};\n") + "  return 0;\n}\n",
    "a.rb": "def route(x)\n" + branches(31, "  return {n} if x == {n}\n") + "end\n",
    "a.php": "<?php\nfunction route($x) {\n" + branches(31, "  if ($x == {n}) { return {n}; }\n") + "}\n",
}


@pytest.mark.parametrize("path", LANGUAGES)
async def test_a_function_above_the_limit_is_found_in_every_language(path):
    (found,) = (await ask(LIZARD, path, LANGUAGES[path])).findings

    assert found.symbol.endswith("route")
    assert (found.metric, found.limit, found.severity) == (32, DEFAULT_COMPLEXITY, Severity.MEDIUM)
    assert found.minutes == 12
    assert found.start < found.end


async def test_a_repository_may_want_a_lower_limit():
    (found,) = (await ask(LIZARD, "a.py", "def route(x):\n" + branches(9), Options(b"salt", complexity=8))).findings

    assert (found.metric, found.limit) == (10, 8)
    assert "above the limit of 8" in found.message


@pytest.mark.parametrize(("count", "findings"), [(29, 0), (30, 1)])
async def test_the_limit_itself_is_no_finding(count, findings):
    found = await ask(LIZARD, "a.py", "def route(x):\n" + branches(count))

    assert found.functions[0].complexity == count + 1
    assert len(found.findings) == findings


async def test_functions_are_measured_with_their_ranges():
    found = await ask(LIZARD, "a.py", "x = 1\n\n\ndef pay(a, b):\n    def tax():\n        return a\n    return tax\n")

    assert {(one.name, one.start, one.end, one.parameters) for one in found.functions} == {
        ("pay", 4, 7, 2),
        ("pay.tax", 5, 6, 0),
    }


async def test_signatures_with_quotes_commas_and_templates_are_read():
    content = 'template <typename T, int N = (3 > 2)>\nT ns::K<T>::operator()(const char* s = "a,\\"b") { return 1; }\n'

    (function,) = (await ask(LIZARD, "a.cpp", content)).functions

    assert function.name.startswith("ns::K<T>::operator")


@pytest.mark.parametrize("path", ["tests/test_a.py", "scripts/a.py", "docs/conf.py", "shop/migrations/0001.py"])
async def test_tests_and_code_beside_the_product_are_measured_but_not_judged(path):
    found = await ask(LIZARD, path, LANGUAGES["a.py"])

    assert found.functions
    assert not found.findings


@pytest.mark.parametrize("comment", ["#lizard forgives", "# lizard forgive", "# #lizard forgive global"])
async def test_no_function_is_forgiven_by_a_comment(comment):
    content = f"{comment}\ndef route(x):\n    {comment}\n" + branches(31)

    assert len((await ask(LIZARD, "a.py", content)).findings) == 1


async def test_a_cast_before_a_call_is_read_like_any_other_typescript():
    content = ";(kind as typeof Kind).move(here)\nconst next = here.next\nfunction f() { return g(next) }\n"

    found = await ask(LIZARD, "a.ts", content)

    assert (found.gap, [one.name for one in found.functions]) == ("", ["f"])


async def test_what_stands_below_a_function_is_not_counted_as_its_own():
    start = "function start() {\n  const hidden = {\n    a: width <= 924,\n    b: width < 12,\n  };\n"
    rest = "  go(({ a }) => {\n    a();\n  });\n}\nif (wide) {\n"

    found = await ask(LIZARD, "a.js", start + rest + branches(31, "  if (x == {n}) { go({n}) }\n") + "}\n")

    assert max(one.complexity for one in found.functions) > DEFAULT_COMPLEXITY
    assert not found.findings


async def test_a_brace_that_closes_the_parameters_closes_no_function():
    content = "export const route = ({\n  x,\n}) => {\n" + branches(31, "  if (x == {n}) { return {n} }\n") + "};\n"

    assert len((await ask(LIZARD, "a.ts", content)).findings) == 1


async def test_text_that_lizard_gives_up_on_is_a_gap():
    found = await ask(LIZARD, "a.js", "x = " + "\n{" * 6000 + "\n}" * 6000)

    assert found.gap == "it gave up (RecursionError)"


def test_a_text_that_was_given_up_half_way_keeps_its_functions():
    output = b'["h/0.py", "f", 1, 2, 3, 4, 5]\n["h/0.py", "IndexError"]\n'

    found = read(output, b"", {"h/0.py": Text("a.py", b"x\ny\n")})["h/0.py"]

    assert [one.name for one in found.functions] == ["f"]
    assert found.gap == "it gave up (IndexError)"


@pytest.mark.parametrize(
    "content",
    [b"def f():\n    return '\xe9'\n", b"\xef\xbb\xbfdef f():\r\n    return 1\r\n", b"def f():\n    return '\x00'\n"],
    ids=["not UTF-8", "BOM and CRLF", "NUL"],
)
async def test_unusual_text_is_measured_all_the_same(content):
    assert [one.name for one in (await ask(LIZARD, "a.py", content)).functions] == ["f"]


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("a.go", b"package a\n", ".go"),
        ("a.mts", b"", ".ts"),
        ("a.md", b"", ""),
        ("a.vue", b"", ""),
        ("Makefile", b"", ""),
        ("a.js", b"var a=1;" * 100, ""),
    ],
)
def test_languages_are_known_by_name_and_minified_text_is_nobodys(path, content, expected):
    assert suffix(Text(path, content)) == expected


@pytest.mark.parametrize(
    "output",
    [
        b"Traceback\n",
        b"[" * 100_000,
        b'["h/1.py", "IndexError"]\n',
        b'["h/0.py", "f", 1, 2, 3, 4]\n',
        b'["h/0.py", "f", 1, 2, "3", 4, 5]\n',
        b"{}\n",
    ],
)
def test_output_that_is_not_lizards_is_never_read_as_clean(output):
    with pytest.raises(Unreadable):
        read(output, b"", {"h/0.py": Text("a.py", b"x\n")})


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("// Code generated by protoc-gen-go. DO NOT EDIT.", 0),
        ("// Generated from Docker.g4 by ANTLR 4.13", 0),
        ("/* Generated by a plugin */", 0),
        ("// This report is generated by hand", 1),
        ("", 1),
    ],
)
async def test_nobody_is_asked_to_restructure_what_a_program_wrote(header, said):
    branches = "\n".join(f"\tif x == {n} {{\n\t\treturn {n}\n\t}}" for n in range(30))
    found = await ask(
        LIZARD, "shop/parser.go", f"{header}\npackage shop\n\nfunc parse(x int) int {{\n{branches}\n\treturn 0\n}}\n"
    )

    assert len(found.findings) == said
    assert found.functions


async def test_beside_markup_an_optional_member_is_no_branch():
    members = "".join(f"  m{n}?: string;\n" for n in range(40))
    content = f"export function Card({{ a }}: {{\n{members}}}) {{\n  return a ? <b>{{a}}</b> : <i />;\n}}\n"
    found = await ask(LIZARD, "src/Card.tsx", content)

    assert not found.findings
    assert max(one.complexity for one in found.functions) < 5
