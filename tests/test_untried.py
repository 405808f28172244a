"""Which changed code wants a test: what behaves otherwise, what no changed test names, and where in the file."""

import pytest

from service.analyze.gaps import mentions, untried
from service.analyze.gaps.substance import written
from service.model import ChangedFile, Diff, Hunk


def wrote(path, old, new):
    """The lines written when the whole old text became the whole new one."""
    hunk = Hunk(1, len(old.splitlines()), 1, len(new.splitlines()))
    return written(path, old.encode(), new.encode(), (hunk,))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.py", "x = f(a, b)\n", "x = f(\n    a,\n    b,\n)\n"),
        ("a.js", 'const a = "b"\n', "const a = 'b';\n"),
        ("a.py", "", '# why\n\n"""Says\n\nit = 1\n"""\n'),
        ("a.ts", "", "/**\n * Says it.\n * a()\n */\n// more\n"),
        ("a.py", "", "from a import (\n    b,\n    c,\n)\nimport d\n"),
        ("a.ts", "", "import {\n  a,\n  b,\n} from './a'\nexport * from './c'\n"),
        ("a.go", "", 'import (\n\t"fmt"\n\t"os"\n)\n'),
        ("a.py", "a = 1\nb = 2\n", "b = 2\na = 1\n"),
    ],
    ids=["reflowed", "quotes", "docstring", "comments", "imports", "script imports", "go imports", "moved"],
)
def test_what_behaves_as_before_wants_no_test(path, old, new):
    assert wrote(path, old, new) == ()


@pytest.mark.parametrize(
    ("path", "old", "new", "lines"),
    [
        ("a.py", "x = 1\n", "x = 2\n", (1,)),
        ("a.py", "", "TEXT = '''\nname = 1\n'''\ny = 2\n", (1, 2, 4)),
        ("a.go", "", "// why\nif a > 1 { // so\n\treturn nil\n}\n", (2, 3)),
        ("a.js", "", "import('./a')\n", (1,)),
    ],
)
def test_lines_that_behave_otherwise_are_told(path, old, new, lines):
    assert wrote(path, old, new) == lines


@pytest.mark.parametrize(
    ("test", "text", "path", "symbols", "named"),
    [
        ("tests/test_x.py", "send_file(1)", "shop/export.py", ["send_file"], True),
        ("tests/test_x.py", "resend_files(1)", "shop/export.py", ["send_file"], False),
        ("tests/test_x.py", "run(1)", "shop/export.py", ["run"], False),
        ("tests/test_x.py", "from shop import a, export", "shop/export.py", [], True),
        ("src/ai/tests/test_matching.py", "from ai.matching import x", "src/documents/matching.py", ["match"], False),
        ("src/documents/tests/test_a.py", "from documents.matching import x", "src/documents/matching.py", [], True),
        ("web/tests/App.test.tsx", "import App from '../components/App'", "web/components/App.tsx", [], True),
        ("web/tests/App.test.tsx", "import App from '../components/App'", "app/App.tsx", ["App"], False),
        ("test/test_tag_post_url.rb", "{% post_url a %}", "lib/jekyll/tags/post_url.rb", [], True),
    ],
)
def test_a_test_is_about_what_it_names(test, text, path, symbols, named):
    assert mentions(text.encode(), test, path, symbols) is named


OLD = "class Shop:\n    def price(self, net):\n        return net\n"
NEW = """import json
class Shop:
    def price(self, net):
        if net < 0:
            raise ValueError(net)
        if net > 9:
            return None
        return net

    def total(self, items):
        whole = 0
        for each in items:
            whole += self.price(each)
        return whole
"""


def judged(path="shop/price.py", new=NEW, test=""):
    """What of one grown file wants a test."""
    blobs = {"old": OLD.encode(), "new": new.encode(), "test": test.encode()}
    files = [
        ChangedFile(path, "modified", path, "old", "new", hunks=(Hunk(1, 0, 1, 1), Hunk(2, 0, 4, 4), Hunk(3, 0, 9, 6)))
    ]
    if test:
        files.append(ChangedFile("tests/test_more.py", "modified", new_blob="test"))
    return untried(Diff("", "", tuple(files)), (path,), blobs)


def test_new_definitions_come_first_then_what_changed_with_its_own_lines_and_ways_to_fail():
    found = judged()

    assert found.paths == ("shop/price.py",)
    assert [(each.symbol, each.start, each.end, each.fails) for each in found.parts] == [
        ("total", 10, 14, ()),
        ("price", 4, 7, ("raises ValueError (line 5)", "returns None (line 7)")),
    ]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"test": "assert Other().total([])\n"}, ""),
        ({"test": "assert Shop().total([])\n"}, "in code that a changed test names"),
        ({"test": "from shop.price import Shop\n"}, "in code that a changed test names"),
        ({"path": "features/step_definitions.rb"}, "in configuration, types or tools of tests"),
        ({"path": "web/src/shop.d.ts"}, "in configuration, types or tools of tests"),
        ({"new": "# why\na = 1\nb = 2\n" + "# why\n" * 20}, "only in layout, comments, imports or types"),
        (
            {"path": "web/a.ts", "new": "interface Shop {\n  a: number\n  b: number\n  c: number\n  d: x\n}\n"},
            "only in layout",
        ),
        ({"new": "A = 1\n\n\nB = 2\nC = 3\nD = 4\n" + "\n" * 20}, "outside of any function"),
        ({"new": "\n\n\na = 1\n" + "\n" * 20}, "in fewer than 3 lines of code"),
    ],
)
def test_why_a_grown_file_needs_no_test(given, why):
    found = judged(**given)

    assert [each.why.startswith(why) for each in found.excused] == ([True] if why else [])
    assert bool(found.paths) is not bool(why)


def test_a_file_that_is_not_here_is_taken_at_its_name():
    file = ChangedFile("shop/price.py", "modified", new_blob="gone", hunks=(Hunk(1, 0, 1, 20),))

    assert untried(Diff("", "", (file,)), ("shop/price.py",), {}).paths == ("shop/price.py",)
