"""PLACE: which commit a request is about, by which settings, and since when."""

from dataclasses import dataclass

from service.model import CONFIG_PATH, Change, Config, Repo, Request
from service.ports import Edge, Fault, Run
from service.workflows.patience import patiently
from service.workflows.present import seconds
from service.workflows.review import settled


class SwitchedOff(Fault):
    """The repository wants to hear nothing of Hone."""


@dataclass(frozen=True, slots=True)
class Place:
    """The newest commit of an open pull request, or of the default branch (`change.number` is None)."""

    change: Change
    config: Config
    began: float
    """When the work began, in seconds since 1970."""


async def place(run: Run, asked: Request, edge: Edge, number: int | None = None) -> Place:
    """Where the request looks: where it was made, or at the pull request `number`; 0 is the default branch.

    Raises Fault: SwitchedOff where the settings say so.
    """
    began = await run.step("began", seconds, edge.lab)
    pull = asked.number * asked.on_pull if number is None else number
    change = await patiently(run, "look", newest, edge, asked.repo, pull)
    config = await settled(run, edge, change)
    if config.mode == "off":
        raise SwitchedOff(f"Hone is switched off here: {CONFIG_PATH} says `mode: off`.")
    return Place(change, config, began)


async def newest(edge: Edge, repo: Repo, pull: int) -> Change:
    """The live head of that pull request; of the default branch where there is none, or it is no longer open."""
    live = await edge.github.pull(repo, pull) if pull else None
    if live and live.open:
        return live.change(repo, attempt="request")
    head = await edge.lab.code.newest(repo)
    return Change(repo, head, head, "HEAD")
