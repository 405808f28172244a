"""`hone demo`: plain `hone serve` against the stand-in for GitHub; a pull request opens, and Hone answers."""

import asyncio
import html
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

import service
from service.edge.git.local import Local, default_base
from service.ports import Fault
from service.standin import example

APP = Path(service.__file__).parent.parent / "app.yml"
NAME = "you/corner-shop"
PATIENCE = 120.0
"""Seconds for a verdict; a visitor's huge change may need them."""
READY = 30.0
PAUSE = 0.05


class Problem(Exception):
    """Why the demo could not be shown: one sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands on the pull request in the end."""

    check: Mapping[str, Any]
    comment: str
    seconds: float
    calls: int
    fetches: int


def play(repo: Path | None, base: str, head: str, say: Callable[[str, float], None]) -> Scene:
    """Open a pull request from the bundled example, or from `base`..`head` of a visitor's clone; what Hone answered.

    Everything lives in a temporary directory and on loopback. Raises Problem.
    """
    if not APP.is_file():
        raise Problem("the demo needs app.yml, which stands in a checkout of the project: run `make demo` there.")
    with TemporaryDirectory(prefix="hone-demo-") as place:
        say("Making the repository", 0.05)
        source, before, after = _source(Path(place), repo, base, head)
        say("Starting a stand-in for GitHub", 0.15)
        with _standin(Path(place)) as github:
            say("Starting hone serve", 0.3)
            with _hone(Path(place), github) as hone:
                return _opened(github["url"], hone, source, before, after, say)


def _source(place: Path, repo: Path | None, base: str, head: str) -> tuple[Path, str, str]:
    """The repository, the branch or commit the change starts from, and the commit it ends in."""
    if repo is None:
        example.build(place / "example")
        return place / "example", "main", example.BRANCH
    path = repo.absolute()
    clone = Local(path)

    async def resolved() -> tuple[str, str]:
        after = await clone.resolve(head)
        return await clone.resolve(base or await default_base(path)), after

    try:
        return path, *asyncio.run(resolved())
    except Fault as fault:
        raise Problem(str(fault)) from None


@contextmanager
def _standin(place: Path) -> Iterator[Mapping[str, Any]]:
    """The stand-in in its own process; what it tells an operator."""
    argv = [sys.executable, "-m", "service.standin", "--dir", str(place / "github"), "--app-yml", str(APP)]
    with _process(argv, dict(os.environ), place / "github.log") as process:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise Problem(f"the stand-in for GitHub did not start: {_last(place / 'github.log')}")
        yield json.loads(line)


@contextmanager
def _hone(place: Path, github: Mapping[str, Any]) -> Iterator[str]:
    """`hone serve` on SQLite, configured by its environment alone, hooked up and ready; its address."""
    settings = {
        "HONE_DATA_DIR": str(place / "hone"),
        "HONE_GITHUB_API_URL": github["url"],
        "HONE_GITHUB_GIT_URL": github["url"],
        "HONE_GITHUB_APP_ID": str(github["app_id"]),
        "HONE_GITHUB_PRIVATE_KEY": github["private_key"],
        "HONE_WEBHOOK_SECRET": github["webhook_secret"],
    }
    port = _free_port()
    others = {name: value for name, value in os.environ.items() if not name.startswith("HONE_")}
    argv = [sys.executable, "-m", "service.cli", "serve", "--port", str(port)]
    with _process(argv, others | settings, place / "hone.log") as process:
        _until(lambda: process.poll() is not None or _answers(port), READY)
        if process.poll() is not None or not _answers(port):
            raise Problem(f"hone serve did not start: {_last(place / 'hone.log')}")
        _act(github["url"], "hook", {"url": f"http://127.0.0.1:{port}/webhooks/github"})
        yield f"http://127.0.0.1:{port}"


def _opened(url: str, hone: str, source: Path, before: str, after: str, say: Callable[[str, float], None]) -> Scene:
    owner = NAME.partition("/")[0]
    _act(url, "installations", {"account": owner})
    _act(url, "repositories", {"full_name": NAME, "git_dir": str(source), "revision": before})
    say("Hone looks at the repository", 0.4)
    _until(lambda: _idle(hone), PATIENCE)
    say("Opening the pull request", 0.55)
    began = time.monotonic()
    _act(url, "counters/reset", {})
    pull = _act(url, f"repositories/{NAME}/pulls", {"git_dir": str(source), "head": after, "author": owner})

    def page() -> Any:
        return httpx.get(f"{url}/_/repositories/{NAME}/issues/{pull['number']}", trust_env=False).json()

    def answered() -> bool:
        checks = page()["checks"]
        say("Hone is at work: " + (checks[-1]["title"] if checks else "the delivery is on its way"), 0.75)
        return bool(checks) and checks[-1]["status"] == "completed" and _counted(url)["in_flight"] == 0

    _until(answered, PATIENCE)
    seconds = time.monotonic() - began
    _until(lambda: bool(page()["comments"]), 2.0)  # a clean change gets none, so there is nothing to wait for
    stands, counted = page(), _counted(url)
    if not stands["checks"]:
        raise Problem("Hone gave no answer; its log says: " + _last(source.parent / "hone.log"))
    comments = [comment["body"] for comment in stands["comments"]]
    fetches = sum(counted["fetches"].values())
    return Scene(stands["checks"][-1], "\n\n".join(comments), seconds, counted["total"], fetches)


def shown(markdown: str) -> str:
    """The comment for a terminal: prompts stay folded, the other few HTML marks become headings or go."""
    folded = re.sub(r"<details>\n<summary>(.*?)</summary>\n\n(.*?)\n\n</details>", _fold, markdown, flags=re.DOTALL)
    return re.sub(r"</?(?:details|sub|b|code)>|<!--.*?-->\n?", "", folded)


def _fold(part: re.Match[str]) -> str:
    """A prompt as its title and what is known of it, without its text; anything else open, under a heading."""
    if "<!-- hone:prompt " not in part[2]:
        return f"#### {part[1]}\n\n{part[2]}"
    known = part[2].partition("\n\n<!-- hone:prompt ")[0]
    return f"▸ {html.unescape(part[1])}\n\n{known}"


@contextmanager
def _process(argv: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[str]]:
    with (
        log.open("w") as errors,
        subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def _act(url: str, path: str, body: Mapping[str, Any]) -> Any:
    answer = httpx.post(f"{url}/_/{path}", json=body, timeout=60, trust_env=False)
    if answer.is_error:
        first = "".join(char for char in answer.json().get("message", "").partition("\n")[0] if char.isprintable())
        raise Problem(f"the stand-in for GitHub refused {path}: {' '.join(first.split())[:200]}")
    return answer.json()


def _counted(url: str) -> Any:
    return httpx.get(f"{url}/_/counters", trust_env=False).json()


def _idle(hone: str) -> bool:
    """True when nothing is queued or under way, as `/readyz` tells it."""
    parts = httpx.get(f"{hone}/readyz", trust_env=False, timeout=PATIENCE).json()
    return any(one["part"] == "engine" and one["detail"] == "idle" for one in parts)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _until(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(PAUSE)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _last(log: Path) -> str:
    lines = log.read_text().strip().splitlines() if log.is_file() else []
    return lines[-1] if lines else "nothing"
