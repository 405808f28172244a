"""PLAN: what a change introduced, or a whole tree holds, becomes a ranked queue of improvements.

Rank is impact x confidence / effort, after everything that fails the gate:

| figure     | scale  | from                                                                            |
|------------|--------|---------------------------------------------------------------------------------|
| impact     | 1 - 10 | worst severity (high 8, medium 4, low 1), +1 for security, +1 from the third finding |
| confidence | 0 - 1  | how often the tool is right: a measured metric 1, a lint rule 0.9, a pattern 0.8     |
| minutes    |        | each rule's own figure, once a place; a function to split also 3 for each of its paths |
| effort     | 1 - 5  | minutes: up to 30, 60, 120, 240, more                                                |
| risk       | 1 - 10 | 2, +1 for each further place, +3 when code is restructured, +2 without a test file   |
"""

from service.plan.backlog import backlog, evidence
from service.plan.estimates import score
from service.plan.gaps import gaps, missing, without_tests
from service.plan.improvements import asked, confidence, improvements, queue, without_prompt
from service.plan.memory import merged, proposed
from service.plan.places import places

__all__ = [
    "asked",
    "backlog",
    "confidence",
    "evidence",
    "gaps",
    "improvements",
    "merged",
    "missing",
    "places",
    "proposed",
    "queue",
    "score",
    "without_prompt",
    "without_tests",
]
