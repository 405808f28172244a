"""What is known of a change: findings, functions, gaps, risk."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from service.model.config import Config
from service.model.grounding import Grounding


class Severity(StrEnum):
    """How much a finding matters to the people who run the code."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Category(StrEnum):
    """What a finding puts at stake."""

    SECURITY = "security"
    RELIABILITY = "reliability"
    PERFORMANCE = "performance"
    MAINTAINABILITY = "maintainability"


@dataclass(frozen=True, slots=True)
class Fix:
    """A mechanical, safe repair: the whole lines `start` to `end` (1-based, inclusive) become `lines`."""

    start: int
    end: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect an analyzer reports, lines 1-based and inclusive.

    Analyzers fill everything but the identity (`id`, `fingerprint`, `symbol`, `on_change`): `analyze` adds it.
    """

    tool: str
    rule: str
    path: str
    start: int
    end: int
    message: str
    severity: Severity
    category: Category
    minutes: int
    """Remediation cost, from the table beside the rule."""
    advice: str = ""
    """One imperative sentence: what to do about this rule."""
    metric: int | None = None
    """The measured value of a metric finding, such as cyclomatic complexity."""
    limit: int | None = None
    fix: Fix | None = None
    """Only where applying it blindly is safe: a rule's own rewrite, never a guess."""
    identity: str = ""
    """What names the finding instead of its source line: a symbol for metrics, an HMAC for secrets."""
    symbol: str = ""
    fingerprint: str = ""
    id: str = ""
    on_change: bool = False
    """True when the change itself wrote one of the lines."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the analysed text, as lizard measures it."""

    path: str
    name: str
    start: int
    end: int
    complexity: int
    lines: int
    parameters: int = 0


@dataclass(frozen=True, slots=True)
class NotAnalysed:
    """Evidence that is missing, and why; it is shown and never read as clean."""

    what: str
    reason: str
    blocking: bool = True
    """True for Hone's own failure; False for files that nobody would analyse (lock files, binaries)."""
    files: int = 1
    """How many files this is about."""


Group = Literal["size", "spread", "history", "familiarity", "sensitive", "owners", "tests", "findings"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the risk assessment; `weight` is what it adds to the score, 0 for a fact that adds nothing."""

    text: str
    weight: float
    group: Group


@dataclass(frozen=True, slots=True)
class Risk:
    """How carefully a change wants to be reviewed: 0 (nothing to see) to 10.

    With enough history `score` is ten times the share of the repository's last changes that were less risky
    (`percentile`, 0 to 1); without, it is the sum of the reasons and `percentile` is None.
    """

    score: float
    band: Literal["low", "medium", "high", "unknown"]
    """`unknown`: too little history to say how it compares."""
    reasons: tuple[Reason, ...] = ()
    percentile: float | None = None
    probability: float | None = None
    """That a later fix will repair this change; only where the repository's own history has calibrated it."""
    model: str = ""
    """Which model said so, as stored with every score."""
    reviewers: tuple[str, ...] = ()
    """GitHub logins and teams who know these files, best first; the author is not among them."""


@dataclass(frozen=True, slots=True)
class Measures:
    """The size of one text: lines that hold code, lines that hold only comments, and its Halstead volume."""

    path: str
    code: int
    comments: int
    volume: float


@dataclass(frozen=True, slots=True)
class Coupled:
    """Of the last `revisions` changes to `path`, `together` also changed `other`, which this change leaves alone."""

    path: str
    other: str
    together: int
    revisions: int


@dataclass(frozen=True, slots=True)
class Untried:
    """Code that a change wrote into one definition, or beside all of them, and that no changed test mentions."""

    path: str
    symbol: str
    """The definition; empty for code outside of any."""
    start: int
    end: int
    """The lines to look at, 1-based and inclusive: all of a new definition, else where most was written."""
    lines: int
    """Lines of code the change wrote in it."""
    fails: tuple[str, ...] = ()
    """How the written lines end beside the usual way, such as `raises ValueError (line 12)`."""


@dataclass(frozen=True, slots=True)
class Excused:
    """A file that grew without a changed test and needs none; `why` goes on after `1 file changed: 1`."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the analyzers say of a change: findings of the head against those of the merge base."""

    introduced: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    preexisting: int = 0
    dropped: int = 0
    """Introduced findings beyond the cap of what one report carries; counted, not listed."""
    also_fixed: int = 0
    """Fixed findings beyond that cap."""
    gaps: tuple[NotAnalysed, ...] = ()
    files: int = 0
    """Changed files that at least one analyzer read."""
    added: int = 0
    deleted: int = 0
    undocumented: tuple[Function, ...] = ()
    """Public functions the change wrote without a docstring, in files whose other ones have one."""
    untested: tuple[str, ...] = ()
    """Changed source files of the product with no changed test."""
    untried: tuple[Untried, ...] = ()
    """What the change wrote in those files as far as they were read, what most wants a test first."""
    excused: tuple[Excused, ...] = ()
    """Files that are not among them, and why."""
    outside: tuple[str, ...] = ()
    """Fingerprints of the introduced findings that other tools reported."""
    suppressed: tuple[str, ...] = ()
    """Configuration of analyzers that the change touches, and that Hone does not read."""
    risk: Risk = field(default_factory=lambda: Risk(0.0, "low"))
    owners: tuple[str, ...] = ()
    """Who owns the changed files by the base's CODEOWNERS: a login, `organisation/team`, or an address."""
    new_lines: int = 0
    """Lines of code that the change wrote, outside of tests; neither blank lines nor comments."""
    debt_minutes: int = 0
    """What the introduced findings outside of tests would cost to resolve."""
    health_before: float | None = None
    """Mean maintainability index (0 to 100) of the changed files that exist on both sides, weighted by their code."""
    health_after: float | None = None
    coupled: tuple[Coupled, ...] = ()
    """Files that usually change together with a changed one and are not in this change, strongest first."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one look at a change gives: the analysis, and the facts that prompts may cite."""

    analysis: Analysis = field(default_factory=Analysis)
    grounding: Grounding = field(default_factory=Grounding)
    config: Config = field(default_factory=Config)
    """The settings it was gathered by."""
