"""Quality gates: one file per gate, each a case turned into a condition with its reason."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from service import registry
from service.model import Analysis, Condition, Config, Finding, GateSetting, Severity, Signals

ORDER = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)

NAMED = 3
"""Places a sentence names before it only counts them."""

UNREAD = ("repository", "files")
"""Gaps of every tool at once: a repository out of reach, files beyond the limit of one change."""

ON, OFF = GateSetting(on=True), GateSetting(on=False)


@dataclass(frozen=True, slots=True)
class Case:
    """What a gate may know: the analysis, what the repository decided, what others say of the head."""

    analysis: Analysis
    config: Config = field(default_factory=Config)
    signals: Signals = field(default_factory=Signals)

    def setting(self, gate: "Gate") -> GateSetting:
        """The gate's setting in force: the repository's, and the gate's own where that says nothing."""
        given, own = self.config.gates.get(gate.name, GateSetting()), gate.setting
        return GateSetting(
            own.on if given.on is None else given.on,
            own.limit if given.limit is None else given.limit,
            given.names or own.names,
        )

    def limit(self, gate: "Gate") -> float:
        """The limit in force."""
        return self.setting(gate).limit or 0.0


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition a change must meet; `judge` is pure, says why, and gives None where it has nothing to say."""

    name: str
    title: str
    judge: Callable[[Case], Condition | None]
    setting: GateSetting = ON
    """In force where nobody decided otherwise."""
    bounds: tuple[float, float] | None = None
    """Lowest and highest limit that may be set; None: there is none to set."""
    picks: bool = False
    """True when the names of checks may be set."""
    late: bool = False
    """True when its evidence arrives after the analysis: from other tools, or from reviewers."""

    def condition(self, limit: str, value: str, met: bool | None, reason: str, to_pass: str = "") -> Condition:
        """A condition of this gate."""
        return Condition(self.name, self.title, limit, value, met, reason, to_pass)

    def missing(self, limit: str, signals: Signals, what: str, source: str) -> Condition:
        """The condition while there is no evidence: waiting when it may still come, else what to do about it.

        `what` is a noun phrase such as "a coverage report"; `source` names the signals that would bring it.
        """
        unasked = [sentence for of, sentence in signals.missing if of == source]
        if unasked:
            return self.condition(limit, "unknown", None, unasked[0], f"make {what} readable: {unasked[0]}")
        if signals.more_to_come:
            waiting = self.condition(limit, "waiting", None, f"{what} has not arrived yet", f"wait for {what}")
            return replace(waiting, waiting=True)
        return self.condition(
            limit, "not found", None, f"{what} was not found", f"let a workflow of this repository bring {what}"
        )


def every() -> tuple[Gate, ...]:
    """Every gate there is, in file-name order."""
    return registry.load(__name__, Gate)


def on(case: Case) -> tuple[Gate, ...]:
    """The gates in force."""
    return tuple(gate for gate in every() if case.setting(gate).on)


def unfinished(analysis: Analysis, *tools: str, but: Collection[str] = ()) -> tuple[str, ...]:
    """Those of the tools that did not finish, each with its reason; so is what no tool was given to read.

    Without names it is every tool, save those in `but`.
    """
    wanted = {*tools, *UNREAD}
    gaps = (gap for gap in analysis.gaps if gap.blocking and (gap.what in wanted if tools else gap.what not in but))
    return tuple(f"{gap.what}: {gap.reason}" for gap in gaps)


def truncated(analysis: Analysis, severity: Severity) -> bool:
    """True when findings of that severity may be among the dropped ones: the list is cut severity first."""
    weaker = ORDER[ORDER.index(severity) + 1 :]
    return analysis.dropped > 0 and not any(finding.severity in weaker for finding in analysis.introduced)


def named(findings: Sequence[Finding]) -> str:
    """Where the first three are, and how many more there are."""
    places = ", ".join(f"{finding.path}:{finding.start}" for finding in findings[:NAMED])
    more = len(findings) - NAMED
    return f"{places} and {more} more, all listed" if more > 0 else places


def number(value: float) -> str:
    """`80`, `12.5`: as a person writes it."""
    return f"{value:.1f}".removesuffix(".0")
