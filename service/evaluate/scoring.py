"""The arithmetic: sixteen answers to four categories and their average, held down by caps."""

from collections.abc import Iterable, Mapping, Sequence
from math import prod

from service import claims
from service.evaluate.caps import caps
from service.evaluate.questions import MOST_UNASKED, QUESTIONS, Question
from service.evaluate.reading import Reading, Said
from service.model import CAPPED, Answered, Cap, Evaluation, Grounding, Part

LEAST = 0.02
"""What an empty question counts in the geometric mean: it drags its category and does not erase it."""
_WEIGHTS = {question.number: question.weight for question in QUESTIONS}


def prompt(body: str, grounding: Grounding) -> Evaluation:
    """The score of a prompt by checks alone, the same for the same input, in time linear in its length.

    Credit is only for what resolves against the grounding, never for mentioning a topic. Where the published formulas
    add two halves (questions 2, 5, 8, 11, 13), both are needed here: a removed half would otherwise pass, as the
    mutation suite (`bench/rubric.py`) showed. For the same reason one criterion that cannot be checked, one dependency
    that cannot be looked up and one requirement that nothing proves spoil their question.
    """
    read = Reading(body[: claims.MOST], grounding, claims.words(body))
    return scored(_answers(read), caps(read), read.words)


def scored(
    answers: Sequence[Answered],
    caps: tuple[Cap, ...] = (),
    words: int = 0,
    judge: str = "",
    divided: bool = False,
) -> Evaluation:
    """The evaluation these answers make; an answer of None leaves the means, and a cap holds the average at 6.9."""
    parts: dict[Part, float] = {part: _category(answers, part) for part in ("clarity", "completeness")}
    parts |= {part: _category(answers, part) for part in ("business", "technical")}
    average = round(sum(parts.values()) / len(parts), 2)
    return Evaluation(
        answers=tuple(answers),
        clarity=round(parts["clarity"], 2),
        completeness=round(parts["completeness"], 2),
        business=round(parts["business"], 2),
        technical=round(parts["technical"], 2),
        average=min(average, CAPPED) if caps else average,
        caps=caps,
        words=words,
        judge=judge,
        divided=divided,
    )


def lower(checks: Evaluation, judged: Evaluation) -> Evaluation:
    """Of two opinions the lower one, question by question; the caps of both."""
    theirs: Mapping[int, Answered] = {each.question: each for each in judged.answers}
    answers = [_lower(each, theirs.get(each.question, each)) for each in checks.answers]
    both = tuple(dict.fromkeys((*checks.caps, *judged.caps)))
    return scored(answers, both, checks.words, judged.judge or checks.judge, checks.divided or judged.divided)


def _answers(read: Reading) -> tuple[Answered, ...]:
    unasked, found = 0, []
    for question in QUESTIONS:
        said = question.answer(read)
        if said.value is None and unasked == MOST_UNASKED:
            said = said.otherwise or Said(0.0, said.evidence, "Two questions are unanswered already.")
        unasked += said.value is None
        found.append(_answered(question, said))
    return tuple(found)


def _answered(question: Question, said: Said) -> Answered:
    return Answered(question.number, question.key, question.part, said.value, said.evidence, said.gap)


def _category(answers: Iterable[Answered], part: Part) -> float:
    """1 + 9 times the mean of the weighted arithmetic and geometric means; 1 when nothing was answered."""
    held = [
        (max(each.value, LEAST), _WEIGHTS[each.question])
        for each in answers
        if each.part == part and each.value is not None
    ]
    total = sum(weight for _, weight in held)
    if not total:
        return 1.0
    arithmetic = sum(value * weight for value, weight in held) / total
    geometric: float = prod(value ** (weight / total) for value, weight in held)
    return 1 + 9 * (arithmetic + geometric) / 2


def _lower(ours: Answered, theirs: Answered) -> Answered:
    """The lower of two answers; a question that code says does not apply is not asked."""
    if ours.value is None or theirs.value is None:
        return ours
    return theirs if theirs.value < ours.value else ours
