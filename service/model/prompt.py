"""What to do about it: improvements, success criteria, prompts, gate conditions, the report."""

from dataclasses import dataclass, field
from typing import Literal

from service.model.change import Change
from service.model.config import Config
from service.model.evaluation import Evaluation
from service.model.evidence import Analysis, Finding
from service.model.signals import Validation

Kind = Literal["quick", "performance", "structure", "tests", "docs", "experience", "feature"]
"""The first three are the places on a pull request; the others are written when somebody asks for them."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """A ranked piece of work."""

    id: str
    kind: Kind
    title: str
    findings: tuple[Finding, ...]
    impact: int
    risk: int
    effort: int
    score: float
    """impact x confidence / effort; the arithmetic is `plan.score`."""
    minutes: int = 0
    """Estimated work; 0: nobody estimated it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the three places on a pull request, with the best improvement for it or the reason why there is none."""

    kind: Kind
    name: str
    improvement: Improvement | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FindingGone:
    """Met when no finding has this fingerprint at the new head."""

    fingerprint: str
    rule: str
    path: str
    symbol: str = ""
    kind: Literal["finding_gone"] = "finding_gone"


@dataclass(frozen=True, slots=True)
class MetricAtMost:
    """Met when the metric of the symbol is at or below the limit."""

    metric: str
    path: str
    symbol: str
    limit: int
    now: int
    kind: Literal["metric_at_most"] = "metric_at_most"


@dataclass(frozen=True, slots=True)
class CommandSucceeds:
    """Met when the command, which `source` declares, exits 0."""

    command: str
    source: str
    kind: Literal["command_succeeds"] = "command_succeeds"


Criterion = FindingGone | MetricAtMost | CommandSucceeds


@dataclass(frozen=True, slots=True)
class Prompt:
    """An instruction any coding agent or person can execute, with the master's four outputs."""

    id: str
    improvement: str
    """Empty for a feature: nothing was found, somebody wished for it."""
    kind: Kind
    title: str
    template: str
    body: str
    criteria: tuple[Criterion, ...]
    validation: tuple[str, ...]
    next_iteration: str
    findings: tuple[str, ...]
    rollback: str = ""
    evaluation: Evaluation | None = None
    rounds: int = 0
    """How often the improvement loop went over it."""
    writer: str = ""
    """The model that worded it; empty: rules alone."""
    minutes: int = 0
    """Estimated work; 0: nobody estimated it."""

    @property
    def ready(self) -> bool:
        """True when the evaluator lets it proceed; a draft is shown as a draft."""
        return self.evaluation is not None and self.evaluation.ready


@dataclass(frozen=True, slots=True)
class Wish:
    """A feature somebody asked for, in their own words: hostile until shaped."""

    name: str
    text: str = ""
    issue: int = 0


@dataclass(frozen=True, slots=True)
class Learning:
    """What mended which gap, in which template: what the next version of the template should know."""

    template: str
    kind: Kind
    key: str
    """The check that was failing, such as `rollback`."""
    strategy: str
    gain: float
    """Points of the average."""
    at: int = 0
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One quality-gate condition; `met` is None when the evidence is missing."""

    gate: str
    title: str
    limit: str
    value: str
    met: bool | None
    reason: str
    to_pass: str = ""
    waiting: bool = False
    """True when the evidence is missing and may still arrive by itself."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything Hone says of one change."""

    change: Change
    conclusion: Literal["success", "failure", "neutral", "skipped"]
    reason: str
    analysis: Analysis = field(default_factory=Analysis)
    conditions: tuple[Condition, ...] = ()
    improvements: tuple[Improvement, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    seconds: float = 0.0
    config: Config = field(default_factory=Config)
    validations: tuple[Validation, ...] = ()
    wording: str = ""
    """One line on what became of the language model's part; empty where none was asked or all went well."""
    learnings: tuple[Learning, ...] = ()
    """What the improvement loop mended, and what it could not, in these prompts and those it tried."""
