"""Reactions on comments: the quiet answer to a command."""

from service.edge.github.call import on
from service.edge.github.client import Client
from service.edge.github.faults import Refusal
from service.edge.github.identity import Identity
from service.edge.github.shape import number, text
from service.model import React

PAGES = 3


class Reactions:
    """Puts one reaction of the App's own in place of another."""

    def __init__(self, client: Client, identity: Identity) -> None:
        self._client = client
        self._identity = identity

    async def apply(self, effect: React) -> None:
        """React, and take `instead_of` away; a comment that is gone needs no answer. Raises Fault."""
        try:
            await self._add(effect)
            if effect.instead_of:
                await self._remove(effect)
        except Refusal as refused:
            if refused.status not in {404, 410}:
                raise

    async def _add(self, effect: React) -> None:
        call = on(
            effect.repo,
            "react to the comment",
            "POST",
            "/issues/comments/{comment}/reactions",
            lane="content",
            body={"content": effect.content},
            comment=effect.comment,
        )
        # GitHub answers a repeated reaction with the one that is there: nothing to look up.
        await self._client.write(call, _nothing)

    async def _remove(self, effect: React) -> None:
        listed = on(
            effect.repo,
            "read the reactions",
            "GET",
            "/issues/comments/{comment}/reactions",
            query={"content": effect.instead_of},
            comment=effect.comment,
        )
        own = [
            number(item, "id")
            async for item in self._client.pages(listed, most=PAGES)
            if text(item, "content") == effect.instead_of and await self._identity.acted(item)
        ]
        for id in own:
            call = on(
                effect.repo,
                "take its reaction back",
                "DELETE",
                "/issues/comments/{comment}/reactions/{id}",
                lane="content",
                comment=effect.comment,
                id=id,
            )
            await self._client.write(call, _nothing)


async def _nothing() -> None:
    return None
