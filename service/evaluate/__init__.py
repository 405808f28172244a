"""EVALUATE: what is known of a change becomes gate conditions, validations, and one conclusion with its reason."""

from service.evaluate.conclusion import MAX_REASON, Conclusion, conclude, gate, judged
from service.evaluate.validations import validations

__all__ = ["MAX_REASON", "Conclusion", "conclude", "gate", "judged", "validations"]
