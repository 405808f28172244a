"""What several benches share: the stand-in for GitHub, a real `hone serve`, repositories made to measure."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# The tests' stand-in process and repository builder serve here too; a bench is started from anywhere.
sys.path.insert(0, str(ROOT))
