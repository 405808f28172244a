"""How carefully a change wants to be reviewed, told from the history it joins."""

from service.analyze.risk.assess import risk
from service.analyze.risk.growing import WINDOW, grow
from service.analyze.risk.metrics import touched
from service.analyze.risk.owners import PLACES as OWNER_FILES
from service.analyze.risk.owners import rules as owner_rules

__all__ = ["OWNER_FILES", "WINDOW", "grow", "owner_rules", "risk", "touched"]
