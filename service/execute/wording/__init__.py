"""WORDING: what a language model may say in a prompt, and what of its answer is kept.

A model words the goal, the requirements, edge cases, impact and the next step. Ids, criteria, commands, scope,
rollback and the return contract are Hone's: they are never asked for, and never read from an answer.
"""

from service.execute.wording.alternatives import STRATEGIES, alternative, alternatives, missed
from service.execute.wording.asking import again, asked
from service.execute.wording.drafts import Draft, Refused, reworded
from service.execute.wording.taking import taken

__all__ = [
    "STRATEGIES",
    "Draft",
    "Refused",
    "again",
    "alternative",
    "alternatives",
    "asked",
    "missed",
    "reworded",
    "taken",
]
