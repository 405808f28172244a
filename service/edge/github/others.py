"""What others say of a commit: check runs, statuses, approvals."""

from typing import Final, Literal

from service.edge.github.call import on
from service.edge.github.client import Client
from service.edge.github.identity import Identity
from service.edge.github.shape import number, text
from service.model import OtherCheck, Repo

PAGES: Final = 3
LONGEST: Final = 100
"""Characters of a check's name that are kept; GitHub's own limit is 255."""
_CONCLUDED: Final[dict[str, Literal["success", "neutral"]]] = {
    "success": "success",
    "neutral": "neutral",
    "skipped": "neutral",
}
"""Every other conclusion is no pass: failure, timed_out, cancelled, action_required, stale, startup_failure."""
_STANDS: Final = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})
"""Reviews that say something; a later comment takes no approval back."""


class Others:
    """Reads of one commit; every method raises a Fault."""

    def __init__(self, client: Client, identity: Identity) -> None:
        self._client = client
        self._identity = identity

    async def checks(self, repo: Repo, head: str) -> tuple[OtherCheck, ...]:
        """The newest check run of each name and suite, Hone's own left out; at most 300."""
        own = await self._identity.id()
        call = on(repo, "read the checks of other tools", "GET", "/commits/{head}/check-runs", head=head)
        found = [item async for item in self._client.pages(call, "check_runs", most=PAGES)]
        return tuple(_check(item) for item in found if text(item, "name") and number(item, "app", "id") != own)

    async def statuses(self, repo: Repo, head: str) -> tuple[OtherCheck, ...]:
        """The newest status of each context; at most 300."""
        call = on(repo, "read the commit statuses", "GET", "/commits/{head}/status", head=head)
        found = [item async for item in self._client.pages(call, "statuses", most=PAGES)]
        return tuple(_status(item) for item in found if text(item, "context"))

    async def approvals(self, repo: Repo, pull: int, head: str) -> tuple[str, ...]:
        """Logins in the order of approval, of at most 300 reviews."""
        call = on(repo, "read the reviews", "GET", "/pulls/{number}/reviews", number=pull)
        standing: dict[str, str] = {}
        async for item in self._client.pages(call, most=PAGES):
            login, state = text(item, "user", "login"), text(item, "state")
            if state in _STANDS and text(item, "user", "type") == "User":
                standing.pop(login, None)
                if state == "APPROVED":
                    standing[login] = text(item, "commit_id")
        return tuple(login for login, commit in standing.items() if commit == head)


def _check(item: object) -> OtherCheck:
    name, app = text(item, "name")[:LONGEST], text(item, "app", "slug")[:LONGEST]
    if text(item, "status") != "completed":
        return OtherCheck(name, "waiting", app)
    return OtherCheck(name, _CONCLUDED.get(text(item, "conclusion"), "failure"), app)


def _status(item: object) -> OtherCheck:
    states: dict[str, Literal["success", "waiting"]] = {"success": "success", "pending": "waiting"}
    return OtherCheck(text(item, "context")[:LONGEST], states.get(text(item, "state"), "failure"), "status")
