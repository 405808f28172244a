"""What is asked of a language model and what comes back: text is data, and every attempt has its price."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["writer", "judge"]
Rung = Literal["json_schema", "json_object", "plain"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to a model, in the order that lets a server reuse what it has read before."""

    role: Role
    purpose: str
    """What it is for, in a word: `write`, `judge`, `compare`, `improve`. Kept with the cost."""
    system: str
    """Fixed text: instructions and rubric, the same for every repository."""
    facts: str
    """Facts of the repository, the same for every question about it."""
    task: str
    """What is wanted now."""
    schema: Mapping[str, Any]
    """JSON schema of the answer."""
    samples: int = 1
    """Answers wanted of one request; a server may give fewer."""


@dataclass(frozen=True, slots=True)
class Usage:
    """One attempt as it is accounted for, failed ones included."""

    model: str
    role: Role
    purpose: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int = 0
    estimated: bool = False
    """True when the server did not say: characters divided by four."""
    seconds: float = 0.0
    cost: float = 0.0
    """Money in the currency of the configured prices; 0 where none are configured."""
    rung: Rung = "json_schema"
    fault: str = ""
    """Why the attempt gave nothing, in words; empty: it did."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What models may take before the rules go on alone; checked before each call, which may then pass it by itself."""

    tokens_per_pull: int = 200_000
    """Of one pull request or issue, read and written, over all of its pushes."""
    tokens_per_day: int = 2_000_000
    """Of one repository in 24 hours."""
    money_per_day: float = 10.0
    """Of everything this Hone serves in 24 hours, in the currency of the prices; without prices nothing is counted."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: values that fit the schema, at most as many as were asked for; or one honest sentence."""

    values: tuple[Mapping[str, Any], ...] = ()
    usages: tuple[Usage, ...] = field(default=())
    fault: str = ""
    """Why there is no value; never the server's own text."""


def closed(**properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of an object as strict servers want it: every property required, and none beside them."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def many(items: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a list."""
    return {"type": "array", "items": items}


def one_of(*words: str) -> Mapping[str, Any]:
    """The schema of a string that is one of these words."""
    return {"type": "string", "enum": list(words)}
