"""PLAN: what a change introduced, or a whole tree holds, becomes a ranked queue of improvements.

Rank is impact x confidence / effort, after everything that fails the gate:

| figure     | scale  | from                                                                            |
|------------|--------|---------------------------------------------------------------------------------|
| impact     | 1 - 10 | worst severity (high 8, medium 4, low 1), +1 for security, +1 from the third finding |
| confidence | 0 - 1  | how often the tool is right: a measured metric 1, a lint rule 0.9, a pattern 0.8     |
| effort     | 1 - 5  | remediation minutes: up to 30, 60, 120, 240, more                               |
| risk       | 1 - 10 | 2, +1 for each further place, +3 when code is restructured, +2 without a test file   |
"""

from service.plan.backlog import backlog, evidence
from service.plan.improvements import confidence, improvements, queue, score
from service.plan.memory import merged, proposed

__all__ = ["backlog", "confidence", "evidence", "improvements", "merged", "proposed", "queue", "score"]
