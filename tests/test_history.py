"""The past of real repositories: merged pull requests are one change, lines are counted, renames followed."""

import pytest

from service.edge.git import Local
from service.model import Repo, Touch
from service.ports import Unfetchable
from tests import githost
from tests.githost import code, host
from tests.repositories import EPOCH, Repository

__all__ = ["code", "host"]

SHOP = Repo(1, "acme", "shop")


@pytest.fixture
def shop(tmp_path):
    return Repository(tmp_path / "shop.git")


async def past(shop, commit, **options):
    return await Local(shop.path).past(SHOP, commit, **options)


async def test_a_merged_branch_is_one_change_by_the_author_of_its_tip(shop):
    first = shop.commit({"a.py": "one\n"})
    shop.commit({"a.py": "one\ntwo\n"}, branch="work", parents=[first], author="Bo <Bo@Example.org>")
    tip = shop.commit({"b.py": "1\n2\n3\n"}, branch="work", author="Cy <7+cy@users.noreply.github.com>")
    merge = shop.commit(
        {"a.py": "one\ntwo\n", "b.py": "1\n2\n3\n"},
        parents=[first, tip],
        message="Merge pull request #3 from acme/work\n\nAdd three",
    )

    changes = await past(shop, merge)

    assert [change.id for change in changes] == [first, merge]
    assert changes[1].author == "7+cy@users.noreply.github.com"
    assert changes[1].files == (Touch("a.py", 1, 0), Touch("b.py", 3, 0))
    assert (changes[1].parent, changes[1].time) == (first, EPOCH + 4 * 60)
    assert changes[1].message.endswith("Add three")


async def test_only_what_came_after_a_known_change_is_read(shop):
    commits = [shop.commit({"a.py": f"{number}\n"}) for number in range(4)]

    assert [change.id for change in await past(shop, commits[3], since=commits[1])] == commits[2:]
    assert await past(shop, commits[3], since=commits[3]) == ()


async def test_only_the_newest_changes_are_counted(shop):
    commits = [shop.commit({"a.py": "x\n" * number}) for number in range(1, 5)]

    changes = await past(shop, commits[-1], counted=2)

    assert [change.counted for change in changes] == [False, False, True, True]
    assert changes[0].files == (Touch("a.py"),)
    assert changes[3].files == (Touch("a.py", 1, 0),)


async def test_a_rename_keeps_its_old_name_and_strange_paths_stay_apart(shop):
    text = "".join(f"line {number}\n" for number in range(30))
    shop.commit({"old.py": text, b"caf\xe9.py": "1\n", "tab\there\nand.py": "1\n"})
    head = shop.commit({"old.py": None, "new.py": text + "more\n", b"caf\xe9.py": "2\n", "tab\there\nand.py": "1\n2\n"})

    files = (await past(shop, head))[-1].files

    assert set(files) == {
        Touch("new.py", 1, 0, "old.py"),
        Touch("caf\\xe9.py", 1, 1),
        Touch("tab\there\nand.py", 1, 0),
    }


async def test_binary_and_huge_files_count_no_lines(shop):
    head = shop.commit({"a.bin": b"\0\1\n\n", "huge.json": "1\n" * 200_000, "a.py": "1\n"})

    (change,) = await past(shop, head)
    lengths = await Local(shop.path).lengths(SHOP, head, ["a.bin", "huge.json", "a.py", "absent.py"])

    assert change.files == (Touch("a.bin"), Touch("a.py", 1, 0), Touch("huge.json"))
    assert lengths == {"a.py": 1}


async def test_a_change_whose_content_is_not_here_stays_uncounted(shop, tmp_path):
    commits = [shop.commit({"a.py": "x\n" * number}) for number in range(1, 4)]
    clone = tmp_path / "partial"
    shop.git("config", "uploadpack.allowFilter", "true")
    shop.git("clone", "-q", "--bare", "--filter=blob:none", f"file://{shop.path}", str(clone))

    changes = await Local(clone).past(SHOP, commits[-1])

    assert [(change.id, change.counted) for change in changes] == [(commit, False) for commit in commits]


async def test_the_author_of_a_commit_is_an_address_in_lower_case(shop):
    head = shop.commit({"a.py": "1\n"}, author="Ada <Ada@Example.ORG>")

    assert await Local(shop.path).author(SHOP, head) == ("ada@example.org", EPOCH + 60)
    assert await Local(shop.path).author(SHOP, "0" * 39 + "1") == ("", 0)


async def test_what_is_no_commit_id_is_refused(shop):
    shop.commit({"a.py": "1\n"})

    with pytest.raises(Unfetchable):
        await past(shop, "--output=/etc/passwd")


async def test_rewrites_tell_which_lines_went_and_came(shop):
    shop.commit({"a.py": "one\ntwo\nthree\n", "b.py": "same\n" * 9, "c.py": "x\n"})
    commits = [
        shop.commit({"a.py": "one\n--- two\n+++ three\nfour"}),
        shop.commit({"a.py": "one\n--- two\n+++ three\nfour\n", "b.py": None, "d.py": "same\n" * 9, "c.py": None}),
    ]
    pairs = [(change.id, change.parent) for change in await past(shop, commits[1])]

    first, second, third = [found async for found in Local(shop.path).rewrites(SHOP, pairs)]

    assert [(edit.path, edit.old_path, edit.gone) for edit in first.edits] == [
        (path, "", ()) for path in ("a.py", "b.py", "c.py")
    ]
    assert [(edit.old_start, edit.gone, edit.come) for edit in second.edits] == [
        (2, ("two", "three"), ("--- two", "+++ three", "four"))
    ]
    assert (third.renames, third.deleted) == ((("b.py", "d.py"),), ("c.py",))


async def test_a_partial_clone_brings_what_past_changes_touched_in_one_fetch(host, code):
    origin = host.repository(githost.SHOP.full_name)
    commits = [origin.commit({"a.py": "x\n" * number, "b.py": f"{number}\n"}) for number in range(1, 9)]
    await code.fetch(githost.change(commits[-1], commits[-1]))
    host.fetches = 0

    changes = await code.past(githost.SHOP, commits[-1], counted=4)
    again = await code.past(githost.SHOP, commits[-1], counted=4)

    assert host.fetches == 1
    assert changes == again
    assert [change.counted for change in changes] == [False] * 4 + [True] * 4
    assert changes[-1].files == (Touch("a.py", 1, 0), Touch("b.py", 1, 1))
    assert await code.lengths(githost.SHOP, commits[-1], ["a.py"]) == {"a.py": 8}
    assert [one.id async for one in code.rewrites(githost.SHOP, [(commits[7], commits[6])])] == [commits[7]]
