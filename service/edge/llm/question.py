"""One question with all its tries: asked again after passing trouble, more simply where its form is refused."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from service.edge.github.times import Times
from service.edge.llm.answer import NOTHING, Answer, Unusable, answered, values
from service.edge.llm.faults import fault
from service.edge.llm.line import Heard, Line
from service.edge.llm.manner import Manner, Message, body, messages
from service.edge.llm.prices import Attempt, Prices, usage
from service.edge.llm.shape import storable
from service.edge.llm.waiting import TRIES, passing, pause
from service.model import Ask, Reply, Usage

REPEATED = 4_000
"""Characters of an unusable answer that the model sees again."""

log = logging.getLogger("hone.llm")


@dataclass
class Question:
    """A question on its way to a model, until `until` by the monotonic clock and with `calls` requests at most."""

    ask: Ask
    model: str
    line: Line
    manners: dict[str, Manner]
    """How each model of this server wants to be asked, as far as that was learned."""
    prices: Prices
    times: Times
    until: float
    calls: int
    patience: float
    """Seconds for one request."""
    usages: list[Usage] = field(default_factory=list)

    async def reply(self) -> Reply:
        """The answer, or why there is none."""
        try:
            found = await self._values()
        except Unusable as why:
            log.warning("%s (%s, %s)", why, self.model, self.ask.purpose)
            return Reply((), tuple(self.usages), str(why))
        return Reply(found, tuple(self.usages))

    async def _values(self) -> tuple[Mapping[str, Any], ...]:
        """What the model says, or says the second time when it was told what was wrong. Raises Unusable."""
        answer = await self._answer(())
        try:
            return self._read(answer)
        except Unusable as why:
            if not why.tell:
                raise
            said = storable(answer.choices[0].text[:REPEATED])
            told = f"That cannot be used: {why.tell}. Answer again, with one JSON value that fits and nothing else."
        return self._read(
            await self._answer([{"role": "assistant", "content": said}, {"role": "user", "content": told}])
        )

    def _read(self, answer: Answer) -> tuple[Mapping[str, Any], ...]:
        try:
            return values(answer, self.ask.schema)[: self.ask.samples]
        except Unusable as why:
            self.usages[-1] = replace(self.usages[-1], fault=str(why))
            raise

    async def _answer(self, more: Sequence[Message]) -> Answer:
        """What the server answers in the end. Raises Unusable."""
        tries = 0
        while True:
            manner = self._manner()
            heard = await self._request(manner, more)
            if heard.ok:
                return answered(heard.text)
            if simpler := manner.simpler(heard.status, heard.text):
                self.manners[self.model] = simpler
                continue
            tries += 1
            await self._wait(heard, tries)

    def _manner(self) -> Manner:
        """How this model is asked: one of which nothing is known, as another model of its server was last."""
        return self.manners.get(self.model) or next(reversed(self.manners.values()), Manner())

    async def _request(self, manner: Manner, more: Sequence[Message]) -> Heard:
        began = self.times.monotonic()
        if len(self.usages) >= self.calls or began >= self.until:
            self._give_up()
        turns = [*messages(self.ask, manner), *more]
        seconds = min(self.patience, self.until - began)
        heard = await self.line.say(body(self.ask, self.model, manner, turns), seconds)
        sent = sum(len(turn["content"]) for turn in turns)
        attempt = Attempt(self.ask, self.model, manner.rung, sent, self.times.monotonic() - began)
        self.usages.append(usage(attempt, _taken(heard), self.prices, "" if heard.ok else fault(heard, seconds)))
        return heard

    async def _wait(self, heard: Heard, tries: int) -> None:
        """Wait before the next try. Raises Unusable when there is none, or no time for it."""
        again = passing(heard.status) if heard.status else heard.trouble != "unreadable"
        seconds = pause(heard.wait, tries)
        if not again or tries == TRIES or self.times.monotonic() + seconds >= self.until:
            self._give_up()
        await self.times.sleep(seconds)

    def _give_up(self) -> NoReturn:
        raise Unusable(self.usages[-1].fault if self.usages else "There is no time left to ask the language model.")


def _taken(heard: Heard) -> Answer:
    """What an attempt took: a server that refuses or fails charges nothing, one that was cut off may well."""
    if heard.ok:
        return answered(heard.text)
    return NOTHING if heard.status or heard.trouble == "unreachable" else Answer()
