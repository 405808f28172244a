"""What a tree holds: roles and roadmaps from paths alone, files a wish is about, also in trees that are odd or huge."""

import time

import pytest

from service.analyze.layout import FEW, MOST_ROADMAPS, layout, roadmap
from service.analyze.uses import candidates
from service.analyze.wished import matching
from service.execute import beside, guides, wanted
from service.execute.names import plain_path


def roles(paths, near=()):
    return [(place.role, place.path) for place in layout(paths, near)]


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("schema", "shop/models.py"),
        ("schema", "db/migrate/20240101_add_orders.rb"),
        ("schema", "prisma/schema.prisma"),
        ("schema", "api/order.proto"),
        ("endpoints", "shop/urls.py"),
        ("endpoints", "src/routes/orders.ts"),
        ("endpoints", "app/controllers/orders_controller.rb"),
        ("components", "web/components/Basket.tsx"),
        ("components", "shop/templates/basket.html"),
        ("components", "src/Basket.vue"),
        ("tests", "tests/test_basket.py"),
        ("tests", "src/basket.spec.ts"),
        ("tests", "basket_test.go"),
        ("tests", "src/test/java/shop/BasketTest.java"),
        ("ci", ".github/workflows/ci.yml"),
        ("ci", ".gitlab-ci.yml"),
        ("docs", "README.md"),
        ("docs", "docs/setup.rst"),
        ("owners", ".github/CODEOWNERS"),
        ("agents", "AGENTS.md"),
        ("agents", ".github/copilot-instructions.md"),
        ("source", "shop/basket.py"),
        ("source", "größe/Straße.java"),
    ],
)
def test_a_path_tells_what_a_file_is_for(role, path):
    assert roles([path]) == [(role, path)]


@pytest.mark.parametrize(
    "path",
    [
        "LICENSE",
        "logo.png",
        "node_modules/left/index.js",
        "package-lock.json",
        "dist/app.js",
        "shop/api_pb2.py",
        "tests/data/basket.json",
        "scripts/release.py",
    ],
)
def test_what_nobody_works_on_has_no_role(path):
    assert roles([path]) == []


def test_of_each_role_a_few_are_named_those_near_the_work_first():
    near = [f"shop/billing/part{number}.py" for number in range(3)]
    far = [f"aside/deep/down/part{number}.py" for number in range(20)]

    named = [path for _, path in roles([*far, *near, "shop/other.py"], ["shop/billing/vat.py"])]

    assert named == [*near, "shop/other.py"]
    assert len(roles(far)) == FEW


def test_a_path_that_may_not_be_named_makes_room_for_one_that_may():
    assert [place.path for place in layout(["a`b.py", "c d.py", "e.py"], fit=plain_path)] == ["e.py"]


def test_the_order_of_the_tree_changes_nothing():
    paths = [f"a{number % 7}/b{number}.py" for number in range(200)]

    assert layout(paths, ["a3/x.py"]) == layout(reversed(paths), ["a3/x.py"])


def test_a_roadmap_and_the_newest_decisions_say_where_it_is_going():
    decisions = [f"docs/adr/{number:04}-choice.md" for number in range(1, 12)]

    found = roadmap([*decisions, "docs/adr/template.md", "ROADMAP.md", "src/roadmap.md", "docs/decisions/0100-log.png"])

    assert found[:3] == ("ROADMAP.md", "docs/adr/0011-choice.md", "docs/adr/0010-choice.md")
    assert len(found) == MOST_ROADMAPS
    assert roadmap(["README.md", "src/a.py"]) == ()


def test_a_tree_of_100_000_files_is_read_at_a_glance():
    tree = [f"pkg{n % 40}/sub{n % 977}/models/file{n}.{('py', 'ts', 'tsx', 'go', 'md')[n % 5]}" for n in range(100_000)]

    began = time.process_time()
    found = layout(tree, tree[5:10])
    near = candidates(tree[5:7], tree)
    roadmap(tree)
    seconds = time.process_time() - began

    assert found[0].path.startswith(("pkg5/sub5/", "pkg6/sub6/"))
    assert len(near) == 200
    assert seconds < 3, "some hundreds of milliseconds on any machine; this only catches what is quadratic"


TREE = [
    "README.md",
    "shop/export/csv_writer.py",
    "shop/export/__init__.py",
    "shop/accounts.py",
    "shop/basket.py",
    "tests/test_csv_writer.py",
    "docs/export.md",
    "shop/AccountExporter.java",
    "node_modules/export/index.js",
]


def test_a_wish_is_about_the_files_whose_paths_share_its_rarest_words():
    assert matching("Export accounts as CSV", TREE, 3) == (
        "shop/AccountExporter.java",
        "shop/export/csv_writer.py",
        "shop/accounts.py",
    )


@pytest.mark.parametrize("wish", ["", "!!!", "please add the new feature", "🦄 ∑", "x" * 50_000])
def test_a_wish_that_says_nothing_of_the_tree_is_about_no_file(wish):
    assert matching(wish, TREE) == ()


def test_a_wish_in_another_language_finds_files_named_in_it():
    assert matching("Größenrechner für Kleider", ["src/größenrechner.py", "src/a.py"]) == ("src/größenrechner.py",)


def test_what_a_review_will_read_comes_with_the_change():
    tree = ["AGENTS.md", "pyproject.toml", "README.md", "shop/a.py", "tests/test_a.py", ".github/workflows/ci.yml"]

    assert set(beside(tree, ["shop/a.py"])) == set(tree) - {"shop/a.py"}


def test_a_repository_of_one_file_has_a_layout_and_nothing_else():
    assert roles(["main.py"]) == [("source", "main.py")]
    assert (wanted(["main.py"]), guides(["main.py"]), beside(["main.py"], ["main.py"])) == ((), (), ())
