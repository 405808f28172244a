"""Code access when something is gone, refused, slow, killed, damaged or done twice at once."""

import asyncio
import base64
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from service.edge.git import Mirror, answers, clone, command, mirror, remote
from service.model import Repo
from service.ports import Unfetchable
from tests.githost import SHOP, TOKEN, change, code, host, shop, token

__all__ = ["code", "host", "shop"]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(mirror, "RETRY_SECONDS", 0)


def by_path(diff):
    return {file.path: file for file in diff.files}


async def test_a_head_that_the_host_refuses_is_found_behind_the_pull_request(host, shop, code, monkeypatch):
    base = shop.commit({"a": "1\n"})
    head = shop.commit({"a": "2\n"}, branch="f", parents=[base])
    newest = shop.commit({"a": "3\n"}, branch="f")
    shop.ref("refs/pull/1/head", newest)
    real = remote.Remote.fetch

    async def refusing(self, held, wants, **options):
        if any(want.startswith(f"+{head}") for want in wants):
            raise answers.Missing(head)
        await real(self, held, wants, **options)

    monkeypatch.setattr(remote.Remote, "fetch", refusing)

    assert (await code.fetch(change(head, base))).head == head


@pytest.mark.parametrize("side", ["head", "base"])
async def test_a_commit_that_vanished_is_named(shop, code, side):
    here = shop.commit({"a": "1\n"})
    gone = "d" * 40

    with pytest.raises(Unfetchable, match=f"The {side} commit dddddddddddd is not on the git host any more"):
        await code.fetch(change(gone, here) if side == "head" else change(here, gone))


async def test_a_force_push_away_from_the_head_is_said(shop, code):
    base = shop.commit({"a": "1\n"})
    shop.ref("refs/pull/1/head", shop.commit({"a": "3\n"}, branch="f", parents=[base]))

    with pytest.raises(Unfetchable, match="not on the git host any more"):
        await code.fetch(change("d" * 40, base))


@pytest.mark.parametrize(
    ("repo", "head", "words"),
    [
        (SHOP, "main", "full SHA"),
        (SHOP, "--output=/x", "full SHA"),
        (Repo(8, "acme", "../shop"), "", "name of the repository"),
        (Repo(8, "acme", "x y"), "", "name of the repository"),
        (Repo(8, "acme", "absent"), "", "no such repository"),
    ],
)
async def test_what_cannot_be_asked_for_is_refused_calmly(shop, code, repo, head, words):
    base = shop.commit({"a": "1\n"})

    with pytest.raises(Unfetchable, match=words):
        await code.fetch(replace(change(head or base, base), repo=repo))


async def test_thetoken_goes_as_a_header_and_nowhere_else(host, shop, code, tmp_path):
    host.token = "Basic " + base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
    base = shop.commit({"a": "1\n"})

    await code.fetch(change(base, base))

    assert set(host.authorizations) == {host.token}
    secrets = (TOKEN.encode(), host.token.removeprefix("Basic ").encode())
    assert not [
        path
        for path in (tmp_path / "mirrors").rglob("*")
        if path.is_file() and any(secret in path.read_bytes() for secret in secrets)
    ]

    host.token = "Basic another"
    with pytest.raises(Unfetchable) as refused:
        await code.fetch(change(shop.commit({"a": "2\n"}), base))
    assert "did not accept Hone's token" in str(refused.value)
    assert TOKEN not in repr(refused.value)


async def test_one_failure_of_the_host_is_sat_out_and_a_dead_host_is_said(host, shop, code, tmp_path):
    base = shop.commit({"a": "1\n"})
    host.failures = 1

    assert (await code.fetch(change(base, base))).files == ()

    nobody = Mirror(tmp_path / "other", "http://127.0.0.1:1", token)
    with pytest.raises(Unfetchable, match="cannot be reached"):
        await nobody.fetch(change(base, base))


async def test_a_history_too_large_is_cut_and_the_host_says_where_the_change_begins(host, shop, tmp_path, monkeypatch):
    start = shop.grow(50)
    base = shop.commit({"base": "1\n"})
    head = shop.commit({"head": "2\n"}, parents=[start], branch="f")
    newer = shop.commit({"newer": "2\n"}, branch="f")
    real = remote.Remote.fetch

    async def slow(self, held, wants, *, depth=0, quick=False):
        if not depth and not quick:
            raise command.Exceeded("too slow")
        await real(self, held, wants, depth=depth, quick=quick)

    async def compared(repo, base, head):
        return start

    monkeypatch.setattr(remote.Remote, "fetch", slow)
    code = Mirror(tmp_path / "m", host.url, token, merge_base=compared)

    assert by_path(await code.fetch(change(head, base))).keys() == {"head"}
    assert by_path(await code.fetch(change(newer, base))).keys() == {"head", "newer"}
    assert len(await code.history(SHOP, newer, 100)) < 5

    with pytest.raises(Unfetchable, match="limits"):
        await Mirror(tmp_path / "n", host.url, token).fetch(change(head, base))


async def test_a_fetch_that_stalls_is_ended_with_all_its_processes(host, shop, code, tmp_path, monkeypatch):
    base = shop.grow(50)
    host.stall = True
    monkeypatch.setattr(remote, "FETCH_SECONDS", 0.5)

    with pytest.raises(Unfetchable, match="longer"):
        await asyncio.wait_for(code.fetch(change(base, base)), 10)

    assert not _processes_in(tmp_path / "mirrors")
    monkeypatch.setattr(remote, "FETCH_SECONDS", 30)
    assert (await code.fetch(change(base, base))).files == ()
    assert not list((tmp_path / "mirrors").rglob("tmp_*"))


