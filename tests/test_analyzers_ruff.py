"""Ruff: what it finds, what it leaves alone, and that no repository can talk it out of anything."""

import json
import subprocess
import sysconfig
from pathlib import Path

import pytest

from service.analyzers import Options, Text, Unreadable
from service.analyzers.ruff import BROKEN, RUFF, argv, oldest_python, read, rules, suffix
from service.edge.sandbox import Runner
from service.model import Fix, Severity
from tests.analysis import ask

SHELL = "import subprocess\n\n\ndef run(name):\n    subprocess.run(f'ls {name}', shell=True{comment}\n"


async def codes(path, content, options=None):
    """Rule and line of everything found."""
    return [(found.rule, found.start) for found in (await ask(RUFF, path, content, options)).findings]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("def f():\n    return missing\n", [("F821", 2)]),
        ("def f(x=[]):\n    return x\n", [("B006", 1)]),
        ("import os\n", []),
        ("import subprocess\nsubprocess.run(input(), shell=True)\n", [("S602", 2)]),
        ("import subprocess\nsubprocess.run('ls', shell=True)\n", []),
        ("import os\nos.system('ls ' + input())\n", [("S605", 2)]),
        ("import os\nos.system('ls')\n", []),
        ("import yaml\nyaml.load(open('a'))\n", [("S506", 2)]),
        ("import requests\nrequests.get('https://a.test', verify=False, timeout=3)\n", [("S501", 2)]),
        ("def f(x):\n    return eval(x)\n", [("S307", 2)]),
        ("try:\n    f = 1\nexcept:\n    pass\n", [("E722", 3)]),
        ("try:\n    import fast\nexcept:\n    fast = None\n", []),
        ("try:\n    f = 1\nexcept Exception:\n    pass\n", []),
        ("f = open('a')\ntry:\n    f.close()\nexcept:\n    pass\n", []),
        ("try:\n    text = unicode\nexcept NameError:\n    text = str\n", []),
        ("try:\n    print.flush\nexcept AttributeError:\n    print(1)\n", []),
        ("def f():\n    print.flush\n", [("B018", 2)]),
        ("def f():\n    return 1\n\n\ndef f():\n    return 2\n", [("F811", 5)]),
        ("import os\n\n\ndef f(os):\n    return os\n", []),
        ("import hashlib\npassword = input()\nhashlib.md5(password.encode())\n", [("S324", 3)]),
        ("import hashlib\nhashlib.md5(b'author')\n", []),
        ("import hashlib\nhashlib.md5(b'password', usedforsecurity=False)\n", []),
        ("def f(run, x):\n    run(f'select count(*) from {x}')\n", []),
        ("def f(run, x):\n    run(f'update {x} set a = :a where b = :b')\n", []),
        ("import requests\nrequests.get('https://a.test')\n", [("S113", 2)]),
        ("def f(get, **more):\n    import requests\n    return requests.get('https://a.test', **more)\n", []),
        ("import pdb\n", []),
        ("import pdb\npdb.set_trace()\n", [("T100", 2)]),
        ("def f(x):\n    assert x == 4711\n    # y = 1\n    return _(x)\n", []),
        ("access = 'a'  # \u202e evil\n", [("PLE2502", 1)]),
    ],
)
async def test_a_maintainer_hears_of_bugs_and_dangers_and_not_of_taste(content, expected):
    assert await codes("shop/cart.py", content) == expected


async def test_a_finding_says_how_bad_it_is_what_to_do_and_how_long_it_takes():
    (found,) = (await ask(RUFF, "shop/cart.py", "def f(x):\n    return eval(x)\n")).findings

    assert (found.path, found.start, found.end, found.severity) == ("shop/cart.py", 2, 2, Severity.HIGH)
    assert found.advice.startswith("Use `ast.literal_eval`")
    assert found.minutes == 60


