"""How a server wants to be asked: which way of promising JSON it takes, and whether it takes settings at all."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.model import Ask, Rung

LADDER: tuple[Rung, ...] = ("json_schema", "json_object", "plain")
VARIED = 0.7
"""The temperature of several samples: at 0 they would be one sample, three times."""
SEED = 7
MOST_TOKENS = 16_000
"""Of one answer, thoughts included: three prompts take about 2,000."""
SETTINGS = {
    "chance": re.compile(r"\b(temperature|seed)\b"),
    "length": re.compile(r"\bmax_completion_tokens\b"),
    "samples": re.compile(r"[\"'`]n[\"'`]|completion choice|\bn (must|should|>)"),
}
"""What a question sets beyond its form, by how a server speaks of it when it does not take it."""
REFUSED = {400, 422}
"""What servers answer to a question in a form they do not know."""
FORM = re.compile(r"response_format|json_schema|json_object|schema|grammar|structured output", re.IGNORECASE)
ROOM = re.compile(r"context[ _](length|window|size)|maximum context|too many tokens|prompt is too long", re.IGNORECASE)

Message = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manner:
    """One way of asking; the first is tried first, and every refusal leads to a simpler one."""

    rung: Rung = LADDER[0]
    without: frozenset[str] = frozenset()
    """The settings that the server does not take."""

    def simpler(self, status: int, said: str) -> "Manner | None":
        """The way to ask after this refusal; None when it is not the form that was refused."""
        if status not in REFUSED or ROOM.search(said):
            return None
        named = {name for name, spoken in SETTINGS.items() if spoken.search(said)}
        if named - self.without:
            return replace(self, without=self.without | named)
        if self.rung != LADDER[-1] and FORM.search(said):
            return replace(self, rung=LADDER[LADDER.index(self.rung) + 1])
        return None


def messages(ask: Ask, manner: Manner) -> list[Message]:
    """The question: what is always the same first, then the facts, then the task, so that a prefix can be reused.

    Facts and task are one message: many models' templates want the speakers to take turns.
    """
    system = ask.system
    if manner.rung != LADDER[0]:
        schema = json.dumps(ask.schema, separators=(",", ":"), ensure_ascii=False)
        system += f"\n\nAnswer with one JSON value that fits this schema, and with nothing else:\n{schema}"
    user = "\n\n".join(part for part in (ask.facts, ask.task) if part)
    return [{"role": "system", "content": system}, {"role": "user", "content": user}]


def body(ask: Ask, model: str, manner: Manner, turns: Sequence[Message]) -> dict[str, Any]:
    """What `chat.completions.create` is called with."""
    asked: dict[str, Any] = {"model": model, "messages": list(turns)}
    settings: Mapping[str, Mapping[str, object]] = {
        "chance": {"temperature": VARIED if ask.samples > 1 else 0, "seed": SEED},
        "length": {"max_completion_tokens": MOST_TOKENS},
        "samples": {"n": ask.samples} if ask.samples > 1 else {},
    }
    for name, setting in settings.items():
        asked |= {} if name in manner.without else setting
    if manner.rung == "json_schema":
        schema = {"name": ask.purpose, "strict": True, "schema": ask.schema}
        asked["response_format"] = {"type": "json_schema", "json_schema": schema}
    if manner.rung == "json_object":
        asked["response_format"] = {"type": "json_object"}
    return asked
