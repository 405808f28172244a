"""What files define and where that is used: two dozen languages, hostile lines, names from all over the world."""

import time

import pytest

from service.analyze.definitions import LONGEST, defined, language
from service.analyze.outline import MOST_SYMBOLS, outline
from service.analyze.uses import candidates, uses
from service.model import Hunk, Symbol


def names(path, text):
    return [(each.name, each.start, each.end) for each in outline(path, text.encode()).symbols]


PYTHON = '''\
"""Baskets."""

RATE = 2


class Basket:
    """What a customer buys."""

    def total(self) -> int:
        return sum(
            self.prices
        )

    async def pay(self):
        await bank()


def empty() -> Basket:
    return Basket()
'''


def test_python_is_read_by_its_indentation():
    found = [("Basket", 6, 15), ("total", 9, 12), ("pay", 14, 15), ("empty", 18, 19)]

    assert names("shop/basket.py", PYTHON) == found


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        (
            "a.go",
            "type Basket struct {\n\tn int\n}\n\nfunc (b *Basket) Total() int {\n\treturn b.n\n}\n",
            "Basket 1-3, Total 5-7",
        ),
        ("a.ts", "export class Basket {\n  total(): number {\n    return 1;\n  }\n}\n", "Basket 1-5, total 2-4"),
        ("a.ts", "export const total = async (x: Basket) => {\n  return x;\n};\n", "total 1-3"),
        ("a.tsx", "export default function Basket({ items }: Props) {\n  return <b/>;\n}\n", "Basket 1-3"),
        ("a.vue", "<script setup>\nfunction total() {\n  return 1\n}\n</script>\n", "total 2-4"),
        (
            "A.java",
            "public class A {\n  @Override\n  public int total(List<Map<String, X>> a) {\n    return 1;\n  }\n}\n",
            "A 1-6, total 3-5",
        ),
        ("A.java", "class A\n{\n  int total()\n  {\n    return f(1);\n  }\n}\n", "A 1-7, total 3-6"),
        ("A.cs", "namespace Shop;\npublic record Basket(int N);\n", "Shop 1-1, Basket 2-2"),
        ("A.kt", "internal suspend fun <T> T.total(): Int {\n    return 1\n}\n", "total 1-3"),
        (
            "a.rb",
            "module Shop\n  class Basket < Base\n    def self.total\n      1\n    end\n  end\nend\n",
            "Shop 1-7, Basket 2-6, total 3-5",
        ),
        (
            "a.rs",
            "pub(crate) async fn total() -> u8 {\n    1\n}\n\npub enum Kind {\n    A,\n}\n",
            "total 1-3, Kind 5-7",
        ),
        (
            "A.php",
            "<?php\nfinal class A\n{\n    public static function total(): int\n    {\n        return 1;\n    }\n}\n",
            "A 2-8, total 4-7",
        ),
        ("a.c", "static int\ntotal(int a)\n{\n    return a;\n}\n", ""),
        ("a.c", "static int total(int a)\n{\n    return twice(a);\n}\n", "total 1-4"),
        ("a.cpp", "void Basket::pay(\n    int a) {\n  std::move(x,\n      y);\n}\n", "pay 1-5"),
        ("A.swift", "public func total() -> Int {\n    1\n}\n", "total 1-3"),
        ("a.scala", "case class Basket(n: Int) {\n  def total: Int = n\n}\n", "Basket 1-3, total 2-2"),
        ("a.ex", "defmodule Shop.Basket do\n  def total(b) do\n    b\n  end\nend\n", "Basket 1-5, total 2-4"),
        ("a.sh", "deploy() {\n  echo hi\n}\n", "deploy 1-3"),
        ("a.sql", 'CREATE TABLE IF NOT EXISTS public."orders" (\n  id int\n);\n', "orders 1-3"),
        ("a.proto", "message Basket {\n  int32 n = 1;\n}\n", "Basket 1-3"),
        ("a.graphql", "type Basket {\n  n: Int\n}\n", "Basket 1-3"),
        ("größe.py", "def größe_berechnen():\n    pass\n", "größe_berechnen 1-2"),
        ("a.py", "# 合計\ndef 合計(値):\n    return 値  # 値を返す\n", "合計 2-3"),
        ("a.md", "def total():\n", ""),
    ],
)
def test_each_language_says_what_it_defines(path, text, found):
    assert ", ".join(f"{name} {start}-{end}" for name, start, end in names(path, text)) == found


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.js", "  it('adds prices', () => {"),
        ("a.js", "  if (basket) {"),
        ("a.js", "  return new Basket(1)"),
        ("A.java", "    return compute(a,"),
        ("A.java", "    Type.class, new Basket("),
        ("A.java", "    } else if (total(a)) {"),
        ("a.c", "  total(a,"),
        ("a.c", "  a = total(b,"),
        ("a.py", "# def total():"),
        ("a.go", "// func Total() {"),
    ],
)
def test_a_call_or_a_remark_defines_nothing(path, line):
    assert defined(line.strip(), language(path)) == ""


