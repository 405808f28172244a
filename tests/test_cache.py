"""What was analysed once is not analysed again, and nothing but an equal question gets the old answer."""

import asyncio
import contextlib
import sqlite3
import zlib
from dataclasses import replace

import pytest

from service.analyzers import every
from service.edge import cache as cache_module
from service.edge.cache import FRESH, ScanCache
from service.edge.git import Local
from service.edge.sandbox import Runner
from service.model import Change
from service.workflows import reading
from service.workflows.analysis import Examination, examine
from tests.analysis import SHOP
from tests.examples import CLEAN, SHELL
from tests.repositories import Repository

SALT = b"salt"


class Shop:
    """A repository whose changes are judged one after the other, with one memory."""

    def __init__(self, path, cache):
        self.git = Repository(path)
        self.cache = cache
        self.base = self.git.commit({f"m{n}.py": CLEAN for n in range(4)})

    async def judge(self, files, salt=SALT, sandbox=None, **options) -> Examination:
        """What is known of the change that a push of these files makes to the branch `change`."""
        if files:
            parents = self.git.git("for-each-ref", "--format=%(objectname)", "refs/heads/change").split()
            self.git.commit(files, branch="change", parents=parents or [self.base])
        code = Local(self.git.path)
        head = await code.resolve("refs/heads/change")
        diff = await code.fetch(Change(SHOP, head, self.base, "refs/heads/change"))
        return await examine(diff, code, sandbox or Runner(), SHOP, salt, cache=self.cache, **options)


@pytest.fixture
def cache(tmp_path):
    return ScanCache(tmp_path / "data" / "scans.db")


@pytest.fixture
def shop(tmp_path, cache):
    return Shop(tmp_path / "shop.git", cache)


async def test_a_second_push_that_touches_one_file_analyses_one_file(shop):
    first = await shop.judge({f"m{n}.py": SHELL for n in range(3)})
    second = await shop.judge({"m0.py": SHELL + "# one more line\n"})

    assert (first.analysed, second.analysed) == (6, 1)
    assert [one.path for one in second.analysis.introduced] == [one.path for one in first.analysis.introduced]


async def test_what_is_remembered_is_what_was_said(shop):
    fresh = await shop.judge({"m0.py": SHELL, "m1.py": "def f(:\n", "m2.py": CLEAN + "\n\n# more\n"})
    known = await shop.judge({})

    assert known == replace(fresh, analysed=0)


@pytest.mark.parametrize("other", [{"salt": b"pepper"}, {"complexity": 3}])
async def test_another_question_gets_its_own_answer(shop, other):
    await shop.judge({"m0.py": SHELL})

    assert (await shop.judge({}, **other)).analysed == 2


async def test_the_same_text_under_another_name_is_another_question(shop):
    await shop.judge({"m0.py": SHELL})

    assert (await shop.judge({"tests/test_m.py": SHELL})).analysed == 1


async def test_a_new_analyzer_is_asked_about_everything(shop, monkeypatch):
    await shop.judge({"m0.py": SHELL})
    fewer = every()[:-1]
    monkeypatch.setattr(reading, "every", lambda: fewer)

    assert (await shop.judge({})).analysed == 2


async def test_a_failure_is_not_remembered(shop, tmp_path):
    broken = await shop.judge({"m0.py": SHELL}, sandbox=Runner(tools=tmp_path / "nothing"))
    mended = await shop.judge({})

    assert any(gap.blocking for gap in broken.analysis.gaps)
    assert mended.analysed == 2
    assert not any(gap.blocking for gap in mended.analysis.gaps)


async def test_no_secret_is_remembered(shop, tmp_path):
    secret = "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"
    seen = await shop.judge({"m0.py": f'TOKEN = "{secret}"\n'})

    assert [one.tool for one in seen.analysis.introduced] == ["secrets"]
    assert secret.encode() not in b"".join(map(zlib.decompress, values(tmp_path / "data" / "scans.db")))


def values(file):
    with contextlib.closing(sqlite3.connect(file)) as rows:
        return [value for (value,) in rows.execute("SELECT value FROM scan")]


def aged(file, most=1 << 30):
    """A cache whose clock is set by hand."""
    now = [0.0]
    return ScanCache(file, most, lambda: now[0]), now


async def test_when_there_is_no_room_the_longest_unused_goes_first(tmp_path):
    cache, now = aged(tmp_path / "scans.db", most=400_000)
    for key in range(10):
        now[0] += 2 * FRESH
        await cache.keep({f"k{key}": bytes(30_000)})
        await cache.known(["k0"])
    for key in range(10, 20):
        now[0] += 2 * FRESH
        await cache.keep({f"k{key}": bytes(30_000)})
        await cache.known(["k0"])

    left = await cache.known([f"k{key}" for key in range(20)])

    assert {"k0", "k19"} <= left.keys()
    assert not {f"k{key}" for key in range(1, 9)} & left.keys()
    assert (tmp_path / "scans.db").stat().st_size < 600_000


async def test_many_keys_are_looked_up_in_one_call(tmp_path):
    cache = ScanCache(tmp_path / "scans.db")
    await cache.keep({f"k{n}": b"%d" % n for n in range(2_000)})

    assert await cache.known([f"k{n}" for n in range(1_500, 2_500)]) == {
        f"k{n}": b"%d" % n for n in range(1_500, 2_000)
    }


async def test_a_damaged_file_is_made_anew(tmp_path, caplog):
    file = tmp_path / "scans.db"
    file.write_bytes(b"no database at all" * 1_000)
    cache = ScanCache(file)

    assert await cache.known(["k"]) == {}
    await cache.keep({"k": b"v"})

    assert await cache.known(["k"]) == {"k": b"v"}
    assert "passed over" in caplog.text


async def test_a_place_that_cannot_be_written_costs_nothing_but_time(tmp_path):
    (tmp_path / "file").write_text("")
    cache = ScanCache(tmp_path / "file" / "scans.db")

    await cache.keep({"k": b"v"})

    assert await cache.known(["k"]) == {}


async def test_the_file_is_private_and_shared_by_whoever_works_here(tmp_path):
    file = tmp_path / "data" / "scans.db"
    caches = [ScanCache(file) for _ in range(3)]
    await asyncio.gather(*(cache.keep({f"k{n}": b"v"}) for n, cache in enumerate(caches)))

    assert len(await caches[0].known(["k0", "k1", "k2"])) == 3
    assert file.stat().st_mode & 0o077 == 0


async def test_another_version_of_hone_or_of_a_tool_finds_nothing(tmp_path, monkeypatch):
    cache = ScanCache(tmp_path / "scans.db")
    await cache.keep({"k": b"v"})
    monkeypatch.setattr(cache_module, "stamp", lambda: "another")

    assert await cache.known(["k"]) == {}
