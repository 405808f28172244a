"""The newest commit of the default branch, and the blobs of a whole tree, over real smart HTTP."""

import pytest

from service.edge.git import Local
from service.edge.git import remote as remote_module
from service.edge.git.command import Exceeded
from service.ports import Unfetchable
from tests.githost import SHOP, code, host, shop
from tests.repositories import Repository

__all__ = ["code", "host", "shop"]


async def test_the_newest_commit_is_that_of_the_default_branch_whatever_its_name(shop, code):
    shop.commit({"a.py": "1\n"})
    head = shop.commit({"a.py": "2\n"}, branch="trunk")
    shop.git("symbolic-ref", "HEAD", "refs/heads/trunk")

    assert await code.newest(SHOP) == head

    head = shop.commit({"a.py": "3\n"}, branch="trunk")

    assert await code.newest(SHOP) == head
    assert {commit.id for commit in await code.history(SHOP, head, 10)} >= {head}


async def test_a_whole_tree_is_brought_in_one_request(host, shop, code):
    shop.commit({f"m{n}.py": f"{n}\n" for n in range(300)})
    head = await code.newest(SHOP)
    tree = await code.tree(SHOP, head)
    before = host.fetches

    assert await code.blobs(SHOP, [*tree.values()]) == {}
    await code.bring(SHOP, [*tree.values()])
    await code.bring(SHOP, [*tree.values()])

    assert host.fetches == before + 1
    assert len(await code.blobs(SHOP, [*tree.values()])) == 300


async def test_a_repository_without_a_commit_says_so(shop, code):
    with pytest.raises(Unfetchable, match="no commit on its default branch"):
        await code.newest(SHOP)


async def test_a_host_that_is_away_says_so(host, shop, code):
    shop.commit({"a.py": "1\n"})
    host.failures = 9

    with pytest.raises(Unfetchable, match="cannot be reached"):
        await code.newest(SHOP)


async def test_a_history_that_is_too_much_is_left_behind(shop, code, monkeypatch):
    shop.commit({"a.py": "1\n"})
    head = shop.commit({"a.py": "2\n"})
    fetch, asked = remote_module.Remote.fetch, []

    async def picky(self, held, wants, *, depth=0, quick=False):
        asked.append(depth)
        if not depth:
            raise Exceeded("too much")
        await fetch(self, held, wants, depth=depth, quick=quick)

    monkeypatch.setattr(remote_module.Remote, "fetch", picky)

    assert await code.newest(SHOP) == head
    assert await code.newest(SHOP) == head
    assert asked == [0, 1, 1]
    assert len(await code.history(SHOP, head, 10)) == 1


async def test_of_a_local_clone_it_is_what_is_checked_out(tmp_path):
    repository = Repository(tmp_path / "shop.git")
    head = repository.commit({"a.py": "1\n"})

    assert await Local(repository.path).newest(SHOP) == head
