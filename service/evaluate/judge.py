"""JUDGE: a model's opinion of a prompt, one question at a time, believed only where its quote stands in the text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any

from service import claims
from service import prompts as meta
from service.evaluate.questions import QUESTIONS
from service.evaluate.scoring import lower, scored
from service.model import Answered, Ask, Evaluation, closed, many, one_of
from service.words.markdown import fence

SAMPLES = 3
VALUES: Mapping[str, float] = {"yes": 1.0, "partial": 0.5, "no": 0.0}
FEWEST_QUOTED = 2
"""Words of a quote that shows anything."""
DIVIDED = 1.0
"""Points between samples, in one category, from which on a person should look where it decides about ready.

One "partial" of one sample alone is 1.3 points: by the points alone nearly every prompt would ask for a person.
"""
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Opinion:
    """One answer to one question."""

    answer: str
    quote: str


Opinions = Mapping[int, Opinion]
"""One sample: all sixteen questions by number."""


def asked(bodies: Mapping[str, str], facts: str, evaluations: Mapping[str, Evaluation], samples: int = SAMPLES) -> Ask:
    """One question about all prompts, by id, with so many samples; which questions do not apply, the checks say."""
    system = "\n\n".join(meta.load("evaluator").sections.values())
    shown = (f"Prompt {id}:\n{fence(_asked_about(body))}\n{_absent(evaluations[id])}" for id, body in bodies.items())
    task = "\n\n".join(("Judge each of these instructions.", *shown))
    return Ask("judge", "judge", system, facts, task, _schema(list(bodies)), samples)


def _asked_about(body: str) -> str:
    """The text without what is the same in every prompt and what no question is about: it would cost its tokens."""
    return claims.read(body).replaced("RETURN CONTRACT", "").text()


def opinions(id: str, values: Sequence[Mapping[str, Any]]) -> tuple[Opinions, ...]:
    """The samples that answer every question about that prompt; one that leaves a question out is no sample."""
    found = (_sample(entry) for value in values for entry in value.get("prompts", ()) if entry.get("id") == id)
    return tuple(sample for sample in found if len(sample) == len(QUESTIONS))


def judged(evaluation: Evaluation, body: str, samples: Sequence[Opinions], model: str) -> Evaluation:
    """The checks' evaluation, lowered to what the model makes of it; without a sample it stays as it is.

    A quote that is not in the text turns its answer into a no; of several samples the median counts, of an even number
    the lower one. The result is, question by question and category by category, the lower of both: a judge never
    raises a score.
    """
    if not samples:
        return evaluation
    folded = _folded(body)
    votes = [{each.question: _vote(sample[each.question], folded) for each in evaluation.answers} for sample in samples]
    middle = tuple(_middle(each, votes, samples) for each in evaluation.answers)
    opinion = scored(middle, evaluation.caps, evaluation.words, model, _divided(evaluation, votes))
    return lower(evaluation, opinion)


def _vote(opinion: Opinion, folded: str) -> float:
    """What an answer is worth once its quote was looked up."""
    value = VALUES.get(opinion.answer, 0.0)
    quote = _folded(opinion.quote)
    return value if quote and len(quote.split()) >= FEWEST_QUOTED and quote in folded else 0.0


def _middle(check: Answered, votes: Sequence[Mapping[int, float]], samples: Sequence[Opinions]) -> Answered:
    """The median answer with a quote that gave it; what the checks call not applicable stays so."""
    if check.value is None:
        return check
    value = median_low([vote[check.question] for vote in votes])
    giver = next(sample for sample, vote in zip(samples, votes, strict=True) if vote[check.question] == value)
    quote = " ".join(giver[check.question].quote.split())[:_SHOWN]
    question = QUESTIONS[check.question - 1]
    return Answered(
        question=check.question,
        key=check.key,
        part=check.part,
        value=value,
        evidence=f'"{quote}"' if value else "the judge quoted nothing of the text that answers it",
        gap="" if value == 1 else f"A reader found no full answer in the text: {question.asks}",
    )


def _divided(evaluation: Evaluation, votes: Sequence[Mapping[int, float]]) -> bool:
    """True when one category differs by more than a point between samples, and one of them alone would refuse it."""
    alone = [scored(tuple(_voted(each, vote) for each in evaluation.answers)) for vote in votes]
    parts = [each.parts for each in alone]
    return not all(each.ready for each in alone) and any(
        max(part[key] for part in parts) - min(part[key] for part in parts) > DIVIDED for key in parts[0]
    )


def _voted(check: Answered, vote: Mapping[int, float]) -> Answered:
    value = None if check.value is None else vote[check.question]
    return Answered(check.question, check.key, check.part, value, "")


def _sample(entry: Mapping[str, Any]) -> Opinions:
    """The answers of one sample; the first of several to one question counts."""
    found: dict[int, Opinion] = {}
    for each in entry.get("answers", ()):
        found.setdefault(each["id"], Opinion(each["answer"], each["quote"]))
    return {number: found[number] for number in range(1, len(QUESTIONS) + 1) if number in found}


def _absent(evaluation: Evaluation) -> str:
    absent = ", ".join(str(each.question) for each in evaluation.answers if each.value is None)
    return f"Not applicable: {absent or 'none'}."


def _folded(text: str) -> str:
    return " ".join(text.split())


def _schema(ids: Sequence[str]) -> Mapping[str, Any]:
    number = {"type": "integer", "enum": [question.number for question in QUESTIONS]}
    answer = closed(id=number, answer=one_of(*VALUES, "n/a"), quote={"type": "string"})
    return closed(prompts=many(closed(id=one_of(*ids), answers=many(answer))))
