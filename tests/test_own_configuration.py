"""Every external tool says the same of a text, whatever settings and code lie beside it or above it.

Asked without namespaces: that nothing of the tree is loaded is what makes the tools fit for a machine that has none.
"""

import tempfile

import pytest

from service.analyzers import Analyzer, Options, Text, Tool, copy_for, every
from service.edge.sandbox import Runner

BRANCHES = "\n".join(f"    if a == {n}: a += {n}" for n in range(30))
TEXTS = (
    Text("a.py", f"import pickle, subprocess\ndef f(a):\n{BRANCHES}\n    subprocess.run(a, shell=True)\n".encode()),
    Text("a.py", b"def f(a):\n    return eval(a) + undefined\n"),
    Text("a.js", b"export function f(a) {\n  debugger\n  if (a = 1) eval(a)\n  return typeof a === 'strnig'\n}\n"),
    Text("a.go", b'package a\n\nfunc F() {\n\thttp.ListenAndServe(":80", nil)\n}\n'),
    Text("a.sh", b'#!/bin/sh\ncd $1\nrm -rf "$STEAMROOT/"*\nif [ $a == 1 ]; then echo `ls $b`; fi\n'),
    Text("Dockerfile", b"FROM debian\nRUN cd /a && sudo apt-get install -y git\nCMD run\nCMD run\nCOPY a b c\n"),
    Text("migrations/1.sql", b"ALTER TABLE a ADD b jsonb NOT NULL;\nCREATE INDEX i ON a (b);\n"),
    Text(
        ".github/workflows/ci.yml",
        b"on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        b"      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n"
        b"      - run: echo ${{ github.event.issue.title }}\n",
    ),
)
"""Faults that each tool finds some of."""
EVIL = b"raise SystemExit('run')\n"
SETTINGS = {
    "pyproject.toml": b'[tool.ruff]\nexclude = ["*"]\n[tool.ruff.lint]\nselect = []\n',
    "ruff.toml": b'exclude = ["*"]\n',
    ".oxlintrc.json": b'{"ignorePatterns": ["**"], "rules": {"no-debugger": "off"}, "jsPlugins": ["./evil.js"]}',
    ".eslintignore": b"*\n",
    "eslint.config.js": b"throw new Error('run')\n",
    "evil.js": b"throw new Error('run')\n",
    ".shellcheckrc": b"disable=all\n",
    ".hadolint.yaml": b"ignored: [DL3000, DL3002, DL3003, DL3004, DL3006, DL3008, DL3021, DL4003]\nno-fail: true\n",
    "sgconfig.yml": b"ruleDirs: [nothing]\ncustomLanguages:\n  evil:\n    libraryPath: evil.so\n    extensions: [py]\n",
    "evil.so": b"\x7fELF",
    ".squawk.toml": b'excluded_paths = ["*", "**/*"]\nexcluded_rules = ["adding-required-field"]\n',
    "zizmor.yml": b"rules:\n  template-injection:\n    disable: true\n  dangerous-triggers:\n    disable: true\n",
    "whitelizer.txt": b"*\n",
    ".gitignore": b"*\n",
    ".ignore": b"*\n",
    **dict.fromkeys(("lizard.py", "json.py", "sitecustomize.py", "usercustomize.py"), EVIL),
}
PLACES = ("", "head/", ".github/", "head/.github/")
TOOLS = [one for one in every() if isinstance(one.work, Tool)]


async def said(analyzer: Analyzer, text: Text, beside: dict[str, bytes]) -> object:
    """What the tool reports of the text among these other files."""
    tool = analyzer.work
    name = f"head/0000{analyzer.suffix(text)}"
    files = {**beside, **tool.own(), name: copy_for(tool, text.content)}
    done = await Runner(bubblewrap=None).run(tool.argv((name,), Options(b"salt")), files)
    assert not done.fault
    assert done.status in tool.statuses, done.errors
    return tool.read(done.output, done.errors, {name: text})[name]


@pytest.mark.parametrize("analyzer", TOOLS, ids=lambda one: one.name)
async def test_no_setting_and_no_code_of_the_tree_counts(analyzer, tmp_path, monkeypatch):
    above, below = tmp_path / "above", tmp_path / "below"
    above.mkdir()
    below.mkdir()
    for name, content in SETTINGS.items():
        (above / name).write_bytes(content)
    beside = {place + name: content for place in PLACES for name, content in SETTINGS.items()}
    seen = 0
    for text in TEXTS:
        if analyzer.suffix(text):
            monkeypatch.setattr(tempfile, "tempdir", str(below))
            alone = await said(analyzer, text, {})
            seen += len(alone.findings) + len(alone.functions)
            monkeypatch.setattr(tempfile, "tempdir", str(above))
            assert await said(analyzer, text, beside) == alone

    assert seen, "no text here has a fault that this tool reports: add one"
