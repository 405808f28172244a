"""Real git against the stand-in: who may fetch, what can be asked for, what is counted."""

import base64
import os
import subprocess
from pathlib import Path

import pytest

from tests.app_client import AppClient
from tests.maintainer import Pull, Repo
from tests.world import World


class Clone:
    """An empty bare repository that fetches with a token."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder, self._url = folder, url
        self._git("", "init", "-q", "--bare", str(folder))

    def fetch(self, token: str, *what: str) -> str:
        """Fetch without blobs; what git complained of, empty when it worked."""
        done = self._git(token, "-C", str(self._folder), "fetch", "-q", "--filter=blob:none", self._url, *what)
        return done.stderr if done.returncode else ""

    def has(self, thing: str) -> bool:
        return not self._git("", "-C", str(self._folder), "cat-file", "-e", thing).returncode

    def _git(self, token: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        header = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        environment = {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_COUNT": "1" if token else "0",
            "GIT_CONFIG_KEY_0": "http.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {header}",
        }
        return subprocess.run(["git", *arguments], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
async def pull(world: World) -> Pull:
    return await (await world.repo({"app.py": "one = 1\n"}, history=50)).pull({"app.py": "two = 2\n"})


def clone(world: World, repo: Repo, folder: Path) -> Clone:
    return Clone(folder / "clone.git", f"{world.app['url']}/{repo.name}.git")


async def test_a_head_is_fetched_by_its_sha_and_counted_once(world: World, pull: Pull, tmp_path: Path) -> None:
    client = AppClient(world)
    token = client.mint(world.installations["acme"], repository_ids=[pull.repo.id], permissions={"contents": "read"})
    client.close()
    here = clone(world, pull.repo, tmp_path)

    assert here.fetch(token, pull.head) == ""
    assert here.has(pull.head)
    assert world.counters["fetches"] == {"acme/app1": 1}

    head = await pull.push({"app.py": "three = 3\n"})
    assert here.fetch(token, f"refs/pull/{pull.number}/head") == ""
    assert here.has(head)
    assert world.counters["fetches"] == {"acme/app1": 2}


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({}, "could not read Username"),
        ({"repositories": ["app2"]}, "not found"),
        ({"permissions": {"checks": "read"}}, "403"),
    ],
    ids=["no token", "another repository's token", "no contents permission"],
)
async def test_a_fetch_without_the_right_is_refused(
    world: World, pull: Pull, tmp_path: Path, asked: dict[str, object], complaint: str
) -> None:
    world.expects_refusals()
    await world.repo({"other.py": ""})
    client = AppClient(world)
    token = client.mint(world.installations["acme"], **asked) if asked else "ghs_nobody"
    client.close()

    assert complaint in clone(world, pull.repo, tmp_path).fetch(token, pull.head)
    assert world.counters["fetches"] == {}


async def test_a_commit_nobody_has_cannot_be_fetched(world: World, pull: Pull, tmp_path: Path) -> None:
    client = AppClient(world)
    token = client.mint(world.installations["acme"])
    client.close()

    assert "not our ref" in clone(world, pull.repo, tmp_path).fetch(token, "1" * 40)


async def test_a_git_fault_comes_as_ordered(world: World, pull: Pull, tmp_path: Path) -> None:
    client = AppClient(world)
    token = client.mint(world.installations["acme"])
    client.close()
    here = clone(world, pull.repo, tmp_path)
    world.fault("", r"\.git/", status=503)

    assert "503" in here.fetch(token, pull.head)
    assert here.fetch(token, pull.head) == ""
