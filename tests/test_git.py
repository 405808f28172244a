"""What a diff holds, against real git over real HTTP; hostile names and files are only data."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from service.edge.git import Mirror, command, reading, remote, version
from service.edge.git.place import Place
from service.model import Hunk
from service.ports import Unfetchable
from tests.githost import SHOP, change, code, host, shop, token
from tests.repositories import executable, link, submodule

__all__ = ["code", "host", "shop"]


def by_path(diff):
    return {file.path: file for file in diff.files}


LINES = "".join(f"line {at}\n" for at in range(20))


async def test_a_pull_request_is_compared_with_its_merge_base(shop, code):
    start = shop.commit({"a.py": LINES, "gone.py": "x\n"})
    base = shop.commit({"base_only.py": "y\n"})
    head = shop.commit(
        {"a.py": LINES.replace("line 4\n", "LINE\n"), "new.py": "z\n", "gone.py": None}, parents=[start], branch="f"
    )

    diff = await code.fetch(change(head, base))

    assert (diff.base, diff.head) == (start, head)
    assert {file.path: (file.status, file.added, file.deleted) for file in diff.files} == {
        "a.py": ("modified", 1, 1),
        "gone.py": ("deleted", 0, 1),
        "new.py": ("added", 1, 0),
    }
    assert by_path(diff)["a.py"].hunks == (Hunk(5, 1, 5, 1),)
    content = await code.blobs(SHOP, [file.new_blob or file.old_blob for file in diff.files])
    assert content[by_path(diff)["new.py"].new_blob] == b"z\n"
    assert content[by_path(diff)["gone.py"].old_blob] == b"x\n"


async def test_two_fetches_bring_ten_files_cold_and_warm(host, shop, code):
    base = shop.grow(100)
    files = {f"src/part{at}/module{at}.py": f"{at}\n" for at in range(10)}
    head = shop.commit(files, parents=[base], branch="f")
    newer = shop.commit({path: text + "more\n" for path, text in files.items()}, branch="f")

    await code.fetch(change(head, base))
    cold, sent, host.fetches, host.sent = host.fetches, host.sent, 0, 0
    await code.fetch(change(newer, base))
    warm, host.fetches = host.fetches, 0
    again = await code.fetch(change(newer, base))

    assert (cold, warm, host.fetches) == (2, 2, 0)
    assert len(again.files) == 10
    assert host.sent < sent / 4, "what is here already is not sent again"


async def test_a_relative_data_directory_is_where_the_service_was_started(host, shop, tmp_path, monkeypatch):
    head = shop.commit({"a.py": "x\n"})
    monkeypatch.chdir(tmp_path)
    code = Mirror(Path("hone-data"), host.url, token)

    assert (await code.fetch(change(head, head))).head == head
    assert (tmp_path / "hone-data" / "7.git").is_dir()


async def test_an_unchanged_file_is_never_fetched_unless_it_was_asked_for(host, shop, tmp_path):
    base = shop.commit({"big.py": LINES, "Makefile": "test:\n"})
    head = shop.commit({"a.py": "x\n"})
    plain = Mirror(tmp_path / "plain", host.url, token)
    curious = Mirror(tmp_path / "curious", host.url, token, beside=lambda paths, _changed: {"Makefile"} & {*paths})

    await plain.fetch(change(head, base))
    await curious.fetch(change(head, base))
    tree = await plain.tree(SHOP, head)

    assert tree.keys() == {"big.py", "Makefile", "a.py"}
    assert await plain.blobs(SHOP, [tree["big.py"], tree["Makefile"]]) == {}
    assert await curious.blobs(SHOP, [tree["big.py"], tree["Makefile"]]) == {tree["Makefile"]: b"test:\n"}


async def test_every_kind_of_change_keeps_its_mode_status_and_ids(shop, code):
    base = shop.commit(
        {
            "moved.py": LINES,
            "same.py": LINES * 2,
            "run.sh": "x\n",
            "dos.txt": b"a\r\nb\r\n",
            "cut.txt": "a\nb\n",
            "logo": b"\0\1\2",
            "turned": "plain\n",
            "vendor": submodule("1" * 40),
            "empty_later": "x\n",
        }
    )
    head = shop.commit(
        {
            "moved.py": None,
            "renamed.py": LINES + "more\n",
            "same.py": None,
            "other/same.py": LINES * 2,
            "run.sh": executable(b"x\n"),
            "dos.txt": b"a\r\nB\r\n",
            "cut.txt": "a\nb",
            "logo": b"\0\1\3",
            "turned": link("/etc/passwd"),
            "vendor": submodule("2" * 40),
            "empty_later": "",
        }
    )

    files = by_path(await code.fetch(change(head, base)))

    assert {path: (file.status, file.old_path, file.added, file.deleted) for path, file in files.items()} == {
        "renamed.py": ("renamed", "moved.py", 1, 0),
        "other/same.py": ("renamed", "same.py", 0, 0),
        "run.sh": ("modified", "", 0, 0),
        "dos.txt": ("modified", "", 1, 1),
        "cut.txt": ("modified", "", 1, 1),
        "logo": ("modified", "", 0, 0),
        "turned": ("retyped", "", 1, 1),
        "vendor": ("modified", "", 1, 1),
        "empty_later": ("modified", "", 0, 1),
    }
    assert (files["run.sh"].old_mode, files["run.sh"].new_mode) == ("100644", "100755")
    assert [path for path, file in files.items() if file.binary] == ["logo"]
    assert {path for path, file in files.items() if not file.regular} == {"turned", "vendor"}
    assert (files["vendor"].old_blob, files["vendor"].new_blob) == ("1" * 40, "2" * 40)
    assert await code.blobs(SHOP, [files["dos.txt"].new_blob]) == {files["dos.txt"].new_blob: b"a\r\nB\r\n"}
    assert await code.blobs(SHOP, [files["turned"].new_blob]) == {files["turned"].new_blob: b"/etc/passwd"}


HOSTILE = {
    b"-rf": "x\n",
    b"--upload-pack=touch pwned": "x\n",
    b"new\nline\n@@ -1 +1 @@\nindex.py": "x\n",
    b"caf\xe9.py": "latin\n",
    b"caf\\xe9.py": "literal\n",
    b'"quoted" \t\\.py': "x\n",
    b":(exclude)a.py": "x\n",
    b"*": "x\n",
    b"$(touch pwned);`x`|.py": "x\n",
    b"sub/.git/config": "[core]\n\tfsmonitor = touch pwned\n",
    b".gitattributes": "*.py -diff binary filter=evil\n",
    b".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% pwned\n',
    b"x": submodule("3" * 40),
    b"secret.py": link("/etc/passwd"),
    b"\xf0\x9f\x92\xa9\xe2\x80\xae.py": "x\n",
}


async def test_hostile_names_and_files_are_only_data(shop, code, tmp_path):
    base = shop.commit({"a.py": "x\n"})
    head = shop.commit(HOSTILE)

    diff = await code.fetch(change(head, base))

    assert len(by_path(diff)) == len(HOSTILE)
    assert all(file.added and not file.binary and not file.oversized for file in diff.files)
    content = await code.blobs(SHOP, [file.new_blob for file in diff.files])
    assert content[by_path(diff)["caf\\xe9.py"].new_blob] == b"literal\n"
    assert content[by_path(diff)["caf\\\\xe9.py"].new_blob] == b"latin\n"
    assert not list(tmp_path.rglob("*pwned*"))


async def test_a_diff_of_nothing_is_empty(shop, code):
    base = shop.commit({"a.py": "x\n"})
    head = shop.commit({}, branch="f", parents=[base])

    assert (await code.fetch(change(head, base))).files == ()
    assert (await code.fetch(change(base, base))).files == ()


async def test_a_first_push_is_compared_with_nothing(shop, code):
    head = shop.commit({"a.py": "x\n"})

    for base in ("", "0" * 40):
        diff = await code.fetch(change(head, base, None))
        assert (diff.base, [file.status for file in diff.files]) == ("", ["added"])
    assert await code.tree(SHOP, "") == {}


async def test_three_thousand_files_are_read_and_the_rest_is_listed(shop, code, host, monkeypatch):
    base = shop.commit({f"d{at % 50}/old{at}.py": f"old {at}\n{LINES}" for at in range(600)})
    added = {f"d{at % 50}/new{at}.py": f"new {at}\n" for at in range(2_400)}
    renamed = {f"d{at % 50}/old{at}.py": None for at in range(600)} | {
        f"e/old{at}.py": f"old {at}\n{LINES}" for at in range(600)
    }
    head = shop.commit(added | renamed)

    diff = await code.fetch(change(head, base))

    assert len(diff.files) == 3_000
    assert host.fetches == 2
    assert sum(file.status == "renamed" for file in diff.files) == 600

    monkeypatch.setattr(reading, "READ_BLOBS", 1_000)
    await code.forget(SHOP)
    files = (await code.fetch(change(head, base))).files

    assert {file.path for file in files} | {file.old_path for file in files if file.old_path} == {*added, *renamed}
    assert 1_000 <= sum(not file.oversized for file in files) < 2_000
    assert all(file.added == (not file.oversized) for file in files if file.path in added)


async def test_a_file_of_fifty_megabytes_is_listed_and_never_read(shop, code):
    base = shop.commit({"a.py": "x\n"})
    head = shop.commit({"huge.csv": b"0123456789,abcdef\n" * 2_900_000, "a.py": "y\n"})

    files = by_path(await code.fetch(change(head, base)))

    assert files["huge.csv"].oversized
    assert not files["huge.csv"].hunks
    assert (files["a.py"].oversized, files["a.py"].added) == (False, 1)
    assert (await code.blobs(SHOP, [files["huge.csv"].new_blob, files["a.py"].new_blob])).keys() == {
        files["a.py"].new_blob
    }


async def test_content_that_cannot_be_had_leaves_its_files_unread_and_the_others_read(shop, code, host, monkeypatch):
    base = shop.commit({"keep.py": LINES, "a.py": "x\n"})
    first = shop.commit({"a.py": "y\n"})
    await code.fetch(change(first, base))
    head = shop.commit({"keep.py": None, "moved.py": LINES})

    real = remote.Remote.fetch

    async def too_much(self, held, wants, *, depth=0, quick=False):
        if quick:
            raise command.Exceeded("too much")
        await real(self, held, wants, depth=depth)

    monkeypatch.setattr(remote.Remote, "fetch", too_much)
    files = by_path(await code.fetch(change(head, base)))

    assert {path: (file.status, file.oversized, file.added) for path, file in files.items()} == {
        "a.py": ("modified", False, 1),
        "keep.py": ("deleted", True, 0),
        "moved.py": ("added", True, 0),
    }


async def test_of_two_merge_bases_one_is_taken(shop, code):
    root = shop.commit({"a": "1\n"})
    left, right = (shop.commit({name: "x\n"}, parents=[root], branch=name) for name in ("left", "right"))
    base = shop.commit({"right": "x\n", "b": "2\n"}, parents=[left, right], branch="base")
    head = shop.commit({"left": "x\n", "h": "3\n"}, parents=[right, left], branch="head")

    diff = await code.fetch(change(head, base))

    assert diff.base in {left, right}
    assert "h" in by_path(diff)


async def test_without_a_common_ancestor_a_pull_request_is_refused_and_a_push_compared(shop, code):
    base = shop.commit({"a": "1\n"})
    head = shop.commit({"b": "2\n"}, parents=[], branch="orphan")

    with pytest.raises(Unfetchable, match="no common ancestor"):
        await code.fetch(change(head, base))

    diff = await code.fetch(change(head, base, None))
    assert {file.path: file.status for file in diff.files} == {"a": "deleted", "b": "added"}


async def test_history_tells_who_changed_what_when(shop, code):
    shop.commit({"a": "1\n"}, message="Start", author="Bob <bob@example.org>")
    head = shop.commit({"a": "2\n", "b": "1\n"}, message="Second\n\nbody")
    await code.fetch(change(head, head))

    newest, oldest = await code.history(SHOP, head, 10)

    assert (newest.subject, newest.author, newest.paths) == ("Second", "ada@example.org", ("a", "b"))
    assert (oldest.author, oldest.time) == ("bob@example.org", newest.time - 60)
    assert len(await code.history(SHOP, head, 1)) == 1


async def test_a_repository_never_fetched_has_nothing(code):
    assert await code.blobs(SHOP, ["a" * 40]) == {}
    assert await code.tree(SHOP, "a" * 40) == {}


async def test_ids_that_are_no_ids_are_absent(shop, code):
    base = shop.commit({"a": "1\n"})
    await code.fetch(change(base, base))

    assert await code.blobs(SHOP, ["HEAD", "--batch-all-objects", "x\ny", base]) == {}


@pytest.fixture
def installed():
    """What git says of itself."""
    return subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout


async def test_git_is_named_by_its_version_or_its_absence(installed, monkeypatch):
    assert f"git version {await version()}" in installed

    monkeypatch.setattr(command, "OLDEST", (99, 0))
    with pytest.raises(Unfetchable, match=r"too old; Hone needs 99\.0"):
        await version()

    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Unfetchable, match="no git"):
        await version()


async def test_output_beyond_the_limit_ends_git(shop):
    shop.commit({f"directory/file{at}": "x\n" for at in range(20_000)})
    place = Place(shop.path)

    with pytest.raises(command.Exceeded):
        await asyncio.wait_for(command.git(place, "ls-tree", "-r", "main", most=10_000), 10)
