"""How a repository stands as a whole: size, debt, maintainability, hotspots, coupling, and its trend."""

from dataclasses import dataclass
from typing import Literal

from service.model.change import Repo
from service.model.evidence import NotAnalysed

MINUTES_PER_LINE = 30
"""What it costs to write one line anew, as SonarQube assumes it (`sqale_debt_ratio`: 0.06 days of eight hours)."""
RATINGS = (("A", 0.05), ("B", 0.10), ("C", 0.20), ("D", 0.50))
"""The highest debt ratio of each rating; above the last one it is E."""


@dataclass(frozen=True, slots=True)
class Debt:
    """What it would cost to resolve every finding, against what it would cost to write the code again."""

    minutes: int = 0
    lines: int = 0
    """Lines that hold code; neither blank lines nor comments."""

    @property
    def ratio(self) -> float:
        """0.043 is 4.3 %; 0 where there is no code."""
        return self.minutes / (MINUTES_PER_LINE * self.lines) if self.lines else 0.0

    @property
    def rating(self) -> str:
        """`A` (up to 5 %) to `E` (above 50 %)."""
        return next((name for name, most in RATINGS if self.ratio <= most), "E")


@dataclass(frozen=True, slots=True)
class Standing:
    """One file as it stands: its size, its branches, and its maintainability index (0 to 100)."""

    path: str
    code: int
    comments: int
    complexity: int
    """Sum of the cyclomatic complexity of its functions."""
    health: float


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A file that is both complex and often changed; `score` is the product of both percentiles, 0 to 1."""

    path: str
    revisions: int
    complexity: int
    score: float
    health: float


@dataclass(frozen=True, slots=True)
class Coupling:
    """Of the `revisions` changes that touched `path`, `together` touched `other` too; `degree` is code-maat's."""

    path: str
    other: str
    together: int
    revisions: int
    degree: float
    """Shared changes by the mean of both files' changes, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The whole tree at one head of the default branch, in numbers; its findings are kept beside it."""

    head: str
    at: int
    """When it was taken, in seconds since 1970."""
    files: int = 0
    """Files that at least one analyzer read."""
    analysed: int = 0
    """Files that had to be analysed for it; what the analyzers say of the others was known."""
    comments: int = 0
    debt: Debt = Debt()
    health: float | None = None
    """Mean maintainability index, weighted by lines of code; None where there is no code."""
    findings: int = 0
    severe: int = 0
    """Findings of high severity among them."""
    hotspots: tuple[Hotspot, ...] = ()
    couplings: tuple[Coupling, ...] = ()
    gaps: tuple[NotAnalysed, ...] = ()

    @property
    def point(self) -> "TrendPoint":
        """What of it the trend keeps."""
        return TrendPoint(self.head, self.at, self.debt, self.health, self.findings)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """How a repository stood at one head."""

    head: str
    at: int
    debt: Debt
    health: float | None
    findings: int


@dataclass(frozen=True, slots=True)
class Crossing:
    """A limit that the repository crossed for the worse at this head, told once."""

    what: Literal["debt", "health"]
    head: str
    at: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Survey:
    """Work to be queued: the whole tree at the live head of the default branch is to be looked at."""

    repo: Repo
    again: bool = False
    """True when a person asked: also when this head was looked at before."""

    @property
    def key(self) -> str:
        """The subject whose surveys keep their order."""
        return f"{self.repo.id}/survey"
