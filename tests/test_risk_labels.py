"""Which changes a later fix repaired: by messages, and by following every line like `git blame` does."""

import random

import pytest

from service.analyze.risk.messages import number, repairs, takes_back, title
from service.analyze.risk.tracing import Trace
from service.edge.git import Local
from service.model import Edit, Past, Repo, Rewrite
from tests.repositories import Repository

SHOP = Repo(1, "acme", "shop")

MESSAGES = [
    ("Fix crash when the cart is empty", True),
    ("fix(cart): wrong total", True),
    ("Merge pull request #7 from acme/x\n\nFix the total of refunds", True),
    ("Merge pull request #7 from acme/fix-total\n\nAdd refunds", False),
    ("Cart totals (#9)\n\nFixes #8", True),
    ("Cart totals\n\nSee #8", False),
    ("Resolve CVE-2024-1234 in the parser", True),
    ("Fix typo in README", False),
    ("docs: fix the example", False),
    ("test: fix flaky test", False),
    ("Fix lint", False),
    ("Add prefix and suffix to names", False),
    ("Add fixtures", False),
    ("", False),
]


@pytest.mark.parametrize(("message", "expected"), MESSAGES)
def test_a_fix_is_told_by_its_title_or_the_issue_it_fixes(message, expected):
    assert repairs(message) is expected


def test_numbers_titles_and_reverts_are_read_from_messages():
    merged = "Merge pull request #12 from a/b\n\nAdd a thing"

    assert (number(merged), number("Add a thing (#13)"), number("See #14")) == (12, 13, 0)
    assert title(merged) == "Add a thing"
    assert takes_back('Revert "Add"\n\nThis reverts commit 0123abcdef.') == (("0123abcdef",), ())
    assert takes_back("Revert it\n\nReverts acme/shop#13") == ((), (13,))


def change(at, message="Change"):
    return Past(f"{at:040x}", "", 1000 + at, "ada@example.org", message)


def followed(*steps):
    """The numbers of the changes that were repaired, after these (message, edits of cart.py)."""
    trace = Trace()
    for at, (message, edits) in enumerate(steps):
        trace.follow(at, change(at, message), Rewrite("", tuple(Edit("cart.py", "cart.py", *edit) for edit in edits)))
    return set(trace.faulty)


WROTE = ("Add", [(0, (), ("a = 1", "b = 2", "", "# note", "c = 3"))])
GONE = [
    ([(2, ("b = 2",), ("b = 3",))], {0}),
    ([(3, ("",), ())], set()),
    ([(4, ("# note",), ())], set()),
    ([(2, ("b = 2",), ("    b  =  2",))], set()),
    ([(1, (), ("new = 1",))], set()),
    ([(90, ("old = 1",), ())], set()),
]


@pytest.mark.parametrize(("edits", "faulty"), GONE)
def test_only_lines_of_code_that_went_blame_who_wrote_them(edits, faulty):
    assert followed(WROTE, ("Fix the cart", edits)) == faulty


def test_an_indented_line_keeps_its_writer():
    indent = ("Indent", [(2, ("b = 2",), ("if a:", "    b = 2"))])

    assert followed(WROTE, indent, ("Fix the cart", [(3, ("    b = 2",), ())])) == {0}
    assert followed(WROTE, indent, ("Fix the cart", [(2, ("if a:",), ())])) == {1}


def test_only_fixes_blame_and_a_fix_of_very_many_files_does_not():
    edits = [(2, ("b = 2",), ("b = 3",))]
    trace = Trace()
    trace.follow(0, change(0), Rewrite("", tuple(Edit(f"{n}.py", "", 0, (), ("a = 1",)) for n in range(30))))
    trace.follow(
        1, change(1, "Fix"), Rewrite("", tuple(Edit(f"{n}.py", f"{n}.py", 1, ("a = 1",), ()) for n in range(30)))
    )

    assert followed(WROTE, ("Add more", edits)) == set()
    assert not trace.faulty


def test_a_reverted_change_was_faulty_whatever_its_lines():
    trace = Trace()
    trace.follow(0, change(0, "Add a thing (#5)"), Rewrite(""))
    trace.follow(1, change(1, "Add another"), Rewrite(""))
    trace.follow(2, change(2, f"Revert\n\nThis reverts commit {change(1).id}."), Rewrite(""))
    trace.follow(3, change(3, "Revert it\n\nReverts acme/shop#5"), Rewrite(""))

    assert trace.faulty == {1: 1002, 0: 1003}


def edited(lines, rng):
    """The lines after a few random edits; every line is unlike any other."""
    after = list(lines)
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(after))
        after[at : at + rng.randint(0, 3)] = [f"v{rng.random()} = {rng.random()}" for _ in range(rng.randint(0, 4))]
    return after


async def test_following_lines_says_what_git_blame_says(tmp_path):
    rng = random.Random(7)
    shop = Repository(tmp_path / "shop.git")
    texts = {"a.py": edited([], rng), "b.py": edited([], rng)}
    for step in range(60):
        name = rng.choice(sorted(texts))
        moved = f"{name[0]}{step}.py" if step % 17 == 5 else name
        files = {name: None} if moved != name else {}
        texts[moved] = edited(texts.pop(name), rng)
        head = shop.commit({**files, moved: "".join(f"{line}\n" for line in texts[moved])})
    local = Local(shop.path)
    past = await local.past(SHOP, head)

    trace, at = Trace(), 0
    async for rewrite in local.rewrites(SHOP, [(one.id, one.parent) for one in past]):
        trace.follow(at, past[at], rewrite)
        at += 1

    for name in texts:
        blamed = shop.git("blame", "--first-parent", "-l", "-s", "--root", head, "--", name).splitlines()
        assert [past[number].id for number in trace.writers(name)] == [line.split(" ")[0] for line in blamed]
