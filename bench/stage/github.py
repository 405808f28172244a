"""The stand-in for GitHub, and the few things a bench does there."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx

from tests.standin_process import NOBODY, Standin

T = TypeVar("T")

PAUSE = 0.02
OWNER = "acme"


class GitHub:
    """A stand-in of one's own, reset to be terse: it sends what was caused, and no echoes of what the App wrote."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._standin = Standin(folder)
        self._client = httpx.Client(base_url=self._standin.url, timeout=60, trust_env=False, verify=NOBODY)
        self.app = self.act("reset", chatty=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._standin.__exit__()

    def environment(self) -> dict[str, str]:
        """The HONE_* variables of an operator who installed the App here; the data folder is still theirs to choose."""
        return {
            "HONE_GITHUB_API_URL": self._standin.url,
            "HONE_GITHUB_GIT_URL": self._standin.url,
            "HONE_GITHUB_APP_ID": str(self.app["app_id"]),
            "HONE_GITHUB_PRIVATE_KEY": self.app["private_key"],
            "HONE_WEBHOOK_SECRET": self.app["webhook_secret"],
        }

    def act(self, what: str, **body: Any) -> Any:
        """A control; one that causes deliveries waits for their answers unless told `wait=False`."""
        return self._client.post(f"/_/{what}", json=body).raise_for_status().json()

    def see(self, what: str) -> Any:
        """A page of the control surface."""
        return self._client.get(f"/_/{what}").raise_for_status().json()

    def install(self, owner: str = OWNER) -> None:
        """Install the App on an account, with every repository it will have."""
        self.act("installations", account=owner)

    def repository(self, name: str, source: Path, revision: str) -> None:
        """A repository with that history on `main`."""
        self.act("repositories", full_name=name, git_dir=str(source), revision=revision)

    def open(self, name: str, source: Path, head: str, **how: Any) -> Any:
        """Open a pull request; its number, and the deliveries it caused."""
        return self.act(f"repositories/{name}/pulls", git_dir=str(source), head=head, author="alice", **how)

    def page(self, name: str, number: int) -> Any:
        """The pull request with its checks and comments."""
        return self.see(f"repositories/{name}/issues/{number}")


def verdict(page: Any) -> Any:
    """The newest check run of the page's head once it is completed, else None."""
    runs = [run for run in page["checks"] if run["head_sha"] == page["pull"]["head"]]
    return runs[-1] if runs and runs[-1]["status"] == "completed" else None


def until(true: Callable[[], T], seconds: float, pause: float = PAUSE) -> T:
    """What `true` says as soon as it says something. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not (said := true()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing after {seconds:.0f} s")
        time.sleep(pause)
    return said
