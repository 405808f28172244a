"""Kill -9, again and again, while people open pull requests; what each kill hit, and how soon work went on."""

import os
import random
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from stage.census import Census, Work
from stage.people import Head, People
from stage.serve import Hone
from stage.standing import Standing, judge

BUSY = 3
"""Pull requests that wait for a verdict at any time."""
LIFE, LONGEST = 0.25, 2.0
"""From ready to the kill, in times of what the start took: the mean of an exponential, and its cap. A machine that is
slow to start is slow to work."""
EARLY = 0.1
"""Share of kills that fall while the process still starts."""
PATIENCE = 90.0
WORN = 12
"""Beginnings after which the next kill waits until the work has moved on: at 20 the engine puts work aside, as designed
for work that itself brings the process down."""
LOOK = 0.03
START_UP = "(starting)"
OTHER = "(other)"
ENDING = "(ending)"

Say = Callable[[str], None]


@dataclass(slots=True)
class Tally:
    """What was seen while killing; `steps` counts kills by body and step that was running."""

    kills: int = 0
    idle: int = 0
    """Kills that found nothing unfinished; they do not count as kills."""
    steps: Counter[tuple[str, str]] = field(default_factory=Counter)
    resumed: list[float] = field(default_factory=list)
    """Seconds from a restart until an interrupted workflow was a step further, where no further kill came first."""
    through: list[float] = field(default_factory=list)
    """The same from the first restart after its interruption, through all the kills that came first."""
    forgotten: set[str] = field(default_factory=set)
    """Deliveries that were answered with 2xx and were not in the database after a kill."""
    most_begun: int = 0


