"""The 14 measures by hand, and a profile that grows the same whether read at once or piece by piece."""

import json
import math

import pytest
from pydantic import TypeAdapter

from service.analyze.risk import grow
from service.analyze.risk.metrics import DAY, Ledger, is_product, lengths_before, person
from service.edge.git import Local
from service.model import METRICS, Past, Profile, Repo, Touch
from service.workflows.profile import OnTheFly, profile
from tests.repositories import Repository

SHOP = Repo(1, "acme", "shop")
ADA, BO = "ada@example.org", "7+bo@users.noreply.github.com"


def past(number, author, *files, days=0.0):
    return Past(f"{number:040x}", f"{number - 1:040x}" if number else "", int(days * DAY), author, "", files, True)


HISTORY = [
    past(0, ADA, Touch("src/cart.py", 10), Touch("src/pay/card.py", 20)),
    past(1, BO, Touch("src/cart.py", 5, 2), Touch("tests/test_cart.py", 50), days=2),
    past(2, ADA, Touch("src/till.py", 4, 1, "src/pay/card.py"), Touch("uv.lock", 999), days=10),
]
CHANGE = (Touch("src/cart.py", 30, 10), Touch("src/till.py", 10), Touch("setup.py", 10))


def measured(files, author, days, length=0):
    ledger = Ledger(grow(Profile(), HISTORY, {}))
    return dict(zip(METRICS, ledger.measure(files, author, days * DAY, length), strict=True))


def test_every_measure_is_counted_as_in_the_training_data():
    assert measured(CHANGE, ADA, 12, 77) == {
        "ns": 2,  # src and the root
        "nd": 2,
        "nf": 3,
        "entropy": pytest.approx(-(2 / 3 * math.log2(2 / 3) + 2 * (1 / 6) * math.log2(1 / 6))),
        "la": 50,
        "ld": 10,
        "lt": 77,
        "ndev": 2,
        "age": pytest.approx((10 + 2 + 0) / 3),  # the new file counts as of today
        "nuc": (2 + 1) + (2 + 1) + 1,  # a renamed file keeps its past
        "exp": 3 + 3,
        "rexp": pytest.approx(2 / 13 + 1 / 3 + 3),
        "sexp": 3,  # cart.py, till.py by its present name alone, and setup.py at the root
        "addfrac": pytest.approx(50 / 60),
    }


def test_somebody_new_has_only_this_change():
    seen = measured(CHANGE, "new@example.org", 12)

    assert (seen["exp"], seen["rexp"], seen["sexp"], seen["ndev"]) == (3, 3, 3, 3)


PRODUCT = [
    ("src/cart.py", True),
    ("deploy/Dockerfile", True),
    ("templates/cart.html", True),
    ("tests/test_cart.py", False),
    ("README.md", False),
    ("docs/conf.py", False),
    ("uv.lock", False),
    ("vendor/lib.go", False),
]


@pytest.mark.parametrize(("path", "expected"), PRODUCT)
def test_tests_documents_and_what_nobody_writes_are_no_product(path, expected):
    assert is_product(path) is expected


def test_an_address_becomes_a_login_or_a_hash_that_tells_nothing():
    assert person("7+octo-cat@users.noreply.github.com") == "octo-cat"
    assert person("octocat@users.noreply.github.com") == "octocat"
    assert person("49699333+dependabot[bot]@users.noreply.github.com") == "dependabot[bot]"
    assert person(ADA).startswith("#")
    assert "ada" not in person(ADA)
    assert person("x@users.noreply.github.com.evil.example").startswith("#")


def test_lengths_are_told_back_from_the_newest_state():
    assert lengths_before(HISTORY, {"src/cart.py": 13, "src/till.py": 23}) == [0, 10, 20]


async def grown(shop, commit, known=None, counted=1000):
    return await profile(Local(shop.path), SHOP, commit, known, counted)


def shop_of(path, commits):
    shop = Repository(path)
    for number in range(commits):
        shop.commit({f"src/{number % 7}.py": "x\n" * (number + 1)}, author=f"A{number % 3} <a{number % 3}@example.org>")
    return shop


async def test_a_profile_grown_in_pieces_is_the_one_read_at_once(tmp_path):
    shop = shop_of(tmp_path / "shop.git", 30)
    commits = shop.git("rev-list", "--reverse", "main").split()

    pieces = None
    for at in (4, 5, 17, 29):
        pieces = await grown(shop, commits[at], pieces)

    assert pieces == await grown(shop, commits[29])
    assert (pieces.changes, len(pieces.rows), pieces.commit) == (30, 29, commits[29])  # a root is an import, no change


async def test_a_rewritten_branch_is_read_anew(tmp_path):
    shop = shop_of(tmp_path / "shop.git", 12)
    commits = shop.git("rev-list", "--reverse", "main").split()
    known = await grown(shop, commits[11])
    other = shop.commit({"src/0.py": "y\n"}, parents=[commits[5]])

    assert await grown(shop, other, known) == await grown(shop, other)


async def test_a_history_that_cannot_be_read_is_no_profile(tmp_path):
    shop = shop_of(tmp_path / "shop.git", 1)

    assert await OnTheFly(Local(shop.path)).profile(SHOP, "0" * 39 + "1") is None


def test_a_profile_survives_json_and_twenty_thousand_files_stay_small():
    import gzip

    kind = TypeAdapter(Profile)
    changes = [
        past(
            number,
            f"a{number % 200}@example.org",
            *(Touch(f"packages/part{n % 40}/module{n}.ts", 3, 1) for n in range(number * 10, number * 10 + 10)),
            days=number,
        )
        for number in range(2000)
    ]
    known = grow(Profile(), changes, {})

    written = kind.dump_json(known)

    assert kind.validate_json(written) == known
    assert len(known.files) == 20_000
    assert len(known.rows) == 1000
    assert len(gzip.compress(written)) < 2_000_000
    assert "@" not in json.dumps(known.authors)
