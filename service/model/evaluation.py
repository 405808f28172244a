"""What the evaluator says of a prompt: sixteen questions in four categories, and what forbids it altogether."""

from dataclasses import dataclass
from typing import Literal

PASS, FLOOR, CAPPED = 8.0, 7.0, 6.9
"""A prompt proceeds from this average on, with no category below this floor; a cap holds the average at this."""

Part = Literal["clarity", "completeness", "business", "technical"]


@dataclass(frozen=True, slots=True)
class Answered:
    """One of the sixteen questions, answered."""

    question: int
    """1 to 16."""
    key: str
    """The check by name, such as `rollback`."""
    part: Part
    value: float | None
    """0 to 1; None: not applicable, for the reason in `evidence`."""
    evidence: str
    """What was counted, or the verbatim quote a judge gave."""
    gap: str = ""
    """What is missing, as an instruction to whoever mends it; empty when nothing is."""


@dataclass(frozen=True, slots=True)
class Cap:
    """A fault that no other merit makes up for, with the token that shows it."""

    key: str
    token: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A prompt's score: a quality gate, no prediction of what becomes of it."""

    answers: tuple[Answered, ...]
    clarity: float
    completeness: float
    business: float
    technical: float
    average: float
    """Mean of the four, each 1 to 10; at most 6.9 under a cap."""
    caps: tuple[Cap, ...] = ()
    words: int = 0
    judge: str = ""
    """The model whose opinion is in it, beside the checks; empty: the checks alone."""
    divided: bool = False
    """True when the judge's samples lie more than a point apart in a category, and that decides about ready."""

    @property
    def ready(self) -> bool:
        """True when the prompt may proceed: average 8, no category below 7, no cap."""
        return self.average >= PASS and min(self.parts.values()) >= FLOOR and not self.caps

    @property
    def parts(self) -> dict[Part, float]:
        """The score of each category."""
        return {
            "clarity": self.clarity,
            "completeness": self.completeness,
            "business": self.business,
            "technical": self.technical,
        }

    @property
    def broken(self) -> tuple[str, ...]:
        """The checks by name that keep it from full marks, worst first; caps come before all."""
        short = sorted((each for each in self.answers if each.gap), key=lambda each: (each.value or 0.0, each.question))
        return (*(cap.key for cap in self.caps), *(each.key for each in short))
