"""What a maintainer does in one repository, and what stands there afterwards."""

import io
import zipfile
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.repositories import Content, Repository

if TYPE_CHECKING:
    from tests.world import World


class Repo:
    """A repository on GitHub and the local history that is pushed to it."""

    def __init__(self, world: "World", name: str, id: int, git: Repository) -> None:
        self.world, self.name, self.id, self.git = world, name, id, git
        self.at = f"repositories/{name}"
        self._pulls = 0

    def tip(self, branch: str) -> str:
        """The commit of a branch; empty when there is none."""
        return self.git.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")

    async def pull(
        self, files: Mapping[str, Content], *, author: str = "alice", bot: bool = False, base: str = "main", **how: Any
    ) -> "Pull":
        """Open a pull request that changes these files. Also: `draft`, `fork` (its owner), `title`, `body`."""
        self._pulls += 1
        branch = how.pop("head_ref", f"change-{self._pulls}")
        head = self.git.commit(files, branch=branch, parents=[self.tip(base)])
        made = await self.world.act(
            f"{self.at}/pulls",
            git_dir=str(self.git.path),
            head=head,
            head_ref=branch,
            base_ref=base,
            author=author,
            author_type="Bot" if bot else "User",
            **how,
        )
        return Pull(self, made["number"], branch)

    async def push(self, files: Mapping[str, Content], branch: str = "main", by: str = "alice") -> str:
        """Commit to a branch (made from `main` when new) and push it; the new head."""
        parent = self.tip(branch) or self.tip("main")
        head = self.git.commit(files, branch=branch, parents=[parent])
        await self.world.act(f"{self.at}/push", git_dir=str(self.git.path), head=head, branch=branch, by=by)
        return head

    async def issue(self, title: str, body: str = "", by: str = "alice") -> "Talk":
        """Open an issue."""
        made = await self.world.act(f"{self.at}/issues", title=title, body=body, by=by)
        return Talk(self, made["number"])

    def role(self, login: str, role: str) -> None:
        """Make somebody `none | read | triage | write | maintain | admin` here."""
        self.world.change(f"{self.at}/roles", login=login, role=role)

    async def status(self, sha: str, context: str, state: str) -> None:
        """Another tool sets a status: `pending | success | failure | error`."""
        await self.world.act(f"{self.at}/commits/{sha}/status", context=context, state=state)

    async def check(self, sha: str, name: str, conclusion: str | None = None, app: str = "github-actions") -> None:
        """Another App's check run begins, or ends together with its suite."""
        await self.world.act(f"{self.at}/commits/{sha}/check", name=name, app=app, conclusion=conclusion)

    async def run(self, sha: str, artifacts: Mapping[str, bytes] | None = None, **how: Any) -> None:
        """A workflow run ends and leaves these archives; see `zipped`."""
        left = {name: b64encode(data).decode() for name, data in (artifacts or {}).items()}
        await self.world.act(f"{self.at}/commits/{sha}/run", artifacts=left, **how)

    def issues(self) -> list[dict[str, Any]]:
        """The issues the App opened, oldest first."""
        return list(self.world.see(f"{self.at}/issues")["issues"])

    def talk(self, number: int) -> "Talk":
        """An issue of this repository."""
        return Talk(self, number)

    def alert(self, ref: str, path: str, line: int, rule: str, number: int = 0) -> int:
        """Another analyzer uploads an alert of that ref to code scanning; its number, which every ref shares."""
        made = self.world.change(
            f"{self.at}/alerts",
            number=number,
            tool={"name": "CodeQL"},
            rule={"id": rule, "severity": "error", "security_severity_level": "high", "description": rule},
            most_recent_instance={"ref": ref, "location": {"path": path, "start_line": line, "end_line": line}},
        )
        return int(made["number"])

    def checks(self, sha: str) -> list["Check"]:
        """The check runs of a commit, oldest first."""
        return _own(self.world.see(f"{self.at}/commits/{sha}")["checks"])


