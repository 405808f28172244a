"""The sixteen questions, their weights and what answers them, in one table: nothing else sets a weight."""

from collections.abc import Callable
from dataclasses import dataclass

from service.evaluate import business, clarity, completeness, technical
from service.evaluate.reading import Reading, Said
from service.model import Part


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the evaluator."""

    number: int
    key: str
    part: Part
    asks: str
    """As a person would ask it, and a judge is asked."""
    answer: Callable[[Reading], Said]
    weight: float = 1.0
    """In the means of its category. The loop that improves templates never sets it."""


QUESTIONS = (
    Question(1, "requirements", "clarity", "Are the requirements unambiguous?", clarity.requirements),
    Question(2, "executable", "clarity", "Can any coding agent execute this?", clarity.executable),
    Question(3, "dependencies", "clarity", "Are all dependencies stated?", clarity.dependencies),
    Question(4, "criteria", "clarity", "Is success measurable?", clarity.criteria),
    Question(5, "context", "completeness", "Does it include all necessary context?", completeness.context),
    Question(6, "edge-cases", "completeness", "Are edge cases considered?", completeness.edge_cases),
    Question(7, "errors", "completeness", "Is error handling specified?", completeness.errors),
    Question(8, "rollback", "completeness", "Is there a rollback plan?", completeness.rollback),
    Question(9, "metric", "business", "Does it advance a business metric?", business.metric),
    Question(10, "value", "business", "Is the user value clear?", business.value),
    Question(11, "resources", "business", "Are the resource requirements reasonable?", business.resources),
    Question(12, "roadmap", "business", "Does it fit the product roadmap?", business.roadmap),
    Question(13, "feasible", "technical", "Is the approach technically feasible?", technical.feasible),
    Question(14, "performance", "technical", "Are performance implications considered?", technical.performance),
    Question(15, "security", "technical", "Are security concerns assessed?", technical.security),
    Question(16, "traceability", "technical", "Is it scalable: is each requirement proved?", technical.traceability),
)
MOST_UNASKED = 2
"""Questions of one prompt that may be not applicable; 9, 12 and 14 can be, decided by code in this order."""
