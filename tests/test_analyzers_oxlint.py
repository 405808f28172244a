"""Oxlint: what it finds, what it leaves alone, and that no script can talk it out of anything."""

import json

import pytest

from service.analyzers import Options, Text, Unreadable
from service.analyzers.oxlint import OXLINT, SYNTAX, argv, own, read, rules, suffix
from service.edge.sandbox import Runner
from service.model import Severity
from service.workflows.inspection import inspect
from tests.analysis import ask, ask_all

REACT = 'import React from "react";\n'
FOUND = {
    "constructor-super": "class A extends B { constructor() { f(); } }",
    "for-direction": "for (let i = 0; i < 10; i--) { f(i); }",
    "getter-return": "export const a = { get b() { f(); } };",
    "no-async-promise-executor": "new Promise(async (done) => { done(await f()); });",
    "no-class-assign": "class A {}\nA = 1;",
    "no-compare-neg-zero": "if (x === -0) f();",
    "no-cond-assign": "if (a = 1) f();",
    "no-const-assign": "const x = 1;\nx = 2;",
    "no-constant-binary-expression": "if (!x == null) f();",
    "no-constant-condition": "if ('a') f();",
    "no-debugger": "debugger;",
    "no-dupe-class-members": "class A { a() {} a() {} }",
    "no-dupe-else-if": "if (a) f(); else if (b) g(); else if (a) h();",
    "no-dupe-keys": "export const x = { a: 1, a: 2 };",
    "no-duplicate-case": "switch (x) { case 1: f(); break; case 1: g(); }",
    "no-empty-character-class": "/a[]b/.test(x);",
    "no-eval": "eval(x);",
    "no-ex-assign": "try { f(); } catch (e) { e = 1; }",
    "no-func-assign": "function f() {}\nf = 1;",
    "no-import-assign": 'import a from "a";\na = 1;',
    "no-invalid-regexp": 'new RegExp("[");',
    "no-loss-of-precision": "export const x = 9007199254740993;",
    "no-misleading-character-class": "/[👍]/.test(x);",
    "no-new-native-nonconstructor": 'new Symbol("a");',
    "no-obj-calls": "Math();",
    "no-self-assign": "let x = 1;\nx = x;",
    "no-setter-return": "export const a = { set b(v) { return v; } };",
    "no-this-before-super": "class A extends B { constructor() { this.x = 1; super(); } }",
    "no-unexpected-multiline": "const a = b\n(c || d).e()",
    "no-unreachable": "function f() { return 1; g(); }",
    "no-unsafe-finally": "function f() { try { g(); } finally { return 1; } }",
    "no-unsafe-negation": "if (!a in b) f();",
    "no-unsafe-optional-chaining": "(a?.b).c;",
    "no-useless-backreference": "/\\1(a)/.test(x);",
    "use-isnan": "if (x === NaN) f();",
    "valid-typeof": 'if (typeof x === "strnig") f();',
    "node/no-exports-assign": "exports = { a: 1 };",
    "node/no-new-require": 'const a = new require("a");',
    "oxc/bad-array-method-on-arguments": "function f() { arguments.map(g); }",
    "oxc/bad-char-at-comparison": 'if (x.charAt(0) === "ab") f();',
    "oxc/bad-comparison-sequence": "if (a == b == c) f();",
    "oxc/bad-match-all-arg": "x.matchAll(/a/);",
    "oxc/bad-min-max-func": "Math.min(Math.max(100, x), 0);",
    "oxc/bad-object-literal-comparison": "if (x === {}) f();",
    "oxc/bad-replace-all-arg": 'x.replaceAll(/a/, "b");',
    "oxc/const-comparisons": "if (x < 5 && x > 10) f();",
    "oxc/erasing-op": "export const y = x * 0;",
    "oxc/misrefactored-assign-op": "a += a + b;",
    "oxc/missing-throw": 'function f() { new Error("a"); }',
    "oxc/number-arg-out-of-range": "x.toFixed(200);",
    "oxc/uninvoked-array-callback": "new Array(5).map((_) => f());",
    "promise/no-multiple-resolved": "new Promise((a, b) => { a(1); a(2); });",
    "promise/no-new-statics": "new Promise.all([]);",
    "promise/valid-params": "Promise.all();",
    "react/jsx-key": REACT + "const a = x.map((b) => <B />);",
    "react/jsx-no-comment-textnodes": REACT + "const a = <div>// b</div>;",
    "react/jsx-no-duplicate-props": REACT + 'const a = <B c="1" c="2" />;',
    "react/jsx-no-script-url": REACT + 'const a = <a href="javascript:f()">b</a>;',
    "react/no-danger-with-children": REACT + "const a = <div dangerouslySetInnerHTML={{ __html: x }}>b</div>;",
    "react/no-direct-mutation-state": REACT + "class A extends React.Component { f() { this.state.x = 1; } }",
    "react/rules-of-hooks": REACT + "function A() { if (x) { useState(1); } return <b />; }",
    "react/void-dom-elements-no-children": REACT + "const a = <br>b</br>;",
    "typescript/no-duplicate-enum-values": "enum A { B = 1, C = 1 }",
    "typescript/no-misused-new": "interface A { new (): A; }",
    "unicorn/no-accessor-recursion": "class A { get b() { return this.b; } }",
    "unicorn/no-array-fill-with-reference-type": "new Array(3).fill({});",
    "unicorn/no-await-in-promise-methods": "Promise.all([await f(), g()]);",
    "unicorn/no-invalid-fetch-options": 'fetch("/a", { body: "x" });',
    "unicorn/no-invalid-remove-event-listener": 'x.removeEventListener("a", () => f());',
    "unicorn/no-negation-in-equality-check": "if (!a === b) f();",
    SYNTAX: "const x = ;",
}
ENDING = {"react": "jsx", "typescript": "ts"}