class Talk:
    """A conversation: an issue, or what is said on a pull request."""

    def __init__(self, repo: Repo, number: int) -> None:
        self.repo, self.number = repo, number
        self.at = f"{repo.at}/issues/{number}"

    @property
    def page(self) -> dict[str, Any]:
        """Everything that stands there now."""
        return self.repo.world.see(self.at)

    @property
    def said(self) -> list[str]:
        """The App's comments, oldest first."""
        return [comment["body"] for comment in self.page["comments"] if comment["by_app"]]

    @property
    def comment(self) -> str:
        """The one sticky comment, empty when there is none; two are a failure."""
        sticky = [body for body in self.said if body.startswith("<!-- hone:summary")]
        assert len(sticky) <= 1, f"{len(sticky)} sticky comments on #{self.number}"
        return sticky[0] if sticky else ""

    @property
    def inline(self) -> list[dict[str, Any]]:
        """The App's comments on lines, oldest first."""
        return [remark for remark in self.page["remarks"] if remark["by_app"]]

    def delete_inline(self, comment: int) -> None:
        """Delete a comment on lines."""
        self.repo.world.change(f"{self.repo.at}/remarks/{comment}/delete")

    async def reply(self, body: str, by: str = "alice", role: str = "") -> int:
        """Comment as somebody, who is given that role first; the comment's id."""
        said = await self.repo.world.act(f"{self.at}/comments", body=body, by=by, role=role)
        return said["id"]

    def reactions(self, comment: int) -> list[str]:
        """The emojis on a comment."""
        found = next(one for one in self.page["comments"] if one["id"] == comment)
        return [reaction["content"] for reaction in found["reactions"]]

    async def edit(self, comment: int, body: str, by: str = "alice") -> None:
        """Edit a comment."""
        await self.repo.world.act(f"{self.repo.at}/comments/{comment}", body=body, by=by)

    async def change(self, **what: str) -> None:
        """Give it another `title` or `body`."""
        await self.repo.world.act(f"{self.at}/edit", **what)

    async def label(self, name: str, by: str = "alice", role: str = "", by_type: str = "User") -> None:
        """Put a label on it as somebody, who is given that role first."""
        await self.repo.world.act(f"{self.at}/label", label=name, by=by, by_type=by_type, role=role)

    async def unlabel(self, name: str, by: str = "alice") -> None:
        """Take a label away."""
        await self.repo.world.act(f"{self.at}/unlabel", label=name, by=by)

    async def milestone(self, title: str) -> None:
        """Put it into a milestone."""
        await self.repo.world.act(f"{self.at}/milestone", milestone=title)

    def lock(self) -> None:
        """Let only those with write access comment."""
        self.repo.world.change(f"{self.at}/lock")

    async def close(self) -> None:
        """Close it."""
        await self.repo.world.act(f"{self.at}/close")


class Pull(Talk):
    """A pull request."""

    def __init__(self, repo: Repo, number: int, branch: str) -> None:
        super().__init__(repo, number)
        self.branch = branch

    @property
    def head(self) -> str:
        return self.page["pull"]["head"]

    @property
    def checks(self) -> list["Check"]:
        """The check runs of every head it has had, oldest first."""
        return _own(self.page["checks"])

    @property
    def check(self) -> "Check":
        """The newest check run on the current head; none is a failure."""
        own = [run for run in self.checks if run.head == self.head]
        assert own, f"no check run on #{self.number}"
        return own[-1]

    async def push(self, files: Mapping[str, Content]) -> str:
        """Push a commit to it; the new head."""
        head = self.repo.git.commit(files, branch=self.branch)
        await self._do("push", git_dir=str(self.repo.git.path), head=head)
        return head

    async def review(self, by: str, state: str = "APPROVED", role: str = "write") -> None:
        """Somebody of that role reviews its head: `APPROVED | CHANGES_REQUESTED | COMMENTED`."""
        self.repo.role(by, role)
        await self._do("review", by=by, state=state)

    async def dismiss(self) -> None:
        """A maintainer dismisses the approvals."""
        await self._do("dismiss")

    async def close(self) -> None:
        await self._do("close")

    async def reopen(self) -> None:
        await self._do("reopen")

    async def merge(self) -> None:
        await self._do("merge")

    async def ready(self) -> None:
        await self._do("ready")

    async def retarget(self, base: str) -> None:
        await self._do("retarget", base_ref=base)

    async def rerun(self, by: str = "alice") -> None:
        """Press "Re-run" on its newest check run."""
        await self.repo.world.act(f"{self.repo.at}/checks/{self.check.id}/rerun", by=by)

    async def rerun_all(self, by: str = "alice") -> None:
        """Press "Re-run all checks" of its head."""
        await self.repo.world.act(f"{self.repo.at}/suites/{self.head}/rerun", by=by)

    async def press(self, identifier: str, by: str = "alice") -> None:
        """Press a button of its newest check run."""
        await self.repo.world.act(f"{self.repo.at}/checks/{self.check.id}/press", identifier=identifier, by=by)

    async def _do(self, action: str, **body: Any) -> None:
        await self.repo.world.act(f"{self.repo.at}/pulls/{self.number}/{action}", **body)


@dataclass(frozen=True)
class Check:
    """A check run as it stands."""

    id: int
    name: str
    head: str
    external_id: str
    status: str
    conclusion: str | None
    title: str
    summary: str
    text: str
    annotations: list[dict[str, Any]]
    buttons: list[dict[str, str]]
    history: list[str]
    """Every status or conclusion it has had."""


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """A ZIP with these files, compressed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def _own(runs: list[dict[str, Any]]) -> list[Check]:
    return [_check(run) for run in runs if not run["app"]]


def _check(run: dict[str, Any]) -> Check:
    return Check(
        run["id"],
        run["name"],
        run["head_sha"],
        run["external_id"],
        run["status"],
        run["conclusion"],
        run["title"] or "",
        run["summary"] or "",
        run["text"] or "",
        run["annotations"],
        run["actions"],
        run["history"],
    )