class Campaign:
    """A Hone that runs, its database and its GitHub, for as many kills as are asked for."""

    def __init__(self, hone: Hone, census: Census, people: People, dice: random.Random) -> None:
        self._hone, self._census, self._dice = hone, census, dice
        self.people = people
        self._plans: Mapping[str, tuple[str, ...]] = {}
        self._interrupted: dict[str, tuple[int, float]] = {}
        """Steps behind it, and when the first process after the kill was started."""
        self._alive, self._launched = True, 0.0
        self._took = 2.0
        """Seconds of the last start."""
        self.tally = Tally()

    def rehearse(self) -> Collection[tuple[str, str]]:
        """Let one pull request through undisturbed, on a Hone that runs; the steps that took, by body."""
        self.people.open()
        self._until(self._settled)
        delivery = f"gh:{self.people.heads[0].guid}:1"
        self._plans = {"deliver": self._census.steps(delivery), "review": self._census.steps(f"{delivery}/review")}
        return [(body, step) for body, steps in self._plans.items() for step in steps]

    def run(self, kills: int, pulls: int, least: int, say: Say = lambda _line: None) -> None:
        """Kill so often, over so many pull requests; the last kills are aimed at steps with fewer than `least`."""
        while self.tally.kills < kills:
            wanted = self._wanted(kills, least)
            share = pulls * (self.tally.kills + 1) / kills
            self._live(round(share), wanted)
            if self.tally.kills % 20 == 0:
                say(f"{self.tally.kills} kills, {self.people.pulls} pull requests")

    def end(self, pulls: int) -> Standing:
        """Let a last process finish what is left, and the pull requests still to open; what stands on GitHub then."""
        self._launch()
        self._until(self._listening)
        while self.people.pulls < pulls:
            self.people.open()
        self._until(self._settled)
        self._hone.stop()
        self.people.close()
        standing = judge(self.people)
        states = self._census.deliveries()
        unsettled = [guid for guid in self.people.accepted if states.get(guid) not in {"done", "ignored"}]
        lost = (
            *(f"delivery {guid} was accepted and is {states.get(guid, 'gone')}" for guid in unsettled),
            *(f"delivery {guid} was accepted and not stored" for guid in sorted(self.tally.forgotten)),
            *(f"workflow {id} was given up" for id in self._census.given_up()),
        )
        return Standing(standing.lost + lost, standing.doubled)

    def _wanted(self, kills: int, least: int) -> Collection[tuple[str, str]]:
        """The steps to aim at, once the kills that are left are just enough for those that chance has missed."""
        lacking = {
            (body, step): least - self.tally.steps[body, step]
            for body, steps in self._plans.items()
            for step in steps
            if self.tally.steps[body, step] < least
        }
        return lacking if sum(lacking.values()) * 2 >= kills - self.tally.kills else ()

    def _live(self, pulls: int, wanted: Collection[tuple[str, str]]) -> None:
        """One process from its start to its kill."""
        self._launch()
        if not wanted and self._interrupted and self._dice.random() < EARLY:
            time.sleep(self._dice.uniform(0, self._took))
            self._kill(starting=not self._listening())
            return
        self._until(self._listening)
        ready = time.monotonic()
        self._took = ready - self._launched if self._launched else self._took
        end = ready + self._took * min(self._dice.expovariate(1 / LIFE), LONGEST)
        while True:
            unfinished, now = self._busy(pulls), time.monotonic()
            if wanted and now < ready + self._took * LONGEST * 2:
                if self._caught(wanted, pulls):
                    return
                time.sleep(self._dice.uniform(0, LOOK / 2))
            elif now >= end and self._ripe(unfinished, pulls):
                break
            else:
                time.sleep(min(LOOK, max(0.001, end - now)))
            if now > ready + PATIENCE:
                raise TimeoutError(f"no work to interrupt for {PATIENCE:.0f} s; the log ends: {self._hone.log[-1500:]}")
        self._kill()

    def _ripe(self, unfinished: Mapping[str, Work], pulls: int) -> bool:
        """Whether a kill counts now: work is unfinished, none of it is worn, and people are not kept from theirs."""
        return bool(unfinished) and not _worn(unfinished) and self.people.pulls >= pulls - BUSY

    def _caught(self, wanted: Collection[tuple[str, str]], pulls: int) -> bool:
        """Stop the process where it is; when it is inside a wanted step, end it there, else let it go on."""
        os.kill(self._hone.pid, signal.SIGSTOP)
        unfinished = self._census.unfinished()
        inside = any(work.running and self._step(work) in wanted for work in unfinished.values())
        if inside and self._ripe(unfinished, pulls):
            self._kill()
            return True
        os.kill(self._hone.pid, signal.SIGCONT)
        return False

    def _kill(self, *, starting: bool = False) -> None:
        """Kill -9, then read from what is left what that interrupted."""
        self._hone.kill()
        self._alive = False
        answered = set(self.people.accepted)
        left = self._look()
        if not left:
            self.tally.idle += 1
            return
        self.tally.kills += 1
        self.tally.forgotten |= answered - self._census.deliveries().keys()
        self.tally.most_begun = max(self.tally.most_begun, *(work.begun for work in left.values()))
        running = {work.id: work for work in left.values() if work.running}
        hit = {self._step(work) for work in running.values()}
        self.tally.steps.update([("", START_UP)] if starting else hit)
        for work in running.values():
            self._interrupted.setdefault(work.id, (len(work.done), 0.0))

    def _launch(self) -> None:
        """Start the process unless it runs, as it does before the first kill."""
        if self._alive:
            return
        self._hone.launch()
        self._alive, self._launched = True, time.monotonic()
        self._interrupted = {id: (done, since or self._launched) for id, (done, since) in self._interrupted.items()}

    def _look(self) -> Mapping[str, Work]:
        """What is unfinished now; work that went on since it was interrupted has resumed."""
        unfinished = self._census.unfinished()
        for id, (done, since) in tuple(self._interrupted.items()):
            if id not in unfinished or len(unfinished[id].done) > done:
                now = time.monotonic()
                self.tally.resumed.append(now - self._launched)
                self.tally.through.append(now - since)
                del self._interrupted[id]
        return unfinished

    def _step(self, work: Work) -> tuple[str, str]:
        """The body and the step that runs: the one after those it has behind it."""
        plan = self._plans.get(work.body, ())
        if not plan or plan[: len(work.done)] != work.done:
            return work.body, OTHER
        return work.body, plan[len(work.done)] if len(work.done) < len(plan) else ENDING

    def _busy(self, pulls: int) -> Mapping[str, Work]:
        """What is unfinished. When that is little: a new pull request, or, once their share is used up, a push to one
        at rest.
        """
        self.people.redeliver()
        heads, accepted = tuple(self.people.heads), frozenset(self.people.accepted)
        unfinished = self._look()  # after the line above: what was accepted since then is not known to be at rest
        waiting = {id.split(":")[1] for id in unfinished if id.startswith("gh:")}
        if len(waiting) + self.people.busy + self.people.refused >= BUSY:
            return unfinished
        if self.people.pulls < pulls:
            self.people.open()
        elif resting := _resting(heads, waiting, accepted - self.people.pushing):
            self.people.push(self._dice.choice(resting))
        return unfinished

    def _settled(self) -> bool:
        """True when nothing is left to do and nobody waits for an answer."""
        if self.people.refused and self._listening():
            self.people.redeliver()
        return not (self.people.busy or self.people.refused or self._look())

    def _listening(self) -> bool:
        address = urlsplit(self._hone.hook)
        try:
            socket.create_connection((address.hostname or "", address.port or 0), 1).close()
        except OSError:
            return False
        return True

    def _until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"not {true.__name__} after {PATIENCE:.0f} s; the log ends: {self._hone.log[-1500:]}"
                )
            time.sleep(LOOK)


def _worn(unfinished: Mapping[str, Work]) -> bool:
    return any(work.begun >= WORN for work in unfinished.values())


def _resting(heads: Collection[Head], waiting: Collection[str], accepted: Collection[str]) -> list[Head]:
    """The newest head of each pull request that has nothing under way."""
    newest = {head.number: head for head in heads}
    return [head for head in newest.values() if head.guid not in waiting and head.guid in accepted]
