"""What a server sent, read without trust: texts, why they ended, and what they took."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, cast

from service.edge.llm.shape import Misfit, Schema, fitted

LONGEST = 64_000
"""Bytes of one answer: a step keeps 256 KB, and an answer has at most three samples."""
CANDIDATES = 50
"""Places in an answer where JSON is looked for."""
SURE = 10_000_000
"""Tokens that no request has: a server that says so is not believed."""


class Unusable(Exception):
    """Why an answer is no good: one sentence for the maintainer.

    `tell` is what the model may be told for another try; empty when another try would end the same way.
    """

    def __init__(self, fault: str, tell: str = "") -> None:
        super().__init__(fault)
        self.tell = tell


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a model."""

    text: str = ""
    ended: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything a server said to one request; a count that it did not give is None."""

    choices: tuple[Choice, ...] = ()
    read: int | None = None
    written: int | None = None
    cached: int = 0


NOTHING = Answer((), 0, 0)
"""An answer that took no tokens."""


def answered(text: str) -> Answer:
    """The server's words as an answer; one without choices where they are anything else."""
    try:
        said = _object(json.loads(text))
    except (ValueError, RecursionError):
        return Answer()
    choices, usage = said.get("choices"), _object(said.get("usage"))
    return Answer(
        tuple(_choice(_object(each)) for each in choices) if isinstance(choices, list) else (),
        _count(usage.get("prompt_tokens")),
        _count(usage.get("completion_tokens")),
        _count(_object(usage.get("prompt_tokens_details")).get("cached_tokens")) or 0,
    )


def listed(text: str) -> frozenset[str]:
    """The ids in a server's list of models; none where it is anything else."""
    try:
        data = _object(json.loads(text)).get("data")
    except (ValueError, RecursionError):
        return frozenset()
    return frozenset(str(_object(each).get("id")) for each in data) if isinstance(data, list) else frozenset()


def values(answer: Answer, schema: Schema) -> tuple[Mapping[str, Any], ...]:
    """The values of all choices that gave one. Raises Unusable with the first one's fault when none did."""
    found, faults = [], [Unusable("The language model's server gave no answer that can be read.")]
    for choice in answer.choices:
        try:
            found.append(value(choice, schema))
        except Unusable as why:
            faults.append(why)
    if not found:
        raise faults[min(1, len(faults) - 1)]
    return tuple(found)


def value(choice: Choice, schema: Schema) -> Mapping[str, Any]:
    """The value that the model gave. Raises Unusable."""
    if choice.refused:
        raise Unusable("The language model declined to answer.")
    if choice.ended == "content_filter":
        raise Unusable("The content filter of the language model's server withheld the answer.")
    if len(choice.text.encode("utf-8", "replace")) > LONGEST:
        raise Unusable("The language model's answer was longer than can be used.")
    wrong = ""
    for found in _values(choice.text):
        try:
            return cast("Mapping[str, Any]", fitted(found, schema))
        except Misfit as misfit:
            wrong = wrong or str(misfit)
    if choice.ended == "length":
        raise Unusable("The language model's answer was cut off at its length limit.")
    if not choice.text.strip():
        raise Unusable("The language model's answer was empty.")
    if wrong:
        raise Unusable("The language model's answer did not have the shape that was asked for.", wrong)
    raise Unusable("The language model answered with something other than JSON.", "the answer holds no JSON object")


def _values(text: str) -> Iterator[object]:
    """Every JSON object that begins in the text outside of another, prose around them or not."""
    decoder, at = json.JSONDecoder(parse_constant=_no_number), _after_thoughts(text)
    for _ in range(CANDIDATES):
        at = text.find("{", at)
        if at < 0:
            return
        try:
            found, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at += 1
        else:
            yield found


def _after_thoughts(text: str) -> int:
    """Where the answer begins: some servers hand out what a model thinks before it."""
    return max(text.rfind("</think>"), 0) if text.lstrip().startswith("<think>") else 0


def _choice(said: Mapping[str, object]) -> Choice:
    message = _object(said.get("message"))
    content, ended = message.get("content"), said.get("finish_reason")
    if isinstance(content, list):
        content = "".join(str(_object(part).get("text") or "") for part in content)
    return Choice(
        content if isinstance(content, str) else "",
        ended if isinstance(ended, str) else "",
        bool(message.get("refusal")),
    )


def _object(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= SURE else None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
