"""The past of a repository as far as risk needs it: one change, what is known of all of them, what was learned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

METRICS = ("ns", "nd", "nf", "entropy", "la", "ld", "lt", "ndev", "age", "nuc", "exp", "rexp", "sexp", "addfrac")
"""The 14 measures of a change, in the order of every row: Kamei et al., IEEE TSE 39(6), 2013, and the share of added
lines; `docs/risk-model.md` says how each is counted."""

MEASURED_BYTES = 256 * 1024
"""Files larger than this are data more often than text somebody wrote: their lines are not counted."""


class Touch(NamedTuple):
    """One file of a past change; `old_path` where it was renamed."""

    path: str
    added: int = 0
    deleted: int = 0
    old_path: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """One change of the default branch: a merged pull request, or a commit made on the branch itself.

    `author` is an email in lower case: of a merged pull request its newest commit's. `counted` is False where the
    lines are unknown; such a change counts as experience only.
    """

    id: str
    parent: str
    time: int
    author: str
    message: str = ""
    files: tuple[Touch, ...] = ()
    counted: bool = False


class Edit(NamedTuple):
    """One changed range of one file: the lines after `old_start` - 1 that went, and the lines that came."""

    path: str
    old_path: str
    """Empty for a new file."""
    old_start: int
    gone: tuple[str, ...]
    come: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The ranges one change rewrote, each file's in the order of its lines; pure renames have none."""

    id: str
    edits: tuple[Edit, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()
    """(old path, new path)."""
    deleted: tuple[str, ...] = ()


class FilePast(NamedTuple):
    """What happened to one file: how often it changed, when last (seconds since 1970), and by which authors."""

    path: str
    changes: int
    last: int
    authors: tuple[int, ...]


class Row(NamedTuple):
    """One change as the model sees it: the METRICS."""

    id: str
    time: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Learned:
    """A logistic regression of the repository's own: on the shipped logit and 17 raw measures, standardised."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    intercept: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the repository's own fixes taught: logit -> probability, and perhaps a model of its own."""

    model: str
    """Names the shipped model and what was learned, so that scores can be told apart."""
    labels: int
    """Changes whose fate is known and that it was learned from."""
    faulty: int
    """How many of them a later fix repaired."""
    shift: float = 0.0
    slope: float = 1.0
    local: Learned | None = None
    until: int = 0
    """Time of the newest change it was learned from."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How well scores agree with what turned out."""

    auc: float
    recall: float
    """Share of the repaired changes among the top 20 % of the scores."""
    error: float
    """Expected calibration error; 1 where no probability is meant."""
    brier: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What was learned before a point in time, tried on the labels after it."""

    labels: int
    faulty: int
    tried: int
    """Labels it was tried on."""
    rate: float
    """Share of repaired changes among those."""
    shipped: Figures
    local: Figures
    lines_added: Figures
    kind: str
    """What won: `as shipped`, `shifted`, `slope and intercept`, `local model`, or `predecessor`."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a repository's history up to the change `commit`; people are numbers, or GitHub logins."""

    commit: str = ""
    changes: int = 0
    authors: tuple[str, ...] = ()
    """GitHub logins where a commit's address shows one, else a hash of the address."""
    touches: tuple[tuple[tuple[int, int], ...], ...] = ()
    """Of each author: (day since 1970, files touched on that day)."""
    files: tuple[FilePast, ...] = ()
    rows: tuple[Row, ...] = ()
    """The newest changes, at most 1,000, oldest first."""
    calibration: Calibration | None = None
    taught: int = 0
    """Time of the newest change when it was last learned from."""


@dataclass(frozen=True, slots=True)
class OwnerRule:
    """One line of a CODEOWNERS file; no owners: the files belong to nobody."""

    pattern: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """What is known around a change: the past, who wrote it and when, the files before it, and who owns them."""

    profile: Profile | None = None
    author: str = ""
    """The email address on the newest commit of the change."""
    time: int = 0
    """When that commit was written, in seconds since 1970."""
    login: str = ""
    """The GitHub login of the author where it is known."""
    lengths: Mapping[str, int] = field(default_factory=dict)
    """Lines of each changed file before the change, by its path then; 0 for new ones."""
    large: frozenset[str] = frozenset()
    """Changed files beyond MEASURED_BYTES on either side: their lines are not counted, as in the history."""
    owners: tuple[OwnerRule, ...] = ()
