"""What this GitHub remembers: accounts, repositories, conversations, check runs; all of it in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

Json = dict[str, Any]
"""A JSON object on its way in or out; this is the edge, where such things may still be loose."""

FIRST_ID = 3_000_000_001
"""GitHub's ids outgrew 32 bits; a client that stores them in less should fail here too."""


def now() -> str:
    """The time as GitHub writes it: UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody, or the App's own bot."""

    id: int
    login: str
    type: str = "User"


@dataclass(slots=True)
class Pull:
    """What makes an issue a pull request."""

    head: str
    head_ref: str
    base: str
    base_ref: str
    fork: str = ""
    """Owner of the fork the head lives in; empty for a branch of the repository itself."""
    draft: bool = False
    merged_at: str | None = None
    merged_by: User | None = None
    heads: list[str] = field(default_factory=list)
    """Every head it has had, in order."""
    size: dict[str, int] = field(default_factory=dict)
    """`commits`, `additions`, `deletions`, `changed_files`."""


@dataclass(slots=True)
class Issue:
    """A conversation: an issue or, with `pull`, a pull request."""

    id: int
    number: int
    title: str
    body: str
    author: User
    state: str = "open"
    locked: bool = False
    labels: list[str] = field(default_factory=list)
    milestone: str = ""
    pull: Pull | None = None
    created_at: str = field(default_factory=now)
    updated_at: str = field(default_factory=now)
    closed_at: str | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """One emoji by one user."""

    id: int
    content: str
    user: User
    created_at: str = field(default_factory=now)


@dataclass(slots=True)
class Comment:
    """One comment of a conversation."""

    id: int
    number: int
    body: str
    author: User
    by_app: bool = False
    created_at: str = field(default_factory=now)
    updated_at: str = field(default_factory=now)
    edits: int = 0
    reactions: list[Reaction] = field(default_factory=list)


@dataclass(slots=True)
class Remark:
    """One comment on lines of a pull request's diff, brought by a review."""

    id: int
    number: int
    review: int
    commit: str
    path: str
    line: int
    start_line: int | None
    body: str
    author: User
    by_app: bool = False
    created_at: str = field(default_factory=now)
    updated_at: str = field(default_factory=now)
    edits: int = 0
    resolved: bool = False


@dataclass(slots=True)
class CheckRun:
    """One check run; `annotations` only ever grows, as on GitHub."""

    id: int
    suite: int
    name: str
    head_sha: str
    external_id: str = ""
    details_url: str | None = None
    status: str = "queued"
    conclusion: str | None = None
    started_at: str | None = None
    completed_at: str | None = None
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: list[Json] = field(default_factory=list)
    actions: list[Json] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    """Every status (or conclusion) it has had, in order."""
    app: str = ""
    """The slug of another App that made it; empty: the App under test."""


@dataclass(frozen=True, slots=True)
class Status:
    """What another tool said of a commit."""

    id: int
    sha: str
    context: str
    state: str
    by: User
    created_at: str = field(default_factory=now)


@dataclass(slots=True)
class Review:
    """A person's word on a pull request: `APPROVED | CHANGES_REQUESTED | COMMENTED | DISMISSED`."""

    id: int
    number: int
    commit: str
    state: str
    author: User
    submitted_at: str = field(default_factory=now)


@dataclass(slots=True)
class Artifact:
    """An archive that a workflow run left, as a ZIP."""

    id: int
    run: int
    name: str
    data: bytes
    expired: bool = False


@dataclass(slots=True)
class WorkflowRun:
    """A run of GitHub Actions."""

    id: int
    name: str
    head_sha: str
    status: str
    conclusion: str | None = None
    created_at: str = field(default_factory=now)


@dataclass(slots=True)
class Repository:
    """A repository: its git directory here, and everything said about it."""

    id: int
    owner: str
    name: str
    git: Path
    default_branch: str = "main"
    created_at: str = field(default_factory=now)
    roles: dict[str, str] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    remarks: dict[int, Remark] = field(default_factory=dict)
    alerts: list[Json] = field(default_factory=list)
    """Code-scanning alerts in GitHub's JSON."""
    checks: dict[int, CheckRun] = field(default_factory=dict)
    suites: dict[str, int] = field(default_factory=dict)
    """Ids by head, for other Apps by `slug head`."""
    statuses: list[Status] = field(default_factory=list)
    reviews: dict[int, Review] = field(default_factory=dict)
    runs: dict[int, WorkflowRun] = field(default_factory=dict)
    artifacts: dict[int, Artifact] = field(default_factory=dict)
    commits: set[str] = field(default_factory=set)
    """Commits known to exist, so that git is asked once for each."""

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"

    @property
    def next_number(self) -> int:
        """What the next issue or pull request will be called."""
        return max(self.issues, default=0) + 1

    def role(self, login: str) -> str:
        """The role of that login; everybody else may read."""
        return self.roles.get(login, "read")


@dataclass(slots=True)
class Installation:
    """The App on one account, with the repositories and permissions granted to it."""

    id: int
    account: str
    repositories: set[int]
    permissions: dict[str, str]
    created_at: str = field(default_factory=now)
    suspended_at: str | None = None


@dataclass(frozen=True, slots=True)
class App:
    """The registered App."""

    id: int
    slug: str
    permissions: dict[str, str]
    events: tuple[str, ...]
    secret: str
    private_pem: str
    public_pem: str


@dataclass(slots=True)
class State:
    """One whole GitHub; a reset makes a new one."""

    app: App
    url: str
    folder: Path
    hook: str = ""
    chatty: bool = True
    """Send also what GitHub sends beside the cause: branch pushes, and echoes of what the App itself wrote."""
    hourly: int = 100_000
    """REST calls an installation has in an hour."""
    users: dict[str, User] = field(default_factory=dict)
    repositories: dict[int, Repository] = field(default_factory=dict)
    installations: dict[int, Installation] = field(default_factory=dict)
    ids: Iterator[int] = field(default_factory=lambda: count(FIRST_ID))

    def user(self, login: str, type: str = "User") -> User:
        """The account of that login, registered on first sight; the type it was first given stays."""
        if login not in self.users:
            self.users[login] = User(next(self.ids), login, type)
        return self.users[login]

    @property
    def bot(self) -> User:
        """The account the App writes as."""
        return self.user(f"{self.app.slug}[bot]", "Bot")

    def repository(self, owner: str, name: str) -> Repository | None:
        """By name, letter case ignored as GitHub ignores it."""
        wanted = f"{owner}/{name}".lower()
        return next((repo for repo in self.repositories.values() if repo.full_name.lower() == wanted), None)

    def installed_on(self, repo: Repository) -> Installation | None:
        """The installation that covers the repository, or None."""
        return next((known for known in self.installations.values() if repo.id in known.repositories), None)
