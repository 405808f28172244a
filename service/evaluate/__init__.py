"""EVALUATE: a change becomes gate conditions and one conclusion; a prompt becomes a score with its reasons."""

from service.evaluate import criteria
from service.evaluate.caps import CAPS
from service.evaluate.conclusion import MAX_REASON, Conclusion, conclude, gate, judged
from service.evaluate.questions import QUESTIONS, Question
from service.evaluate.scoring import lower, prompt, scored
from service.evaluate.validations import validations

__all__ = [
    "CAPS",
    "MAX_REASON",
    "QUESTIONS",
    "Conclusion",
    "Question",
    "conclude",
    "criteria",
    "gate",
    "judged",
    "lower",
    "prompt",
    "scored",
    "validations",
]
