"""What happened on GitHub, in our own words; GitHub's JSON ends in `events/`."""

from dataclasses import dataclass, field
from typing import Literal

from service.model.change import Pull, Repo


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook delivery as the door read it, before anybody looked inside."""

    id: str
    event: str
    key: str
    """Subject whose deliveries keep their order: `<repository id>/<number or ref>`."""
    payload: bytes
    action: str = ""
    installation: int = 0
    repository: int = 0


@dataclass(frozen=True, slots=True)
class Pinged:
    """GitHub tried the webhook address."""

    zen: str = ""
    kind: Literal["pinged"] = "pinged"


@dataclass(frozen=True, slots=True)
class InstallationChanged:
    """The App was installed, removed, suspended, or given other repositories."""

    action: Literal["created", "deleted", "suspend", "unsuspend", "changed"]
    installation: int
    account: str = ""
    added: tuple[Repo, ...] = ()
    removed: tuple[Repo, ...] = ()
    kind: Literal["installation_changed"] = "installation_changed"


@dataclass(frozen=True, slots=True)
class PullChanged:
    """A pull request was opened, pushed to, re-targeted or closed."""

    action: Literal["opened", "synchronize", "reopened", "ready_for_review", "edited", "closed"]
    repo: Repo
    pull: Pull
    kind: Literal["pull_changed"] = "pull_changed"


@dataclass(frozen=True, slots=True)
class Pushed:
    """Commits reached a branch; `before` is empty for a new branch."""

    repo: Repo
    ref: str
    before: str
    after: str
    default_branch: str
    kind: Literal["pushed"] = "pushed"


@dataclass(frozen=True, slots=True)
class IssueChanged:
    """An issue was opened, edited, labelled or closed."""

    action: Literal["opened", "edited", "labeled", "closed"]
    repo: Repo
    number: int
    title: str = ""
    labels: tuple[str, ...] = ()
    sender: str = ""
    label: str = ""
    """The label that was just put on it; empty for every other action."""
    bot: bool = False
    """True when an App or a bot did it."""
    kind: Literal["issue_changed"] = "issue_changed"


@dataclass(frozen=True, slots=True)
class Commented:
    """Somebody wrote a new comment on an issue or a pull request."""

    repo: Repo
    number: int
    comment: int
    body: str
    author: str
    on_pull: bool = False
    bot: bool = False
    """True for bots and for anything an App wrote; never judged by the login's text."""
    pull_author: str = ""
    locked: bool = False
    kind: Literal["commented"] = "commented"


@dataclass(frozen=True, slots=True)
class CheckAsked:
    """Somebody pressed "Re-run" or one of the buttons of a check run."""

    repo: Repo
    head: str
    action: Literal["rerequested", "requested_action"]
    external_id: str = ""
    """Empty when the whole check suite was asked for again."""
    button: str = ""
    sender: str = ""
    numbers: tuple[int, ...] = field(default=())
    """Pull requests GitHub names; always empty for forks."""
    kind: Literal["check_asked"] = "check_asked"


@dataclass(frozen=True, slots=True)
class EvidenceArrived:
    """Another tool, or a reviewer, said something of a head that was reviewed already."""

    repo: Repo
    head: str
    source: Literal["workflow_run", "check_suite", "status", "pull_request_review"]
    app: int = 0
    """The App behind a check suite: Hone's own says nothing new."""
    kind: Literal["evidence_arrived"] = "evidence_arrived"


Event = Pinged | InstallationChanged | PullChanged | Pushed | IssueChanged | Commented | CheckAsked | EvidenceArrived
