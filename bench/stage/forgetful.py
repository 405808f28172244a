"""What kills cost where nothing is durable: the whole Hone on the engine that keeps its work in memory."""

import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from stage.github import GitHub, until
from stage.people import People
from stage.serve import Hone
from stage.standing import judge

PROGRAM = Path(__file__).with_name("in_memory.py")
KILLS, PULLS = 3, 4
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many accepted deliveries there were, and how many of them never came to a verdict."""

    accepted: int
    lost: int


def compare(dice: random.Random) -> Forgotten:
    """Kill it while it works on a few pull requests, three times."""
    with tempfile.TemporaryDirectory(prefix="hone-crash-") as place, GitHub(Path(place, "github")) as github:
        folder = Path(place)
        with Hone(folder / "hone", github.environment(), (str(PROGRAM),)) as hone:
            github.act("hook", url=hone.hook)
            people = People(github, folder)
            for _ in range(KILLS):
                for _ in range(PULLS):
                    people.open()
                until(lambda: not people.busy, PATIENCE)
                time.sleep(dice.uniform(0, 0.8))
                hone.kill()
                hone.start()
            until(lambda: hone.parts()["engine"]["detail"] == "0 running", PATIENCE, 0.5)
            people.close()
            return Forgotten(len(people.accepted), judge(people).unanswered)
