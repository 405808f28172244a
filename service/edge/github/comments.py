"""Comments as upserts: the App's own, found by their marker, edited only where they differ."""

from typing import Final

from service.edge.github.call import on
from service.edge.github.client import Client
from service.edge.github.cut import shortened
from service.edge.github.identity import Identity
from service.edge.github.recent import Recent
from service.edge.github.shape import as_read, number, text
from service.model import Comment

LONGEST: Final = 65_536
PAGES: Final = 30
"""GitHub closes a conversation to new comments at 2,500."""


class Comments:
    """Writes one comment per marker and conversation."""

    def __init__(self, client: Client, identity: Identity) -> None:
        self._client = client
        self._identity = identity
        self._ids: Recent[tuple[int, int, str], int] = Recent()

    async def apply(self, effect: Comment) -> None:
        """Make the comment read like this: create it if absent and allowed, edit it if it differs. Raises Fault."""
        body = shortened(effect.body, LONGEST)
        standing = await self._remembered(effect) or await self._find(effect)
        if standing is None and effect.create:
            standing = await self._post(effect, body)
        if standing is None:
            return
        self._ids.keep(_key(effect), number(standing, "id"))
        if as_read(text(standing, "body")) != as_read(body):
            await self._edit(effect, number(standing, "id"), body)

    async def _post(self, effect: Comment, body: str) -> object:
        call = on(
            effect.repo,
            "write the comment",
            "POST",
            "/issues/{number}/comments",
            lane="content",
            body={"body": body},
            number=effect.number,
        )
        return await self._client.write(call, lambda: self._find(effect))

    async def _edit(self, effect: Comment, id: int, body: str) -> None:
        call = on(
            effect.repo,
            "edit the comment",
            "PATCH",
            "/issues/comments/{id}",
            lane="content",
            body={"body": body},
            id=id,
        )

        async def edited() -> object | None:
            item = await self._read(effect, id)
            return item if as_read(text(item, "body")) == as_read(body) else None

        await self._client.write(call, edited)

    async def _remembered(self, effect: Comment) -> object | None:
        """The comment of the id kept for this marker, unless it is gone or no longer begins with it."""
        id = self._ids.get(_key(effect))
        item = None if id is None else await self._read(effect, id)
        return item if text(item, "body").startswith(effect.marker) else None

    async def _read(self, effect: Comment, id: int) -> object | None:
        call = on(effect.repo, "read its comment", "GET", "/issues/comments/{id}", id=id)
        return await self._client.standing(call)

    async def _find(self, effect: Comment) -> object | None:
        call = on(effect.repo, "read the comments", "GET", "/issues/{number}/comments", number=effect.number)
        async for item in self._client.pages(call, most=PAGES):
            if text(item, "body").startswith(effect.marker) and await self._identity.wrote(item):
                return item
        return None


def _key(effect: Comment) -> tuple[int, int, str]:
    return effect.repo.id, effect.number, effect.marker
