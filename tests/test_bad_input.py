"""What no honest GitHub sends and no friendly author writes: a clear answer, and the next pull request is served."""

import hashlib
import hmac
import json

import httpx
import pytest

from service.edge.sandbox import Runner
from tests.examples import CLEAN, SHELL
from tests.repositories import link, submodule
from tests.serving import serving

MEGABYTE = 1 << 20


def deep(levels):
    return b'{"a":' + b"[" * levels + b"]" * levels + b"}"


def signature(secret, body):
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


@pytest.fixture
async def door(hone):
    """Posts a body to the door, rightly signed unless told otherwise; the status."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:

        async def post(body, event="pull_request", **headers):
            usual = {
                "content-type": "application/json",
                "x-github-event": event,
                "x-github-delivery": hashlib.sha256(body[:1000] + event.encode()).hexdigest()[:32],
                "x-hub-signature-256": signature(hone.app["webhook_secret"], body),
            }
            given = {name: value for name, value in (usual | headers).items() if value is not None}
            return (await client.post(hone.address, content=body, headers=given)).status_code

        yield post


async def served_still(hone):
    """Somebody else's pull request is answered as ever."""
    repo = await hone.repo({"send.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL})
    await hone.settled()
    return [check.conclusion for check in pull.checks] == ["failure"] and len(pull.said) == 1


async def test_a_delivery_that_is_not_githubs_is_refused_and_leaves_nothing_behind(served, door):
    refused = [
        await door(b"{}", **{"x-hub-signature-256": None}),
        await door(b"{}", **{"x-hub-signature-256": signature("another secret", b"{}")}),
        await door(b"{}", **{"x-hub-signature-256": "sha256="}),
        await door(b"x" * (25 * MEGABYTE + 1024)),
        await door(b"payload=%7B%7D", **{"content-type": "application/x-www-form-urlencoded"}),
        await door(b"{"),
        await door(b"[]"),
        await door(b"\xff\xfe"),
        await door(deep(100_000)),
        await door(b"{}", **{"x-github-delivery": None}),
        await door(b"{}", **{"x-github-delivery": "a b\x7f"}),
    ]

    assert refused == [401, 401, 401, 413, 415, 415, 415, 415, 415, 415, 415]
    assert await served.hone.edge.store.unsettled() == {"queued": 0, "failed": 0}
    assert await served_still(served.world)


EVENTS = ("check_run", "check_suite", "installation", "installation_repositories", "issue_comment", "issues", "ping")
FRAGMENTS = (
    {},
    {"action": "opened"},
    {"action": "created", "repository": {"id": 1, "full_name": "a/b"}, "comment": None, "issue": []},
    {"action": "opened", "repository": {"id": -1, "full_name": "../.."}, "pull_request": {"number": "1"}},
    {"action": ["opened"], "repository": "x", "pull_request": {"head": {"sha": "--upload-pack=x"}}},
    {"ref": "refs/heads/main", "before": "", "after": None, "repository": {"id": 1, "full_name": "a/b"}},
    {
        "ref": "refs/heads/main",
        "before": "1" * 40,
        "after": "2" * 40,
        "repository": {"id": 2**70, "full_name": "a/b", "default_branch": "main"},
    },
)


async def test_payloads_with_fields_missing_or_of_the_wrong_kind_are_taken_and_ignored(served, door):
    for event in (*EVENTS, "pull_request", "push", "star", "made_up"):
        for number, fragment in enumerate(FRAGMENTS):
            body = json.dumps(fragment | {"n": number}).encode()
            assert await door(body, event) == 202
    assert await door(deep(400), "star") == 202
    await served.world.settled()

    assert await served.hone.edge.store.unsettled() == {"queued": 0, "failed": 0}
    assert await served_still(served.world)


async def test_a_head_that_vanished_is_left_alone_and_the_next_one_is_judged(hone):
    hone.expects_refusals()
    repo = await hone.repo({"send.py": CLEAN})
    gone = {"number": 1, "state": "open", "head": {"sha": "1" * 40}, "base": {"sha": repo.tip("main"), "ref": "main"}}
    hone.fault("GET", r"/repos/.*/pulls/1$", times=1, status=200, body=gone)
    pull = await repo.pull({"send.py": CLEAN + "#\n"})
    await hone.settled()
    assert pull.checks == []

    await pull.push({"send.py": SHELL})
    await hone.settled()

    assert pull.check.conclusion == "failure"


async def test_a_base_that_vanished_is_said_in_the_check_run(hone):
    repo = await hone.repo({"send.py": CLEAN})
    head = repo.git.commit({"send.py": SHELL}, branch="change-1")
    gone = {"number": 1, "state": "open", "head": {"sha": head}, "base": {"sha": "1" * 40, "ref": "main"}}
    hone.fault("GET", r"/repos/.*/pulls/1$", times=1, status=200, body=gone)
    made = await hone.act(f"{repo.at}/pulls", git_dir=str(repo.git.path), head=head, head_ref="change-1")
    await hone.settled()

    (check,) = repo.checks(head)
    assert made["head"] == head
    assert check.conclusion == "neutral"
    assert "The base commit 111111111111 is not on the git host any more" in check.title


async def test_a_push_of_a_commit_that_is_gone_is_calm(served):
    served.world.expects_refusals()
    repo = await served.world.repo({"send.py": CLEAN})
    await repo.push({"send.py": SHELL})
    pushed = next(each["payload"] for each in served.world.deliveries if each["event"] == "push")
    await served.world.deliver("push", {**pushed, "after": "2" * 40})
    await served.world.settled()

    assert repo.checks("2" * 40) == []
    assert await served.hone.edge.store.unsettled() == {"queued": 0, "failed": 0}


async def test_an_empty_change_is_skipped(hone):
    repo = await hone.repo({"send.py": CLEAN})
    pull = await repo.pull({})
    await hone.settled()

    assert pull.check.conclusion == "skipped"
    assert pull.said == []


@pytest.mark.parametrize(("count", "conclusion"), [(3_000, "success"), (3_500, "neutral")])
async def test_thousands_of_files_are_judged_and_what_was_left_out_is_said(hone, count, conclusion):
    repo = await hone.repo({"send.py": CLEAN})
    pull = await repo.pull({f"many/part{number}.txt": f"line {number}\n" for number in range(count)})
    await hone.settled(60)

    assert pull.check.conclusion == conclusion
    assert "3,000 changed files" in pull.check.text
    assert ("only 3,000 files of a change are analysed" in pull.check.text) is (conclusion == "neutral")


async def test_a_file_of_fifty_megabytes_is_named_and_the_rest_is_judged(hone):
    repo = await hone.repo({"send.py": CLEAN})
    pull = await repo.pull({"data.csv": b"0," * (25 * MEGABYTE), "send.py": SHELL})
    await hone.settled(60)

    assert pull.check.conclusion == "failure"
    assert "too large to read: data.csv" in pull.check.text


async def test_code_too_large_to_read_is_never_a_success(hone):
    repo = await hone.repo({"send.py": CLEAN})
    pull = await repo.pull({"send.py": SHELL + "# " + "x" * (3 * MEGABYTE)})
    await hone.settled()

    assert pull.check.conclusion == "neutral"
    assert "too large to read: send.py" in pull.check.title


async def test_links_and_submodules_are_never_followed(hone):
    repo = await hone.repo({"send.py": CLEAN, "lib": submodule("1" * 40)})
    pull = await repo.pull({"passwd.py": link("/etc/passwd"), "lib": submodule("2" * 40), "send.py": SHELL})
    await hone.settled()

    assert pull.check.conclusion == "failure"
    assert [note["path"] for note in pull.check.annotations] == ["send.py"]
    assert "symbolic link or submodule: lib, passwd.py" in pull.check.text
    assert "root:x:0" not in str(pull.page)


async def test_settings_in_the_change_silence_nothing_and_run_nothing(hone, tmp_path):
    canary = tmp_path / "canary"
    evil = f"import pathlib\npathlib.Path({str(canary)!r}).touch()\n"
    silent = "[tool.ruff]\nextend-exclude = ['*']\n[tool.ruff.lint]\nignore = ['ALL']\n"
    repo = await hone.repo({"send.py": CLEAN})
    pull = await repo.pull(
        {
            "send.py": "# ruff: noqa\n" + SHELL.replace("check=True)", "check=True)  # noqa: S602"),
            "ruff.toml": "exclude = ['*']\nlint.ignore = ['ALL']\n",
            "pyproject.toml": silent,
            ".flake8": "[flake8]\n[flake8:local-plugins]\nextension = X1 = evil:Evil\npaths = ./\n",
            ".gitattributes": "*.py -diff binary filter=evil\n",
            ".gitignore": "*\n",
            **dict.fromkeys(("evil.py", "lizard.py", "sitecustomize.py", "ruff.py", "conftest.py"), evil),
        }
    )
    await hone.settled()

    assert pull.check.conclusion == "failure"
    assert "send.py" in [note["path"] for note in pull.check.annotations]
    assert not canary.exists()


async def test_a_hundred_and_twenty_annotations_all_stand_there_once(hone):
    repo = await hone.repo({"send.py": CLEAN})
    pull = await repo.pull({"send.py": "def run(text):\n" + "    eval(text)\n" * 120})
    await hone.settled()

    assert sorted(note["start_line"] for note in pull.check.annotations) == list(range(2, 122))
    assert pull.check.history.count("failure") == 1


async def test_an_analyzer_that_is_broken_makes_the_verdict_neutral_and_is_named(world, tmp_path):
    ruff = tmp_path / "tools" / "ruff"
    ruff.parent.mkdir()
    ruff.write_text("#!/bin/sh\nkill -SEGV $$\n")
    ruff.chmod(0o755)
    async with serving(world, Runner(ruff.parent)):
        repo = await world.repo({"send.py": CLEAN})
        pull = await repo.pull({"send.py": SHELL})
        await world.settled()

    assert pull.check.conclusion == "neutral"
    assert "ruff: was killed by signal 11" in pull.check.title
    assert pull.said == []
