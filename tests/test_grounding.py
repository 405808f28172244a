"""The facts a prompt may cite: names that can stand in one, symbols, callers, issues; and never too many."""

import random
from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from service import execute
from service.execute import Around, lean
from service.execute.lean import MOST_BYTES
from service.model import (
    Analysis,
    Category,
    Command,
    Finding,
    Grounding,
    LinkedIssue,
    Outline,
    Passage,
    Place,
    Severity,
    Symbol,
)

TREE = ("shop/basket.py", "shop/till.py", "tests/test_basket.py", "Makefile", "AGENTS.md", "ROADMAP.md", "a`b.py")
FOUND = Finding(
    "ruff", "B006", "shop/basket.py", 3, 3, "m", Severity.LOW, Category.RELIABILITY, 5, symbol="Basket.total", id="f1"
)


def grounded(around=None, findings=(FOUND,), tree=TREE):
    return execute.ground(
        Analysis(introduced=findings), (), tree, {"Makefile": b"test:\n\tpytest\n"}, around or Around()
    )


def test_everything_that_is_named_may_be_cited_and_nothing_else():
    facts = grounded(
        Around(
            changed=("shop/basket.py",),
            outlines=(Outline("shop/basket.py", 9, (Symbol("Basket", 1, 9),)),),
            layout=(Place("tests", "tests/test_basket.py"),),
            roadmap=("ROADMAP.md",),
            issues=(LinkedIssue(7, "Totals"),),
            callers=lambda symbol, path: ("shop/till.py:4",) if (symbol, path) == ("Basket.total", FOUND.path) else (),
        )
    )

    assert facts.paths == set(TREE) - {"a`b.py"}
    assert facts.passages[0].callers == ("shop/till.py:4",)
    assert facts.outlines[0].symbols[0].name == "Basket"
    assert facts.issues == (LinkedIssue(7, "Totals"),)


def test_names_that_could_leave_their_quotes_are_no_facts():
    bad = "a`b.py"
    facts = grounded(
        Around(
            changed=(bad, "gone.py"),
            outlines=(Outline(bad, 3), Outline("shop/basket.py", 9, (Symbol("a`b", 1, 2), Symbol("ｔotal", 3, 4)))),
            layout=(Place("source", bad),),
            roadmap=(bad,),
            callers=lambda _symbol, _path: (f"{bad}:1", "elsewhere.py:2"),
        )
    )

    assert (facts.changed, facts.layout, facts.roadmap, facts.passages[0].callers) == ((), (), (), ())
    assert facts.outlines == (Outline("shop/basket.py", 9),)
    assert bad not in facts.paths


def test_a_repository_without_tests_manifest_or_guide_has_its_code():
    facts = execute.ground(Analysis(introduced=(FOUND,)), (), ["shop/basket.py"], {})

    assert (facts.commands, facts.guides, facts.passages[0].test) == ((), (), "")
    assert facts.paths == {"shop/basket.py"}


def test_names_in_any_language_are_cited_as_they_are():
    found = replace(FOUND, path="läden/корзина.py", symbol="合計")
    facts = grounded(findings=(found,), tree=("läden/корзина.py",))

    assert (facts.passages[0].path, facts.passages[0].symbol) == ("läden/корзина.py", "合計")


def size(grounding):
    return len(TypeAdapter(Grounding).dump_json(grounding))


def longest(number):
    """A path of 200 characters of three bytes each: the worst that can be cited."""
    return f"{'漢' * 190}/{number:05}.py"


@pytest.mark.parametrize("findings", [0, 1, 40, 200, 5000])
def test_the_worst_grounding_fits_into_a_step(findings):
    paths = [longest(number) for number in range(400)]
    symbols = tuple(Symbol("字" * 100, 10**6, 10**6, changed=True) for _ in range(60))
    whole = Grounding(
        commands=tuple(Command("cd x && make test", "test", path) for path in paths[:40]),
        passages=tuple(
            Passage(
                f"f{n:08}", paths[n % 400], "字" * 100, 10**6, 10**6, paths[n % 7], tuple(f"{p}:1" for p in paths[:5])
            )
            for n in range(findings)
        ),
        guides=tuple(paths[:2]),
        changed=tuple(paths),
        outlines=tuple(Outline(path, 10**6, symbols) for path in paths),
        layout=tuple(Place("components", path) for path in paths[:36]),
        issues=tuple(LinkedIssue(n, "題" * 9000, "里" * 9000, ("名" * 900,) * 90) for n in range(9)),
        roadmap=tuple(paths[:6]),
    )

    kept = lean(whole)

    assert size(kept) <= MOST_BYTES
    assert size(kept) > MOST_BYTES / 3 or not findings
    assert bool(kept.passages) == bool(findings)
    assert all(passage.path in kept.paths for passage in kept.passages)


def test_what_fits_is_left_as_it_is():
    facts = grounded(Around(changed=("shop/basket.py",), outlines=(Outline("shop/till.py", 9, (Symbol("x", 1, 2),)),)))

    assert lean(facts) == facts


def test_the_changed_files_with_findings_are_the_last_to_go():
    many = tuple(f"shop/part{number}.py" for number in range(500))
    order = random.Random(7).sample(range(500), 500)
    facts = Grounding(passages=(Passage("f1", "shop/part499.py", "", 1, 1),), changed=tuple(many[at] for at in order))

    assert lean(facts).changed[0] == "shop/part499.py"
    assert len(lean(facts).changed) == 100