@pytest.mark.parametrize(
    ("content", "fix"),
    [
        ("x = 1\nif x is 'a':\n    pass\n", Fix(2, 2, ("if x == 'a':",))),
        ("def f():\n    raise NotImplemented\n", Fix(2, 2, ("    raise NotImplementedError",))),
        ("def f():\n    raise NotImplemented  # noqa\n", None),
        ("def f():\r\n    raise NotImplemented\r\n", None),
        ("def f(x=[]):\n    return x\n", None),
        (b"# -*- coding: latin-1 -*-\ndef f():\n    raise NotImplemented  # \xe9\n", None),
    ],
    ids=["comparison", "exception", "a comment was overwritten", "CRLF", "ruff calls it unsafe", "not UTF-8"],
)
async def test_a_fix_is_given_where_ruff_calls_it_safe_and_it_fits_the_text_itself(content, fix):
    (found,) = (await ask(RUFF, "shop/cart.py", content)).findings

    assert found.fix == fix


@pytest.mark.parametrize(
    "path",
    ["scripts/release.py", ".ci/run.py", "docs/conf.py", "shop_benchmarks/a.py", "shop/migrations/0001_first.py"],
)
async def test_beside_the_product_only_what_fails_by_itself_matters(path):
    content = "import subprocess\nsubprocess.run(input(), shell=True)\nprint(missing)\n"

    assert await codes(path, content) == [("F821", 3)]


async def test_a_name_of_a_newer_python_is_not_called_undefined():
    content = "import sys\nif sys.version_info >= (3, 11):\n    raise ExceptionGroup('', [])\n"

    assert await codes("a.py", content, Options(b"", python="py38")) == []


async def test_an_assertion_forgotten_in_a_test_is_told_but_not_where_the_call_is_to_raise():
    content = "import pytest\n\n\ndef test_x():\n    f = max\n    with pytest.raises(ValueError):\n        f([]) == 1\n"

    assert await codes("tests/test_a.py", content) == []
    assert await codes("tests/test_a.py", content.replace("with pytest.raises(ValueError)", "if f")) == [("B015", 7)]


async def test_tests_may_do_what_tests_do():
    content = "import subprocess\n\n\ndef test_x():\n    assert eval('1') == subprocess.run('ls' + x, shell=True)\n"

    assert await codes("tests/test_cart.py", content) == [("F821", 5)]


@pytest.mark.parametrize(
    ("content", "severity"),
    [
        ("x = missing\n", Severity.HIGH),
        ("x = f'{missing}'\n", Severity.HIGH),
        ("x = 'a' + missing + 'b'\n", Severity.HIGH),
        ("def f(x: 'missing') -> None:\n    pass\n", Severity.MEDIUM),
    ],
)
async def test_an_undefined_name_in_a_quoted_type_breaks_nothing_at_run_time(content, severity):
    assert [found.severity for found in (await ask(RUFF, "a.py", content)).findings] == [severity]


async def test_a_stub_names_what_is_defined_elsewhere():
    assert await codes("a.pyi", "import os\n\n__all__ = ['later']\n\ndef f(x: missing) -> None: ...\n") == []


async def test_a_package_may_import_what_it_hands_on():
    assert await codes("shop/__init__.py", "from shop.cart import Cart\n") == []


@pytest.mark.parametrize("comment", [")  # noqa", ")  # noqa: S602", ")  # ruff: ignore[S602]", ")  # nosec"])
@pytest.mark.parametrize("head", ["", "# ruff: noqa\n", "# flake8: noqa\n", "# ruff: disable[S602]\n"])
async def test_a_comment_silences_nothing(comment, head):
    found = await codes("shop/run.py", head + SHELL.replace("{comment}", comment))

    assert [rule for rule, _ in found] == ["S602"]


async def test_a_configuration_found_on_the_way_is_not_obeyed():
    silent = b'exclude = ["*"]\nforce-exclude = true\nlint.per-file-ignores = {"*" = ["ALL"]}\n'
    files = {"ruff.toml": silent, "head/ruff.toml": silent, ".gitignore": b"*\n", "head/0000.py": b"missing\n"}

    done = await Runner().run(argv(["head/0000.py"], Options(b"")), files)

    assert [row["code"] for row in json.loads(done.output)] == ["F821", "B018"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\xef\xbb\xbfdef f():\r\n    return missing\r\n", 2),
        (b"# -*- coding: latin-1 -*-\ndef f():\n    return '\xe9' + missing\n", 3),
        (b"x = '" + b"a" * 100_000 + b"'\nmissing\n", 2),
        ("é = 1\nmissing\n".encode(), 2),
    ],
    ids=["BOM and CRLF", "not UTF-8", "100,000 columns", "umlauts"],
)
async def test_unusual_text_is_read_all_the_same(content, line):
    assert ("F821", line) in await codes("a.py", content)


