"""Inline comments as upserts: one review brings the new ones, and each is edited when its finding is gone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.edge.github.call import on
from service.edge.github.client import Client
from service.edge.github.identity import Identity
from service.edge.github.shape import as_read, number, text
from service.edge.github.threads import Threads
from service.model import Suggestion, Suggestions

PAGES: Final = 10
MARKED: Final = re.compile(r"(<!-- hone:suggestion id=(\w+) -->)\n(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Own:
    """One of Hone's inline comments: its whole body, and the two parts of it."""

    id: int
    body: str
    marker: str
    said: str


class Inline:
    """Writes a pull request's suggestions; those of people, and of other Apps, are never touched."""

    def __init__(self, client: Client, identity: Identity) -> None:
        self._client = client
        self._identity = identity
        self._threads = Threads(client)

    async def apply(self, effect: Suggestions) -> None:
        """Make what stands inline follow the effect. Raises Fault."""
        there, done = await self._there(effect), []
        wanted = {each.finding: as_read(each.body) for each in effect.standing}
        for finding, own in there.items():
            if finding in wanted and own.body != wanted[finding]:
                await self._edit(effect, own.id, wanted[finding])
            elif finding not in wanted and not _says(own.said, effect.fixed):
                await self._edit(effect, own.id, f"{own.marker}\n{effect.fixed}")
                done.append(own.id)
        await self._threads.resolve(effect.repo, effect.number, done)
        fresh = [each for each in effect.standing if each.fresh and each.finding not in there]
        if fresh:
            await self._post(effect, fresh)

    async def _there(self, effect: Suggestions) -> Mapping[str, _Own]:
        """Hone's own inline comments, by finding."""
        call = on(effect.repo, "read the inline comments", "GET", "/pulls/{number}/comments", number=effect.number)
        found = {}
        async for item in self._client.pages(call, most=PAGES):
            mark = MARKED.fullmatch(as_read(text(item, "body")))
            if mark and await self._identity.wrote(item):
                found[mark[2]] = _Own(number(item, "id"), mark[0], mark[1], mark[3])
        return found

    async def _post(self, effect: Suggestions, fresh: list[Suggestion]) -> None:
        call = on(
            effect.repo,
            "suggest repairs",
            "POST",
            "/pulls/{number}/reviews",
            lane="content",
            body={
                "commit_id": effect.head,
                "event": "COMMENT",
                "body": effect.said,
                "comments": [_comment(each) for each in fresh],
            },
            number=effect.number,
        )

        async def posted() -> object | None:
            there = await self._there(effect)
            return there if fresh[0].finding in there else None

        await self._client.write(call, posted)

    async def _edit(self, effect: Suggestions, id: int, body: str) -> None:
        route = "/pulls/comments/{id}"
        call = on(effect.repo, "edit an inline comment", "PATCH", route, lane="content", body={"body": body}, id=id)

        async def edited() -> object | None:
            item = (await self._client.read(on(effect.repo, "read an inline comment", "GET", route, id=id))).data
            return item if as_read(text(item, "body")) == as_read(body) else None

        await self._client.write(call, edited)


def _comment(each: Suggestion) -> dict[str, object]:
    place: dict[str, object] = {"path": each.path, "body": each.body, "line": each.end, "side": "RIGHT"}
    return place if each.start == each.end else {**place, "start_line": each.start, "start_side": "RIGHT"}


def _says(said: str, fixed: str) -> bool:
    """True when the comment says already that its finding is gone, in whichever commit."""
    return said.partition(" in ")[0] == fixed.partition(" in ")[0]
