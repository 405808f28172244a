"""Tables of rules: where a rule counts, and that every row says what to do."""

from dataclasses import replace

import pytest

from service import analyzers
from service.analyzers import hadolint, oxlint, ruff, shellcheck, squawk, zizmor
from service.model import Category, Severity
from service.rules import Rule, counts, fits, once, table

RULE = Rule(Severity.LOW, Category.RELIABILITY, 5, "Do it.")
TABLES = (hadolint, oxlint, ruff, shellcheck, squawk, zizmor)


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        ({}, "shop/cart.py", True),
        ({}, "tests/test_cart.py", False),
        ({"tests": True}, "tests/test_cart.py", True),
        ({}, "scripts/cart.py", True),
        ({"product": True}, "scripts/cart.py", False),
        ({"unless": ("harmless",)}, "shop/cart.py", False),
    ],
)
def test_path_and_message_say_where_a_rule_counts(change, path, expected):
    assert counts(replace(RULE, **change), path, "it is harmless") is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"only": "two"}, True),
        ({"only": "one"}, False),
        ({"only": "{name}"}, True),
        ({"never": "two"}, False),
        ({"never": "one"}, False),
        ({"never": "three"}, True),
        ({"text": "three"}, True),
        ({"text": "four"}, False),
        ({"without": "three"}, False),
        ({"without": "four"}, True),
    ],
)
def test_the_text_says_whether_a_finding_fits(change, expected):
    assert fits(replace(RULE, **change), b"one\ntwo\nthree\n", (2, 2), "it names `two`") is expected


def test_the_same_rule_at_the_same_place_is_told_once():
    found = [RULE.finding("a", "b", "c", (1, 1), "first"), RULE.finding("a", "b", "c", (1, 1), "second")]

    assert len(once(found)) == 1


@pytest.mark.parametrize("module", TABLES, ids=lambda module: module.__name__)
def test_every_rule_says_what_to_do_and_what_it_costs(module):
    assert module.rules()
    for code, rule in module.rules().items():
        assert rule.advice.endswith("."), code
        assert rule.advice[0].isupper(), code
        assert rule.minutes > 0, code


def test_a_column_that_does_not_exist_is_a_mistake(tmp_path, monkeypatch):
    (tmp_path / "cart_rules").mkdir()
    (tmp_path / "cart_rules" / "__init__.py").write_text("")
    (tmp_path / "cart_rules" / "a.toml").write_text(
        'A = { severity = "low", category = "security", minutes = 1, advice = "Do.", test = true }'
    )
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(TypeError):
        table("cart_rules", "a.toml")


def test_every_table_of_this_house_is_of_an_analyzer():
    names = {one.name for one in analyzers.every()}

    assert {module.__name__.rpartition(".")[2] for module in TABLES} <= names