@pytest.mark.parametrize(
    "content",
    [b"def f(:\n  x\n  y = = 2\n", b"x = 1\x00\n", b"\xff\xfe\x00x"],
    ids=["syntax", "NUL", "noise"],
)
async def test_a_file_that_does_not_parse_is_one_finding_of_high_severity(content):
    found = await ask(RUFF, "a.py", content)

    assert [(one.rule, one.severity) for one in found.findings] == [("invalid-syntax", Severity.HIGH)]
    assert found.blind


async def test_five_thousand_parentheses_bring_nothing_down():
    assert ("F821", 2) in await codes("a.py", "x = " + "(" * 5000 + "1" + ")" * 5000 + "\nmissing\n")


async def test_syntax_is_judged_by_the_oldest_python_the_project_supports():
    content = "match 1:\n    case 1:\n        pass\n"

    assert await codes("a.py", content) == []
    assert await codes("a.py", content, Options(b"", python="py39")) == [("invalid-syntax", 1)]


@pytest.mark.parametrize(
    ("pyproject", "oldest"),
    [
        ('[project]\nrequires-python = ">=3.9,<4"', "py39"),
        ('[project]\nrequires-python = "~=3.11"', "py311"),
        ('[project]\nrequires-python = "<4,>3.8"', "py38"),
        ('[project]\nrequires-python = ">=3.2"', "py37"),
        ('[project]\nrequires-python = ">=3.999"', "py315"),
        ('[tool.poetry.dependencies]\npython = "^3.10"', "py310"),
        ('[project]\nrequires-python = "3"', ""),
        ("[project]\nrequires-python = 3", ""),
        ("[project", ""),
        ("x = " + "[" * 10_000, ""),
        ("", ""),
    ],
)
def test_the_oldest_python_is_read_as_data(pyproject, oldest):
    assert oldest_python(pyproject) == oldest


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("a.py", b"", ".py"),
        ("a.pyi", b"", ".pyi"),
        ("bin/tool", b"#!/usr/bin/env python3\n", ".py"),
        ("bin/tool", b"#!/bin/sh\n# python\n", ""),
        ("a.rb", b"#!/usr/bin/python\n", ""),
    ],
)
def test_python_is_known_by_name_or_first_line(path, content, expected):
    assert suffix(Text(path, content)) == expected


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"{}",
        b"[1]",
        b'[{"code": "F821"}]',
        b"[" * 100_000,
        json.dumps(
            [
                {
                    "code": "F821",
                    "filename": "/elsewhere/x.py",
                    "message": "",
                    "location": {"row": 1},
                    "end_location": {"row": 1},
                }
            ]
        ).encode(),
    ],
)
def test_output_that_is_not_ruffs_is_never_read_as_clean(output):
    with pytest.raises(Unreadable):
        read(output, b"", {"head/0000.py": Text("a.py", b"x\n")})


def test_every_rule_exists_in_the_ruff_that_is_installed_and_says_what_to_do():
    ruff = Path(sysconfig.get_path("scripts")) / "ruff"
    listed = subprocess.run([ruff, "rule", "--all", "--output-format", "json"], capture_output=True, check=True)
    known = {row["code"]: row for row in json.loads(listed.stdout)}

    asked = {code: rule for code, rule in rules().items() if code not in BROKEN}
    assert set(asked) <= set(known)
    assert not [code for code in asked if known[code].get("preview") or "Removed" in str(known[code].get("status"))]
    assert all(rule.advice.endswith(".") and rule.minutes > 0 for rule in rules().values())
