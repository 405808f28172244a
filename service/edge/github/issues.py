"""Issues as upserts: the App's own, found by their marker, edited only where they differ."""

from typing import Final

from service.edge.github.call import on
from service.edge.github.client import Client
from service.edge.github.cut import shortened
from service.edge.github.identity import Identity
from service.edge.github.recent import Recent
from service.edge.github.shape import as_read, number, text
from service.model import Issue

LONGEST: Final = 65_536
PAGES: Final = 5


class Issues:
    """Writes one issue per marker and repository; one that people closed stays closed and is left alone."""

    def __init__(self, client: Client, identity: Identity) -> None:
        self._client = client
        self._identity = identity
        self._numbers: Recent[tuple[int, str], int] = Recent()

    async def apply(self, effect: Issue) -> None:
        """Make the issue read like this: create it if absent and allowed, edit it if it is open and differs."""
        body = shortened(effect.body, LONGEST)
        standing = await self._remembered(effect) or await self._find(effect)
        if standing is None and effect.create:
            standing = await self._post(effect, body)
        if standing is None:
            return
        self._numbers.keep((effect.repo.id, effect.marker), number(standing, "number"))
        if text(standing, "state") == "open" and as_read(text(standing, "body")) != as_read(body):
            await self._edit(effect, number(standing, "number"), body)

    async def _post(self, effect: Issue, body: str) -> object:
        asked = {"title": effect.title, "body": body}
        call = on(effect.repo, "open the issue", "POST", "/issues", lane="content", body=asked)
        return await self._client.write(call, lambda: self._find(effect))

    async def _edit(self, effect: Issue, at: int, body: str) -> None:
        route = "/issues/{number}"
        call = on(effect.repo, "edit the issue", "PATCH", route, lane="content", body={"body": body}, number=at)

        async def edited() -> object | None:
            item = await self._read(effect, at)
            return item if as_read(text(item, "body")) == as_read(body) else None

        await self._client.write(call, edited)

    async def _remembered(self, effect: Issue) -> object | None:
        at = self._numbers.get((effect.repo.id, effect.marker))
        return None if at is None else await self._read(effect, at)

    async def _read(self, effect: Issue, at: int) -> object | None:
        call = on(effect.repo, "read its issue", "GET", "/issues/{number}", number=at)
        return await self._client.standing(call)

    async def _find(self, effect: Issue) -> object | None:
        """The App's oldest issue that begins with the marker, open or closed."""
        query = {"state": "all", "creator": await self._identity.login(), "sort": "created", "direction": "asc"}
        call = on(effect.repo, "read its issues", "GET", "/issues", query=query)
        async for item in self._client.pages(call, most=PAGES):
            if text(item, "body").startswith(effect.marker) and await self._identity.wrote(item):
                return item
        return None
