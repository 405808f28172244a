"""What Hone wants GitHub to look like: effects are upserts, so applying one twice looks like once."""

from dataclasses import dataclass
from typing import Literal

from service.model.change import Change, Repo
from service.model.debt import Survey
from service.model.request import Request

Work = Change | Survey | Request
"""What can be queued; the engine tells by the class which workflow does it."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One line range marked in the Files tab."""

    path: str
    start: int
    end: int
    level: Literal["notice", "warning", "failure"]
    title: str
    message: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button on the check run: label up to 20 characters, description 40, identifier 20."""

    label: str
    description: str
    identifier: str


@dataclass(frozen=True, slots=True)
class CheckRun:
    """The check run `hone` on a head; found again by `external_id`."""

    repo: Repo
    head: str
    external_id: str
    status: Literal["queued", "in_progress", "completed"]
    title: str
    summary: str
    text: str = ""
    conclusion: Literal["success", "failure", "neutral", "skipped", "cancelled", ""] = ""
    annotations: tuple[Annotation, ...] = ()
    buttons: tuple[Button, ...] = ()
    kind: Literal["check_run"] = "check_run"


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of the App's own on an issue or pull request; found again by `marker`."""

    repo: Repo
    number: int
    marker: str
    """How the body begins, such as `<!-- hone:summary`."""
    body: str
    create: bool = True
    """False: only edit what is there already."""
    kind: Literal["comment"] = "comment"


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of the App's own in a repository; found again by `marker`, whatever people did to its title."""

    repo: Repo
    marker: str
    """How the body begins, such as `<!-- hone:queue`."""
    title: str
    """Its title when it is made; people may give it another."""
    body: str
    create: bool = True
    """False: only edit what is there already."""
    kind: Literal["issue"] = "issue"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A safe repair of one finding, to be committed with one click: lines `start` to `end` of the head."""

    finding: str
    path: str
    start: int
    end: int
    body: str
    fresh: bool = True
    """False: it was made before, and is not made again when somebody took it away."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The inline comments on a pull request: what stands there and is not in `standing` is marked as fixed."""

    repo: Repo
    number: int
    head: str
    standing: tuple[Suggestion, ...]
    said: str
    """What the one review that brings the fresh ones says above them."""
    fixed: str
    """What a comment reads whose finding is gone, after its marker."""
    kind: Literal["suggestions"] = "suggestions"


@dataclass(frozen=True, slots=True)
class React:
    """A reaction on somebody's comment; `instead_of` is taken away."""

    repo: Repo
    comment: int
    content: Literal["eyes", "rocket", "confused"]
    instead_of: Literal["eyes", ""] = ""
    kind: Literal["react"] = "react"


@dataclass(frozen=True, slots=True)
class Start:
    """Work to be queued: a review of this change, a survey, or what a command asked for, in the order of its key."""

    change: Work
    kind: Literal["start"] = "start"


Effect = CheckRun | Comment | Issue | Suggestions | React
