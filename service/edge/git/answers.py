"""What a git host means when it refuses a fetch."""

import re

from service.edge.git.command import Exceeded, GitFailed
from service.ports import Unfetchable

REFUSED = re.compile(r"not our ref (\w+)|couldn't find remote ref (\S+)")
TOO_LARGE = re.compile(r"File too large|signal 25|No space left")
WORDS = (
    (
        re.compile(r"Authentication failed|could not read Username|returned error: 40[13]|HTTP 40[13]"),
        "The git host did not accept Hone's token for this repository.",
    ),
    (re.compile(r"not found|returned error: 404"), "The git host has no such repository, or hides it from Hone."),
)
UNREACHABLE = re.compile(
    r"Could not resolve|Failed to connect|Connection|timed out|Timeout|RPC failed|early EOF|unexpected disconnect"
    r"|hung up|too slow|returned error: (?:429|5\d\d)|SSL|TLS|GnuTLS|unable to access",
    re.IGNORECASE,
)


class Missing(Exception):
    """The host does not have a wanted object; `name` is its id or ref."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Unreachable(Exception):
    """The host gave no answer, or broke it off."""


def meaning(failure: GitFailed) -> Exception:
    """The fault behind a failed fetch; the failure itself when the host seems to have no part in it."""
    # "remote: " lines are whatever the server cares to say; only git's own words count.
    text = "\n".join(line for line in failure.errors.splitlines() if not line.startswith("remote: "))
    if refused := REFUSED.search(text):
        return Missing(refused[1] or refused[2])
    if TOO_LARGE.search(text):
        return Exceeded("more than the disk or the limit allows")
    for pattern, words in WORDS:
        if pattern.search(text):
            return Unfetchable(words)
    return Unreachable() if UNREACHABLE.search(text) else failure
