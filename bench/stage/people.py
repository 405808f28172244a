"""People at work while Hone is killed: they open pull requests and push to them, and press "Redeliver" when refused."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stage.github import OWNER, GitHub
from tests.repositories import Repository

NAME = f"{OWNER}/shop"
MANY = 60
"""Findings in every third file: more than the 50 annotations GitHub takes in one request."""
LINE = "subprocess.run(f'scp {name} host:', shell=True, check=True)"


@dataclass(frozen=True, slots=True)
class Head:
    """What was pushed to a pull request, the delivery that told of it, and how many findings it has by now."""

    number: int
    sha: str
    guid: str
    findings: int


class People:
    """A repository on GitHub, and everything that was asked of Hone there."""

    def __init__(self, github: GitHub, folder: Path) -> None:
        self._github = github
        self._git = Repository(folder / "shop.git")
        self._git.commit({"README.md": "# Shop\n"})
        self._hands = ThreadPoolExecutor(2)
        self._under_way: set[Future[None]] = set()
        self._refused: list[str] = []
        self.heads: list[Head] = []
        self.accepted: set[str] = set()
        """Deliveries that were answered with 2xx."""
        self.pushing: set[str] = set()
        """Deliveries of heads that were, or just are, replaced by a newer one."""
        self.pulls = 0
        self.refusals = 0
        github.install()
        github.repository(NAME, self._git.path, "main")

    @property
    def busy(self) -> int:
        """Actions whose delivery has no answer yet."""
        self._under_way = {each for each in self._under_way if not _ended(each)}
        return len(self._under_way)

    @property
    def refused(self) -> int:
        """Deliveries that nobody took so far."""
        return len(self._refused)

    def open(self) -> None:
        """Begin to open one more pull request; one in three has more findings than one request carries."""
        self.pulls += 1
        self._begin(self._open, self.pulls)

    def push(self, head: Head) -> None:
        """Begin to push one more commit to that pull request."""
        self.pushing.add(head.guid)
        self._begin(self._push, head)

    def redeliver(self) -> None:
        """Begin to press "Redeliver" on everything that was refused."""
        while self._refused:
            self._begin(self._redeliver, self._refused.pop())

    def close(self) -> None:
        """Wait for what is under way."""
        self._hands.shutdown()

    def page(self, number: int) -> Any:
        """What stands on a pull request."""
        return self._github.page(NAME, number)

    def _begin(self, act: Any, *arguments: Any) -> None:
        self._under_way.add(self._hands.submit(act, *arguments))

    def _open(self, turn: int) -> None:
        findings = MANY if turn % 3 == 0 else 1
        main = self._git.git("rev-parse", "main")
        sha = self._git.commit(_file(f"send{turn}.py", findings), branch=f"change-{turn}", parents=[main])
        made = self._github.open(NAME, self._git.path, sha, head_ref=f"change-{turn}")
        self._told(made, made["number"], sha, findings)

    def _push(self, before: Head) -> None:
        turn = len(self.heads)
        branch = self.page(before.number)["pull"]["head_ref"]
        sha = self._git.commit(_file(f"more{turn}.py", 1), branch=branch)
        at = f"repositories/{NAME}/pulls/{before.number}/push"
        self._told(self._github.act(at, git_dir=str(self._git.path), head=sha), before.number, sha, before.findings + 1)

    def _redeliver(self, guid: str) -> None:
        self._answered(self._github.act(f"deliveries/{guid}/redeliver")["deliveries"][0])

    def _told(self, answer: Any, number: int, sha: str, findings: int) -> None:
        delivery = answer["deliveries"][0]
        self.heads.append(Head(number, sha, delivery["guid"], findings))
        self._answered(delivery)

    def _answered(self, delivery: Any) -> None:
        if delivery["status"] == "OK":
            self.accepted.add(delivery["guid"])
        else:
            self.refusals += 1
            self._refused.append(delivery["guid"])


def _file(name: str, findings: int) -> dict[str, str]:
    lines = "".join(f"    {LINE}  # {place}\n" for place in range(findings))
    return {name: f"import subprocess\n\n\ndef send(name):\n{lines}"}


def _ended(action: "Future[None]") -> bool:
    """Whether it is over; what it raised is raised here."""
    if not action.done():
        return False
    action.result()
    return True