async def codes(path, content):
    """Rule and line of everything found."""
    return [(found.rule, found.start) for found in (await ask(OXLINT, path, content)).findings]


async def test_every_rule_of_the_table_is_one_that_oxlint_has():
    paths = {f"src/{code}.{ENDING.get(code.split('/')[0], 'js')}": code for code in FOUND}

    said = await ask_all(OXLINT, {path: f"{FOUND[code]}\n" for path, code in paths.items()})

    assert set(rules()) == set(FOUND)
    assert [code for path, code in paths.items() if code not in {one.rule for one in said[path].findings}] == []


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("src/a.js", "const unused = 1;\nvar x = 1;\nif (x == null) {}\nconsole.log(x)"),
        ("src/a.js", "while (true) { f(); }"),
        ("src/a.js", "for (;;) { f(); }"),
        ("src/a.js", "while ((match = pattern.exec(text))) f();"),
        ("src/a.js", "new Array(3).fill(empty);\nif (!a === !b) f();"),
        ("src/a.js", "const a = { set: (v) => (b = v) };"),
        ("src/a.ts", "const a = b!.c as any;\nlet x: String;\nimport type { T } from './t';"),
        ("src/a.ts", "export function useCart() { if (x) { useUser(); } }"),
        ("src/a.jsx", "const a = x.map((b) => <B />);"),
        ("scripts/a.js", "eval(x);"),
        ("src/a.js", "const a = b(c)\n  [d ? 'e' : 'f'](1);"),
        ("src/a.js", "const host = url || '__API_HOST__' || other;"),
        ("src/a.ts", "const again = new Request(request, { body: x });"),
        ("src/a.ts", "import a from 'next/a';\nexport function send(x) { if (x) { useUser(); } }"),
    ],
)
async def test_taste_and_other_frameworks_are_left_alone(path, content):
    assert await codes(path, content) == []


async def test_a_finding_stands_where_the_second_of_two_things_is():
    (found,) = (await ask(OXLINT, "src/a.ts", "export const x = {\n  a: 1,\n  b: 2,\n  a: 3,\n};\n")).findings

    assert (found.tool, found.path, found.start, found.end) == ("oxlint", "src/a.ts", 4, 4)
    assert (found.severity, found.advice) == (Severity.MEDIUM, "Keep one of the two keys: only the last one counts.")


async def test_in_tests_only_what_fails_by_itself_matters():
    assert await codes("src/a.test.js", "eval(x);\nif (x === NaN) f();\n") == [("use-isnan", 2)]


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("a.js", b"", ".js"),
        ("a.MJS", b"", ".mjs"),
        ("a.cts", b"", ".cts"),
        ("a.tsx", b"", ".tsx"),
        ("bin/run", b"#!/usr/bin/env node\n", ".js"),
        ("a.vue", b"", ""),
        ("a.py", b"", ""),
        ("a.d.ts", b"", ""),
        ("packages/cart/dist/cart.js", b"", ""),
        ("a.js", b"// @flow\n", ""),
        ("a.js", b"a();" * 1000, ""),
    ],
)
def test_scripts_are_known_by_name_or_first_line(path, content, expected):
    assert suffix(Text(path, content)) == expected