def test_what_the_change_wrote_is_marked():
    hunks = [Hunk(9, 1, 10, 2), Hunk(18, 1, 18, 0)]
    changed = [each.name for each in outline("a.py", PYTHON.encode(), hunks).symbols if each.changed]

    assert changed == ["Basket", "total"]


def test_of_many_definitions_the_changed_ones_stay():
    text = "".join(f"def part{number}():\n    pass\n" for number in range(200))
    found = outline("a.py", text.encode(), [Hunk(399, 0, 399, 2)])

    assert len(found.symbols) == MOST_SYMBOLS
    assert found.symbols[-1] == Symbol("part199", 399, 400, changed=True)
    assert found.lines == 400


@pytest.mark.parametrize(
    ("content", "lines"), [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\n\nb", 3), (b"\0ELF", 0), (b"\xff\xfe\n", 1)]
)
def test_lines_are_counted_as_git_counts_them(content, lines):
    assert outline("a.py", content).lines == lines


@pytest.mark.parametrize("part", ["[", "<> x", "a<b> ", "public ", "a ", "((", "x::", "<a", "\t", "{", "(a", "async "])
def test_no_line_takes_long(part):
    line = (part * LONGEST)[:LONGEST] + "!"
    began = time.process_time()
    for ending in ("py", "js", "java", "cs", "kt", "scala", "rb", "rs", "php", "c", "swift", "dart", "ex", "sql"):
        defined(line, language(f"a.{ending}"))

    assert time.process_time() - began < 1


BASKET = "shop/basket.py"


@pytest.mark.parametrize(
    ("symbol", "other", "text", "line"),
    [
        ("Basket.add_item", "shop/till.py", "def pay(b):\n    b.add_item(1)\n", 2),
        ("add_item", "web/pages.py", "from shop.basket import add_item\n\nadd_item(1)\n", 3),
        ("Basket", "web/pages.py", "import shop.basket as shop\n# Basket is here\nx = shop.Basket\n", 3),
        ("add_item", "web/pages.py", "add_item(1)\n", 0),  # nothing says that it is this one
        ("add_item", "shop/till.py", "def add_item(b):\n    pass\nadd_item(1)\n", 0),  # its own
        ("add_item", "shop/till.py", "# add_item\nx = 'add_item'\n", 0),
        ("add_item", "shop/till.ts", "add_item(1)\n", 0),  # another language
        ("add_item", "tests/test_basket.py", "basket.add_item(1)\n", 0),  # a test
        ("add_item", BASKET, "add_item(1)\n", 0),  # itself
        ("meta", "shop/till.py", "x = '<meta a>'\nmeta = 1\n", 0),  # a word, and not called
        ("meta", "shop/till.py", "print(basket.meta)\n", 1),
        ("get", "shop/till.py", "basket.get(1)\n", 0),  # everybody's
        ("__init__", "shop/till.py", "basket.__init__()\n", 0),
        ("", "shop/till.py", "x\n", 0),
    ],
)
def test_a_use_is_one_of_this_symbol_and_no_other(symbol, other, text, line):
    assert uses(symbol, BASKET, {other: text.encode()}) == ((f"{other}:{line}",) if line else ())


def test_a_go_package_is_known_by_its_folder():
    text = b'import "acme/shop/basket"\nvar x = basket.NewTotal()\n'

    assert uses("NewTotal", "shop/basket/total.go", {"cmd/main.go": text}) == ("cmd/main.go:2",)


def test_neighbours_are_of_the_same_language_nearest_first_and_neither_tests_nor_vendored():
    tree = [
        "web/far.py",
        "shop/b.py",
        "shop/test_b.py",
        "shop/c.js",
        "shop/deep/d.py",
        "vendor/e.py",
        BASKET,
    ]

    assert candidates([BASKET], tree) == ("shop/b.py", BASKET, "shop/deep/d.py", "web/far.py")
    assert candidates([BASKET], tree, 2) == ("shop/b.py", BASKET)
    assert candidates(["README.md"], tree) == ()


def test_a_text_of_one_endless_line_takes_no_time():
    endless = b"basket.add_item(1);" * 200_000
    began = time.process_time()

    assert uses("add_item", BASKET, {"shop/till.py": endless}) == ("shop/till.py:1",)
    assert outline("a.py", endless).symbols == ()
    assert outline("a.py", b"def f():" * 60_000).lines == 1
    assert time.process_time() - began < 2


def test_a_label_at_the_margin_ends_no_function():
    text = b"func walk() {\n\tfor {\nagain: // once more\n\t\tgoto again\n\t}\n}\n\ntype node struct {\n\tx int\n}\n"

    assert outline("tree.go", text).symbols == (Symbol("walk", 1, 6), Symbol("node", 8, 10))
