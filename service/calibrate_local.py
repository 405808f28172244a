"""`hone risk calibrate`: what the history of a clone on this machine teaches about the risk of its changes."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from service.edge.git.local import Local
from service.model import Profile, Repo, Trial
from service.ports import Fault
from service.workflows.calibrate import calibrated
from service.workflows.profile import profile


class Problem(Exception):
    """Why nothing could be learned: one sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned, how it did, and how long it took."""

    profile: Profile
    trial: Trial | None
    seconds: float

    def json(self) -> str:
        """The profile with its calibration, as the service stores it."""
        from pydantic import TypeAdapter

        return TypeAdapter(Profile).dump_json(self.profile).decode()


def calibrate(path: Path, changes: int, say: Callable[[str, float], None], known: str = "") -> Lesson:
    """Learn from the newest `changes` of the clone's current branch; `known` is what an earlier run wrote.

    Raises Problem when the clone cannot be read, or `known` is nothing that was written here.
    """
    began = time.monotonic()
    try:
        made, trial = asyncio.run(_calibrate(path.absolute(), changes, say, _profile(known)))
    except Fault as fault:
        raise Problem(str(fault)) from None
    return Lesson(made, trial, time.monotonic() - began)


async def _calibrate(
    path: Path, changes: int, say: Callable[[str, float], None], known: Profile | None
) -> tuple[Profile, Trial | None]:
    clone = Local(path)
    repo = Repo(0, "local", path.name)
    commit = await clone.resolve("HEAD")
    return await calibrated(clone, repo, commit, await profile(clone, repo, commit, known), say, changes)


def _profile(known: str) -> Profile | None:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Profile).validate_json(known) if known else None
    except ValidationError:
        raise Problem("What was learned before cannot be read; leave it out to begin anew.") from None
