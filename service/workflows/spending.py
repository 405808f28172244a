"""SPENDING: what one piece of work may ask of a language model, and what it has asked already."""

from datetime import UTC, datetime, timedelta

from service.model import Ask, Reply, Repo, Usage
from service.ports import Lab, Ledger, Run

MAIN, LOOP = 3, 12
"""Calls of a pull request's own prompts, and of the longest improvement loop."""
DAY = timedelta(hours=24)
EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Purse:
    """The calls, the time and the budgets of one piece of work; all are checked before a call is made.

    `until`: seconds since 1970, reckoned from a step so that a replay sees the same end. `number`: the pull request or
    issue. Without a `ledger`, as in a terminal, only this work itself is counted. `name` starts the names of its steps:
    two purses of one run need two.
    """

    def __init__(
        self,
        run: Run,
        lab: Lab,
        repo: Repo,
        number: int | None,
        until: float,
        calls: int = MAIN,
        ledger: Ledger | None = None,
        name: str = "model",
    ) -> None:
        self.calls = calls
        """Requests that are left."""
        self.usages: tuple[Usage, ...] = ()
        """Every request that was made."""
        self._run, self._lab, self._ledger = run, lab, ledger
        self._repo, self._number = repo, number or 0
        self._until, self._most = until, calls
        self._name, self._asked = name, 0

    @property
    def configured(self) -> bool:
        """True when there is a model at all."""
        return self._lab.llm is not None

    async def ask(self, ask: Ask) -> Reply:
        """The model's answer, as a durable step; where nothing is left to spend, its fault, and no request is made.

        What is left afterwards follows from the reply, so a replayed run counts what the first one counted.
        """
        self._asked += 1
        reply = await self._run.step(f"{self._name} {self._asked}: {ask.purpose}", self._paid, ask, self.calls)
        self.usages += reply.usages
        self.calls -= len(reply.usages)
        return reply

    async def _paid(self, ask: Ask, calls: int) -> Reply:
        now = self._lab.clock.now()
        seconds = self._until - now.timestamp()
        if self._lab.llm is None:
            return Reply(fault="No language model is configured.")
        if calls <= 0:
            return Reply(fault=f"The language model was asked {self._most} times, which is all it may be asked here.")
        if seconds <= 0:
            return Reply(fault="The time for the language model is over.")
        if broke := await self._broke(ask, now):
            return Reply(fault=broke)
        reply = await self._lab.llm.ask(ask, seconds, calls)
        if self._ledger:
            await self._ledger.spend(self._repo, self._number, reply.usages, now)
        return reply

    async def _broke(self, ask: Ask, now: datetime) -> str:
        """Which budget this call would pass, if only by what is read; empty when none."""
        budget, needed = self._lab.budget, _tokens(ask)
        if await self._spent_here() + needed > budget.tokens_per_pull:
            return f"The language model's budget of {budget.tokens_per_pull:,} tokens for one conversation is used up."
        if self._ledger is None:
            return ""
        today, _ = await self._ledger.spent(self._repo, now - DAY)
        if today + needed > budget.tokens_per_day:
            return f"The repository's budget of {budget.tokens_per_day:,} tokens in 24 hours is used up."
        _, money = await self._ledger.spent(None, now - DAY)
        if money >= budget.money_per_day:
            return f"The budget of {budget.money_per_day:g} in 24 hours for the language model is used up."
        return ""

    async def _spent_here(self) -> int:
        if self._ledger:
            return (await self._ledger.spent(self._repo, EVER, self._number))[0]
        return sum(usage.prompt_tokens + usage.completion_tokens for usage in self.usages)


def _tokens(ask: Ask) -> int:
    """What a question takes at least: about four characters a token."""
    return (len(ask.system) + len(ask.facts) + len(ask.task)) // 4