async def test_a_cancelled_fetch_leaves_no_process(host, shop, code, tmp_path):
    base = shop.grow(50)
    host.stall = True
    fetching = asyncio.create_task(code.fetch(change(base, base)))
    await asyncio.to_thread(host.stopped.wait, 10)

    fetching.cancel()
    await asyncio.wait([fetching], timeout=10)

    assert fetching.cancelled()
    assert not _processes_in(tmp_path / "mirrors")


@pytest.mark.parametrize("turns", range(12))
async def test_a_review_superseded_at_any_moment_ends_at_once(shop, code, tmp_path, turns):
    head = shop.commit({"a": "1\n"})
    fetching = asyncio.create_task(code.fetch(change(head, head)))
    for _ in range(turns):
        await asyncio.sleep(0)

    fetching.cancel()
    done, _ = await asyncio.wait([fetching], timeout=10)

    assert done
    assert not _processes_in(tmp_path / "mirrors")


def _processes_in(folder: Path) -> list[str]:
    wanted = str(folder).encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.name != "self" and b"GIT_DIR=" + wanted in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


async def test_reviews_of_one_repository_at_once_share_the_clone(host, shop, tmp_path):
    base = shop.grow(50)
    heads = [shop.commit({f"f{at}.py": f"{at}\n"}, parents=[base], branch=f"f{at}") for at in range(6)]
    mirrors = [Mirror(tmp_path / "m", host.url, token) for _ in range(2)]

    diffs = await asyncio.gather(*(mirrors[at % 2].fetch(change(head, base)) for at, head in enumerate(heads)))

    assert [[file.path for file in diff.files] for diff in diffs] == [[f"f{at}.py"] for at in range(6)]
    refs = tmp_path / "m" / "7.git" / "refs" / "hone"
    assert {ref.name for ref in refs.iterdir()} == {base, *heads}


PROGRAM = """
import asyncio, sys
from pathlib import Path
from service.edge.git import Mirror
from service.model import Change, Repo

async def token(repo):
    return ""

root, url, head = sys.argv[1:]
change = Change(Repo(7, "acme", "shop"), head, head, "x", 1)
print(asyncio.run(Mirror(Path(root), url, token).fetch(change)).head)
"""


def _program(tmp_path, host, head) -> subprocess.Popen[bytes]:
    arguments = (str(tmp_path / "mirrors"), host.url, head)
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.PIPE, cwd=Path(__file__).parents[1]
    )


async def test_a_clone_whose_process_was_killed_in_a_fetch_heals(host, shop, code, tmp_path):
    head = shop.grow(50)
    host.stall = True
    with _program(tmp_path, host, head) as victim:
        assert await asyncio.to_thread(host.stopped.wait, 20)
        victim.send_signal(signal.SIGKILL)
    held = tmp_path / "mirrors" / "7.git"
    for left in ("shallow.lock", "packed-refs.lock", f"refs/hone/{head}.lock", "objects/pack/tmp_pack_x"):
        (held / left).parent.mkdir(parents=True, exist_ok=True)
        (held / left).write_bytes(b"")
    (tmp_path / "mirrors" / "7.new.abc").mkdir()

    fetching = asyncio.create_task(code.fetch(change(head, head)))
    await asyncio.sleep(0.2)
    assert not fetching.done(), "the fetch that outlived its parent still holds the lock"
    host.resume.set()

    assert (await fetching).head == head
    assert not [
        path
        for path in (tmp_path / "mirrors").rglob("*")
        if path.name.startswith("tmp_")
        or (path.suffix == ".lock" and path.parent != tmp_path / "mirrors")
        or ".new." in path.name
    ]


async def test_two_processes_fetch_one_repository_at_once(host, shop, tmp_path):
    head = shop.grow(100)

    with _program(tmp_path, host, head) as one, _program(tmp_path, host, head) as two:
        said = [await asyncio.to_thread(process.communicate) for process in (one, two)]

    assert [output.decode().strip() for output, _ in said] == [head, head]
    assert host.fetches == 1


@pytest.mark.parametrize("damage", ["HEAD gone", "packs cut", "no objects"])
async def test_a_damaged_clone_is_made_again(shop, code, tmp_path, damage):
    base = shop.commit({"a": "1\n"})
    head = shop.commit({"a": "2\n"})
    await code.fetch(change(head, base))
    held = tmp_path / "mirrors" / "7.git"
    if damage == "HEAD gone":
        (held / "HEAD").unlink()
    for pack in (held / "objects" / "pack").iterdir():
        if damage == "no objects":
            pack.unlink()
        if damage == "packs cut":
            pack.chmod(0o600)
            pack.write_bytes(pack.read_bytes()[:40])

    assert len((await code.fetch(change(head, base))).files) == 1


async def test_many_packs_become_one_and_nothing_is_lost(shop, code, tmp_path, monkeypatch):
    monkeypatch.setattr(clone, "PACKS", 5)
    shas = [shop.commit({"a": f"{at}\n", "other": "same\n" * 20}) for at in range(8)]

    for base, head in pairwise(shas):
        diff = await code.fetch(change(head, base))
        assert [file.added for file in diff.files] == [1]

    assert len(list((tmp_path / "mirrors" / "7.git" / "objects" / "pack").glob("*.pack"))) < 9
    assert len((await code.fetch(change(shas[1], shas[0]))).files) == 1