@pytest.mark.parametrize(
    "comment",
    [
        "/* eslint-disable */",
        "// eslint-disable-next-line use-isnan",
        "/* oxlint-disable */",
        "// oxlint-disable-next-line",
        "/* oxlint-disable use-isnan -- fine */",
        '/* eslint use-isnan: "off" */',
        "// @ts-nocheck",
    ],
)
async def test_a_comment_silences_nothing(comment):
    assert await codes("src/a.js", f"{comment}\nif (x === NaN) f(); // eslint-disable-line\n") == [("use-isnan", 2)]


async def test_a_configuration_on_the_way_is_not_read():
    silent = json.dumps({"rules": {"use-isnan": "off"}, "ignorePatterns": ["**"], "jsPlugins": ["./evil.js"]}).encode()
    names = (".oxlintrc.json", "head/.oxlintrc.json", "head/.eslintrc.json", "head/oxlint.config.ts")
    files = {**dict.fromkeys(names, silent), "head/.eslintignore": b"*\n", "head/.gitignore": b"*\n"}

    done = await Runner().run(
        argv(["head/0.js"], Options(b"")), {**files, **own(), "head/0.js": b"if (x === NaN) f();\n"}
    )

    assert [row["code"] for row in json.loads(done.output)["diagnostics"]] == ["eslint(use-isnan)"]


@pytest.mark.parametrize(
    ("path", "severity"), [("a.ts", Severity.HIGH), ("a.mjs", Severity.HIGH), ("a.js", Severity.MEDIUM)]
)
async def test_a_file_that_does_not_parse_is_one_finding(path, severity):
    found = await ask(OXLINT, path, "const x = ;\nconst y = ;\nif (x === NaN) f();\n")

    assert [(one.rule, one.start, one.severity) for one in found.findings] == [(SYNTAX, 1, severity)]
    assert found.blind


@pytest.mark.parametrize("content", ["const x = {{ price }};\n", "{% if a %}\nf()\n", "f(<%= price %>)\n"])
async def test_a_template_is_not_called_broken_and_not_clean(content):
    found = await ask(OXLINT, "src/a.js", content)

    assert not found.findings
    assert found.gap == "it is a template"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf\nif (x === NaN) f();\n",
        b"\r\nif (x === NaN) f();\r\n",
        b"// \xe9\nif (x === NaN) f();\n",
        b"\nif (x === NaN) f('" + b"a" * 1500 + b"')\n\n\n\n\n",
    ],
    ids=["BOM", "CRLF", "not UTF-8", "1,500 columns"],
)
async def test_unusual_text_is_read_all_the_same(content):
    assert await codes("src/a.js", content) == [("use-isnan", 2)]


async def test_a_text_that_brings_it_down_is_not_analysed_and_its_neighbour_is():
    deep = Text("src/deep.js", b"x = " + b"[\n" * 300_000 + b";\n")
    texts = {("head", "deep"): deep, ("head", "a"): Text("src/a.js", b"if (x === NaN) f();\n")}

    reading = await inspect(OXLINT, texts, Options(b""), Runner())

    assert set(reading.failed) == {("head", "deep")}
    assert [one.rule for one in reading.found["head", "a"].findings] == ["use-isnan"]


ROW = {"message": "a", "filename": "a.js", "labels": [{"span": {"line": 1}}]}


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"[]",
        b'{"diagnostics": [], "number_of_files": 0}',
        b'{"diagnostics": [1], "number_of_files": 1}',
        json.dumps({"diagnostics": [ROW | {"filename": "/etc/passwd"}], "number_of_files": 1}).encode(),
        json.dumps({"diagnostics": [ROW | {"labels": [{"span": {}}]}], "number_of_files": 1}).encode(),
        b'{"diagnostics": ' + b"[" * 100_000,
    ],
    ids=["empty", "a list", "no file", "no finding", "another file", "no line", "deep"],
)
def test_output_that_is_not_oxlints_is_never_read_as_clean(output):
    with pytest.raises(Unreadable):
        read(output, b"", {"a.js": Text("a.js", b"x\n")})
