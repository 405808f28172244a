"""WORKER: a delivery becomes an event, the event becomes work or an answer."""

import json
from dataclasses import dataclass, replace
from typing import assert_never

from service import events
from service.model import (
    Change,
    CheckAsked,
    Commented,
    Event,
    EvidenceArrived,
    InstallationChanged,
    IssueChanged,
    Pinged,
    PullChanged,
    Pushed,
    Request,
    Survey,
)
from service.ports import Edge, Run
from service.workflows import organisation
from service.workflows.answer import answer
from service.workflows.baseline import baseline
from service.workflows.labelled import labelled
from service.workflows.reassess import note, reassess
from service.workflows.reconcile import reconcile
from service.workflows.request import fulfil
from service.workflows.review import review


@dataclass(frozen=True, slots=True)
class Worker:
    """What an engine runs: the bodies of all workflows, over one edge."""

    edge: Edge

    async def delivered(self, run: Run, delivery: str) -> None:
        """Act on a stored delivery; its state says how it ended."""
        state, reason = await self._act(run, delivery)
        await run.step("settle", self.edge.store.settle, delivery, state, reason)

    async def review(self, run: Run, change: Change) -> None:
        """Review the change and publish the verdict, or judge the one that stands by what arrived late."""
        await (reassess if change.late else review)(run, change, self.edge)

    async def survey(self, run: Run, survey: Survey) -> None:
        """Look at the whole tree of a repository."""
        await baseline(run, survey, self.edge)

    async def request(self, run: Run, request: Request) -> None:
        """Do what somebody asked for, and edit the reply that promised it."""
        await fulfil(run, request, self.edge)

    async def reconcile(self, run: Run) -> None:
        """Find what was missed."""
        await reconcile(run, self.edge)

    async def _act(self, run: Run, id: str) -> tuple[str, str]:
        delivery = await self.edge.store.delivery(id)
        if delivery is None:
            return "failed", "its payload is no longer kept"
        parser = events.every().get(delivery.event)
        if parser is None:
            return "ignored", f"nothing here handles {delivery.event}"
        try:
            event = parser.parse(json.loads(delivery.payload))
        except events.Unreadable as fault:
            return "ignored", str(fault)
        except RecursionError:
            return "ignored", "its payload is nested too deeply"
        if event is None:
            return "ignored", f"{delivery.event} {delivery.action} changes nothing here"
        return await self._handle(run, event)

    async def _handle(self, run: Run, event: Event) -> tuple[str, str]:
        store = self.edge.store
        match event:
            case Pinged():
                return "done", "GitHub reaches the door"
            case InstallationChanged():
                return await self._installed(run, event)
            case PullChanged():
                await run.step("saw repository", store.saw_repository, event.repo)
                if event.action != "closed":
                    await run.start("review", event.pull.change(event.repo))
            case Pushed():
                return await self._pushed(run, event)
            case IssueChanged():
                return await labelled(run, event, self.edge)
            case Commented():
                return "done", await answer(run, event, self.edge)
            case CheckAsked():
                return await self._asked_again(run, event)
            case EvidenceArrived():
                return await note(run, event, self.edge)
            case _:
                assert_never(event)
        return "done", ""

    async def _installed(self, run: Run, event: InstallationChanged) -> tuple[str, str]:
        await run.step("installed", self.edge.store.installed, event)
        for repo in event.added if event.action in {"created", "changed"} else ():
            await run.start(f"survey {repo.id}", Survey(repo))
            if repo.name == organisation.HOME:
                await run.step(f"organisation {repo.id}", organisation.refresh, self.edge, repo)
        return "done", ""

    async def _pushed(self, run: Run, event: Pushed) -> tuple[str, str]:
        if event.ref != f"refs/heads/{event.default_branch}":
            return "ignored", "only the default branch is reviewed on a push; other branches by pull request"
        await run.step("saw repository", self.edge.store.saw_repository, event.repo)
        if event.repo.name == organisation.HOME:
            await run.step("organisation", organisation.refresh, self.edge, event.repo)
        if event.before:  # a new branch has nothing to be compared with
            await run.start("review", Change(event.repo, event.after, event.before, event.ref, quiet=True))
        await run.start("survey", Survey(event.repo))
        return "done", ""

    async def _asked_again(self, run: Run, event: CheckAsked) -> tuple[str, str]:
        if event.action == "requested_action" and event.button != "recheck":
            return "ignored", "no such button"
        changes = await run.step("which", self.edge.store.reviewed_changes, event.repo, event.head, event.external_id)
        for change in changes:
            await run.start(f"review {change.key}", replace(change, repo=event.repo, attempt=f"again-{run.id}"))
        return ("done", "") if changes else ("ignored", "no verdict of Hone's on that commit")
