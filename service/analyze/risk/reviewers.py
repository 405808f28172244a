"""Suggests who could look at a change: owners by CODEOWNERS, then people who changed the same files lately."""

from collections import Counter
from collections.abc import Sequence

from service.analyze.risk.metrics import DAY, person
from service.analyze.risk.owners import owners
from service.model import Background

MOST = 3
VERSED = 20
"""Files that somebody changed here, each time counted, before it is fair to ask for a review."""
BOTS = frozenset({"web-flow", "actions-user", "dependabot", "copilot", "claude", "renovate", "github-actions"})
RECENT_DAYS = 365
"""Somebody who has not been seen for longer may have left."""


def reviewers(paths: Sequence[str], background: Background) -> tuple[str, ...]:
    """At most three GitHub logins or teams, best first: never the author, never a bot."""
    author = {background.login.lower(), person(background.author)}
    owning = Counter(owner.lower() for path in paths for owner in owners(path, background.owners))
    ranked = [*(owner for owner, _ in owning.most_common()), *_experienced(paths, background)]
    return tuple(dict.fromkeys(one for one in ranked if one not in author and not _is_bot(one)))[:MOST]


def _experienced(paths: Sequence[str], background: Background) -> list[str]:
    """Logins who changed these files before and are still around, those who know most of the files first."""
    profile = background.profile
    if profile is None:
        return []
    wanted = set(paths)
    known = Counter(number for file in profile.files if file.path in wanted for number in file.authors)
    around = background.time // DAY - RECENT_DAYS
    seen = {number: max((day for day, _ in profile.touches[number]), default=0) for number in known}
    versed = (one for one in known if seen[one] >= around and sum(files for _, files in profile.touches[one]) >= VERSED)
    ranked = sorted(versed, key=lambda one: (-known[one], -seen[one]))
    return [profile.authors[number] for number in ranked if not profile.authors[number].startswith("#")]


def _is_bot(login: str) -> bool:
    return login.endswith(("[bot]", "-bot")) or login in BOTS
