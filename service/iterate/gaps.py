"""What is missing in a prompt: the evaluator's gaps, each with the section to mend."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from service.model import Evaluation

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "requirements": "REQUIREMENTS",
        "executable": "VALIDATION APPROACH",
        "dependencies": "DEPENDENCIES",
        "criteria": "SUCCESS CRITERIA",
        "context": "CONTEXT",
        "edge-cases": "EDGE CASES",
        "errors": "EDGE CASES",
        "rollback": "ROLLBACK",
        "metric": "GOAL",
        "value": "GOAL",
        "resources": "OUT OF SCOPE",
        "roadmap": "CONTEXT",
        "feasible": "CONTEXT",
        "performance": "IMPACT",
        "security": "IMPACT",
        "traceability": "SUCCESS CRITERIA",
        "no-criterion": "SUCCESS CRITERIA",
        "protected-path": "REQUIREMENTS",
        "generic": "REQUIREMENTS",
    }
)
"""Where each check is mended; a cap that is not here may lie anywhere in the text."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One failing check, the section it is mended in (empty: the whole text), and what to do about it."""

    key: str
    section: str
    text: str


def gaps(evaluation: Evaluation) -> tuple[Gap, ...]:
    """Caps first, then the questions that are not fully met, worst first; one gap for each check."""
    caps: dict[str, list[str]] = {}
    for cap in evaluation.caps:
        caps.setdefault(cap.key, []).append(cap.token)
    told = {each.key: each.gap for each in evaluation.answers if each.gap}
    forbidden = (Gap(key, SECTIONS.get(key, ""), f"{key}: {', '.join(tokens)}") for key, tokens in caps.items())
    return (*forbidden, *(Gap(key, SECTIONS.get(key, ""), told[key]) for key in evaluation.broken if key in told))


def tokens(evaluation: Evaluation, *keys: str) -> tuple[str, ...]:
    """What shows the caps of these names, each once."""
    return tuple(dict.fromkeys(cap.token for cap in evaluation.caps if cap.key in keys and cap.token))
