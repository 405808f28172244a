"""What others say of a head: checks, approvals, coverage, benchmarks; and what of it validates the change."""

from dataclasses import dataclass
from typing import Literal

from service.model.evidence import Finding


@dataclass(frozen=True, slots=True)
class OtherCheck:
    """A check run or commit status that is not Hone's; `neutral` is done and neither good nor bad."""

    name: str
    state: Literal["waiting", "success", "failure", "neutral"]
    source: str = ""
    """The App behind a check run, or `status`."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A standing approval of this very head, by somebody other than its author."""

    login: str
    role: str = ""
    """`admin | maintain | write | triage | read | none`; empty when nobody asked."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the changed lines that tests can reach were reached by one."""

    lines: int
    covered: int
    missed: tuple[str, ...] = ()
    """The first uncovered ranges, as `path:12-14`."""
    sources: tuple[str, ...] = ()
    """The files that say so."""
    unnamed: tuple[str, ...] = ()
    """Changed source files of the product that no report names: nobody knows whether tests reach them."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark on the head and on the base, in the same unit."""

    name: str
    now: float
    before: float
    unit: str = ""
    bigger_is_better: bool = False

    @property
    def slower(self) -> float:
        """Per cent by which it got worse; negative when it got better."""
        if self.bigger_is_better:
            return (self.before / self.now - 1) * 100 if self.now > 0 else float("inf")
        return (self.now / self.before - 1) * 100 if self.before > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """Benchmarks that both sides have, and how many only the head has."""

    both: tuple[Benchmark, ...] = ()
    unmatched: int = 0
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signals:
    """Everything known from others at one moment; None: nobody has said anything of that kind."""

    looked: bool = False
    """False when nobody was asked yet."""
    checks: tuple[OtherCheck, ...] = ()
    approvals: tuple[Approval, ...] = ()
    coverage: Coverage | None = None
    benchmarks: Benchmarks | None = None
    alerts: tuple[Finding, ...] | None = None
    """What other analyzers found on lines of this change; None: nobody was asked."""
    final: bool = False
    """True when nothing more will come by itself, as on a command line."""
    missing: tuple[tuple[str, str], ...] = ()
    """What could not be asked (`checks | statuses | artifacts | reviews | alerts`), each with one sentence why."""

    @property
    def more_to_come(self) -> bool:
        """True while evidence may still arrive: nobody has reported yet, or somebody has not finished."""
        return not self.final and (not self.checks or any(check.state == "waiting" for check in self.checks))


@dataclass(frozen=True, slots=True)
class Validation:
    """One line of "what validates this change", with where it is known from."""

    title: str
    state: Literal["done", "failed", "waiting", "not found"]
    source: str
