"""Reads as the App itself: where it is installed, and which deliveries GitHub made."""

from datetime import datetime
from typing import Final

from service.edge.github.call import Call, Scope
from service.edge.github.client import Client
from service.edge.github.faults import Refusal, Unclear
from service.edge.github.shape import field, flag, number, text
from service.model import Repo
from service.ports import Attempt, Installation

PAGES: Final = 100


class Installed:
    """What Hone asks about itself."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def installations(self) -> tuple[Installation, ...]:
        """Every account that installed the App, at most 10,000. Raises Fault."""
        call = Call("read its installations", "GET", "/app/installations")
        found = [
            Installation(number(item, "id"), text(item, "account", "login"), field(item, "suspended_at") is not None)
            async for item in self._client.pages(call, most=PAGES)
        ]
        return tuple(installation for installation in found if installation.id)

    async def repositories(self, installation: int) -> tuple[Repo, ...]:
        """Every repository the installation covers, at most 10,000. Raises Fault."""
        call = Call("read the installed repositories", "GET", "/installation/repositories", Scope(installation))
        found = [
            Repo(number(item, "id"), text(item, "owner", "login"), text(item, "name"), installation)
            async for item in self._client.pages(call, "repositories", most=PAGES)
        ]
        return tuple(repo for repo in found if repo.id and repo.owner and repo.name)

    async def deliveries(self, since: datetime) -> tuple[Attempt, ...]:
        """Delivery attempts not older than `since`, newest first, at most 10,000. Raises Fault.

        Not filtered by GitHub: its `status=failure` knows status codes only, no time-outs.
        """
        found: list[Attempt] = []
        call = Call("read its deliveries", "GET", "/app/hook/deliveries")
        async for item in self._client.pages(call, most=PAGES):
            attempt = attempted(item)
            if attempt is None:
                continue
            if attempt.delivered_at < since:
                break
            found.append(attempt)
        return tuple(found)

    async def redeliver(self, id: int) -> bool:
        """Ask for one more attempt; False when GitHub will not do it any more. Raises Fault.

        Asked once: after an unclear answer the next look at the deliveries shows what became of it.
        """
        call = Call(
            "ask for a delivery again", "POST", "/app/hook/deliveries/{id}/attempts", values={"id": id}, lane="content"
        )
        try:
            await self._client.once(call)
        except Unclear:
            return True
        except Refusal as refused:
            if refused.status not in {400, 404, 422}:
                raise
            return False
        return True


def attempted(item: object) -> Attempt | None:
    """Our noun for one delivery attempt, or None where id, guid or a time with its zone is missing."""
    try:
        at = datetime.fromisoformat(text(item, "delivered_at"))
    except ValueError:
        return None
    attempt = Attempt(
        id=number(item, "id"),
        guid=text(item, "guid"),
        delivered_at=at,
        ok=text(item, "status") == "OK",
        redelivery=flag(item, "redelivery"),
        event=text(item, "event"),
        action=text(item, "action"),
    )
    return attempt if attempt.id and attempt.guid and at.tzinfo else None
