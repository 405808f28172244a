"""The port `Llm`: one server, one model that writes and one that judges."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from service.edge.github.times import Times
from service.edge.llm.answer import listed
from service.edge.llm.faults import fault
from service.edge.llm.line import line as connected
from service.edge.llm.manner import Manner
from service.edge.llm.prices import Prices, prices
from service.edge.llm.question import Question
from service.edge.llm.shape import known, storable
from service.model import Ask, Budget, Reply
from service.model.llm import Role
from service.settings import Settings

SHORTEST = 8
"""Characters of a secret that is looked for: a shorter one would take words out of texts."""
HIDDEN = "[hidden]"
PROBED = 4.0
"""Seconds for the list of models; `/readyz` gives a part five."""
UNLISTED = {404, 405, 501}
"""What servers without a list of models answer."""


class Models:
    """The models of an operator's choice. It never raises for the model's sake, and no secret of the App's leaves."""

    def __init__(self, settings: Settings, times: Times) -> None:
        self._base_url, self._key = settings.llm_base_url, settings.llm_api_key.get_secret_value()
        judge = settings.llm_judge_model or settings.llm_model
        self._models: Mapping[Role, str] = {"writer": settings.llm_model, "judge": judge}
        writers = prices(settings.llm_prices)
        judges = prices(settings.llm_judge_prices) if settings.llm_judge_prices else writers
        self._prices: Mapping[Role, Prices] = {"writer": writers, "judge": judges}
        self._patience = settings.llm_timeout
        self._times = times
        self._manners: dict[str, Manner] = {}
        self._secrets = tuple(_lines((self._key, *settings.webhook_secrets, settings.private_key)))

    @property
    def names(self) -> tuple[str, ...]:
        """The models, the writer first; the judge only where it is another one."""
        return tuple(dict.fromkeys(self._models.values()))

    async def ask(self, ask: Ask, seconds: float, calls: int = 4) -> Reply:
        """The model's answer within so many seconds, or a reply with its fault: this never raises for the model's sake.

        At most `calls` requests are made, repeated ones included, and each is in `usages`. Values fit the schema of the
        question. Raises ValueError for a schema that says more than `shape` checks.
        """
        known(ask.schema)
        until = self._times.monotonic() + seconds
        async with connected(self._base_url, self._key) as line:
            question = Question(
                self._hidden(ask),
                self._models[ask.role],
                line,
                self._manners,
                self._prices[ask.role],
                self._times,
                until,
                calls,
                self._patience,
            )
            return await question.reply()

    async def probe(self) -> tuple[str, str]:
        """(state, detail) for `/readyz`: whether the server answers and knows the models. It costs no tokens."""
        async with connected(self._base_url, self._key) as line:
            heard = await line.models(PROBED)
        if heard.ok:
            there = listed(heard.text)
            missing = [name for name in self.names if there and not any(map(partial(_is, name), there))]
            return ("degraded", f"the server does not list {', '.join(missing)}") if missing else ("ok", self._said())
        if heard.status in UNLISTED:
            return "ok", f"{self._said()}; the server has no list of models"
        return "degraded", fault(heard, PROBED)

    def _said(self) -> str:
        return " writes, ".join(self.names) + (" judges" if len(self.names) > 1 else " writes and judges")

    def _hidden(self, ask: Ask) -> Ask:
        """The question without secrets, and without what no server takes as text."""
        return replace(ask, system=self._shown(ask.system), facts=self._shown(ask.facts), task=self._shown(ask.task))

    def _shown(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return storable(text)


def configured(settings: Settings, times: Times) -> Models | None:
    """The operator's language models; None where none is configured."""
    return Models(settings, times) if settings.llm_model else None


def budget(settings: Settings) -> Budget:
    """What the operator lets them take."""
    return Budget(settings.llm_tokens_per_pull, settings.llm_tokens_per_day, settings.llm_money_per_day)


def _is(name: str, listed: str) -> bool:
    """Whether a listed id is that model: some servers put a folder in front, or the default version behind."""
    return name == listed or listed.endswith(f"/{name}") or listed.startswith(f"{name}:")


def _lines(secrets: Iterable[str]) -> Iterator[str]:
    """What of the secrets is looked for: each line, as a key has many; not the words around a key."""
    for line in (line for secret in secrets for line in secret.splitlines()):
        if len(line) >= SHORTEST and not line.startswith("-----"):
            yield line
