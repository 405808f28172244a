"""Check runs as upserts: one per `external_id`, whatever was lost on the way."""

from dataclasses import dataclass
from typing import Final

from service.edge.github.call import on
from service.edge.github.check_body import NAME, body
from service.edge.github.client import Client
from service.edge.github.identity import Identity
from service.edge.github.recent import Recent
from service.edge.github.shape import number, text
from service.model import CheckRun
from service.ports import Fault

PAGES: Final = 10
"""GitHub keeps at most 1,000 check runs of one name."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """A check run as GitHub has it: `applied` tells which effect made it so, where this process knows."""

    id: int
    shown: int
    completed: bool
    applied: int = 0


class Checks:
    """Creates the check run when it is absent, else brings it up to date."""

    def __init__(self, client: Client, identity: Identity) -> None:
        self._client = client
        self._identity = identity
        self._known: Recent[tuple[int, str], _Standing] = Recent()

    async def apply(self, effect: CheckRun) -> None:
        """Make the check run look like this. A completed one never becomes incomplete again. Raises Fault."""
        key = (effect.repo.id, effect.external_id)
        # Taken out before anything is written: what a lost answer leaves unclear must be looked up.
        standing = self._known.take(key) or await self._standing(effect)
        if standing is None:
            standing, left = await self._create(effect)
        else:
            settled = standing.applied == hash(effect) or (standing.completed and effect.status != "completed")
            left = 0 if settled else 1
        while left:
            standing, left = await self._append(effect, standing)
        self._known.keep(key, standing)

    async def _create(self, effect: CheckRun) -> tuple[_Standing, int]:
        wanted, left = body(effect, 0, create=True)
        call = on(effect.repo, "create the check run", "POST", "/check-runs", lane="checks", body=wanted)
        item = await self._client.write(call, lambda: self._find(effect))
        return _standing(item, effect), left

    async def _append(self, effect: CheckRun, standing: _Standing) -> tuple[_Standing, int]:
        """Send the next batch; the last one carries the status."""
        wanted, left = body(effect, standing.shown)
        after = standing.shown + _batched(wanted)
        call = on(
            effect.repo, "update the check run", "PATCH", "/check-runs/{id}", lane="checks", body=wanted, id=standing.id
        )

        async def arrived() -> object | None:
            look = on(effect.repo, "read the check run", "GET", "/check-runs/{id}", id=standing.id)
            item = (await self._client.read(look)).data
            grown = after > standing.shown and number(item, "output", "annotations_count") >= after
            return item if grown else None

        await self._client.write(call, arrived)
        completed = effect.status == "completed" and not left
        return _Standing(standing.id, after, completed, 0 if left else hash(effect)), left

    async def _standing(self, effect: CheckRun) -> _Standing | None:
        item = await self._find(effect)
        return None if item is None else _standing(item)

    async def _find(self, effect: CheckRun) -> object | None:
        """The App's own check run with that external id; the first one made, should there be several."""
        app = await self._identity.id()
        call = on(
            effect.repo,
            "read the check runs",
            "GET",
            "/commits/{head}/check-runs",
            head=effect.head,
            query={"check_name": NAME, "filter": "all", "app_id": app},
        )
        found = [
            item
            async for item in self._client.pages(call, "check_runs", most=PAGES)
            if text(item, "external_id") == effect.external_id and number(item, "app", "id") == app
        ]
        return min(found, key=lambda item: number(item, "id"), default=None)


def _standing(item: object, applied: CheckRun | None = None) -> _Standing:
    id = number(item, "id")
    if not id:
        raise Fault("GitHub described a check run without its id.")
    shown = number(item, "output", "annotations_count")
    return _Standing(id, shown, text(item, "status") == "completed", hash(applied) if applied else 0)


def _batched(wanted: dict[str, object]) -> int:
    output = wanted["output"]
    return len(output.get("annotations", ())) if isinstance(output, dict) else 0
