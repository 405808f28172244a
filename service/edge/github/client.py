"""Asks GitHub with patience: reads are repeated, writes only after a look at what became of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from service.edge.github.call import APP, Answer, Call
from service.edge.github.cut import quotable
from service.edge.github.faults import Refusal, TooLarge, Unclear, message_of, refusal, unavailable
from service.edge.github.gate import PATIENCE, Gate
from service.edge.github.limits import Pause, pause
from service.edge.github.line import Line
from service.edge.github.shape import rows
from service.edge.github.times import Times
from service.edge.github.tokens import Tokens
from service.ports import Fault, Withdrawn

READS: Final = 5
WRITES: Final = 4
ROUNDS: Final = 5
TOTAL: Final = 60.0
"""Seconds for one read or write, its repetitions and look-ups included."""
SKEW: Final = 60.0
PER_PAGE: Final = 100


class Client:
    """Every call of Hone to GitHub's REST API goes through here."""

    def __init__(self, line: Line, tokens: Tokens, gate: Gate, times: Times) -> None:
        self._line = line
        self._tokens = tokens
        self._gate = gate
        self._times = times

    async def read(self, call: Call) -> Answer:
        """The answer to a call that does no harm when repeated: up to 5 tries. Raises Fault."""
        async with _in_time(call):
            for attempt in range(READS):
                try:
                    return await self.once(call)
                except Unclear as unclear:
                    if attempt + 1 < READS:
                        await self._rest(call, attempt, unclear)
        raise unavailable(call)

    async def standing(self, call: Call) -> object | None:
        """The data of a read, or None where the thing is gone. Raises Fault."""
        try:
            return (await self.read(call)).data
        except Refusal as refused:
            if refused.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                raise
            return None

    async def write(self, call: Call, find: Callable[[], Awaitable[object | None]]) -> object:
        """What the call made, exactly once: after an unclear answer `find` looks for it before the next try.

        Raises Fault. When even the last answer was unclear and nothing was found, raises Unavailable.
        """
        async with _in_time(call):
            for attempt in range(WRITES):
                try:
                    return (await self.once(call)).data
                except Unclear as unclear:
                    await self._rest(call, attempt, unclear)
                found = await find()
                if found is not None:
                    return found
        raise unavailable(call)

    async def download(self, call: Call, most: int) -> bytes:
        """The file behind a call whose answer is an address, at most `most` bytes. Raises Fault."""
        call = replace(call, follow=False)
        try:
            answer = await self.read(call)
            async with _in_time(call):
                return await self._line.download(answer.headers.get("location", ""), most)
        except TooLarge:
            raise Fault(f"Hone could not {call.purpose}: it is larger than {most >> 20} MB.") from None
        except Unclear:
            raise unavailable(call) from None

    async def pages(self, call: Call, *path: str, most: int) -> AsyncIterator[object]:
        """Items of a list, page after page, `most` pages at the utmost; `path` leads to the list. Raises Fault."""
        call = replace(call, query={"per_page": PER_PAGE, **call.query})
        for _ in range(most):
            answer = await self.read(call)
            for item in rows(answer.data, *path):
                yield item
            if not answer.next:
                return
            call = replace(call, query={**call.query, **answer.next})

    async def once(self, call: Call) -> Answer:
        """One clear answer below 400. Raises Unclear when there is none, else the Fault it stands for."""
        renewed = False
        for _ in range(ROUNDS):
            await self._gate.admit(call)
            token = await self._tokens.of(call.scope, self.read)
            answer = await self._line.exchange(call, f"Bearer {token}")
            if self._paused(call, answer):
                continue
            if answer.status == HTTPStatus.UNAUTHORIZED and call.scope != APP and not renewed:
                self._tokens.forget(call.scope)
                renewed = True
                continue
            return self._judged(call, answer)
        raise self._gate.exhausted()

    async def token(self, call: Call) -> str:
        """The token that call would carry. Raises Fault."""
        await self._gate.admit(call)
        return await self._tokens.of(call.scope, self.read)

    def _paused(self, call: Call, answer: Answer) -> bool:
        """True when the answer was a refusal for going too fast."""
        installation = call.scope.installation
        rest = pause(
            answer.status, answer.headers, message_of(answer.data), self._times.now(), self._gate.streak(installation)
        )
        if rest is not None:
            self._gate.close(installation, rest)
        return rest is not None and rest.refused

    def _judged(self, call: Call, answer: Answer) -> Answer:
        named = answer.status == HTTPStatus.FOUND and not call.follow
        if named or answer.status < HTTPStatus.MULTIPLE_CHOICES:
            self._gate.good(call.scope.installation)
            return answer
        if answer.status == HTTPStatus.UNAUTHORIZED and call.scope == APP:
            raise self._unknown_app(answer)
        fault = refusal(call, answer, quotable(message_of(answer.data), self._tokens.known()))
        if isinstance(fault, Withdrawn):
            self._tokens.forget(call.scope)
        raise fault

    def _unknown_app(self, answer: Answer) -> Fault:
        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", ""))
            skew = abs((theirs - self._times.now()).total_seconds())
        except (ValueError, TypeError):
            skew = 0.0
        if skew > SKEW:
            return Fault(f"GitHub does not accept Hone's signature: this machine's clock is {skew:.0f} s off.")
        return Fault("GitHub does not accept Hone's signature: the App's id and private key do not belong together.")

    async def _rest(self, call: Call, attempt: int, unclear: Unclear) -> None:
        """Sleep before the next try: as long as GitHub said, else doubling with jitter."""
        if unclear.after is not None and unclear.after > PATIENCE:
            self._gate.close(call.scope.installation, Pause("secondary", unclear.after))
            await self._gate.admit(call)
        seconds = unclear.after or self._times.uniform(0.5, 1.0) * 2.0**attempt
        await self._times.sleep(seconds)


@asynccontextmanager
async def _in_time(call: Call) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(TOTAL):
            yield
    except TimeoutError as error:
        raise unavailable(call) from error
