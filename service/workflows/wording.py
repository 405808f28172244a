"""WORDING: a model words what the rules wrote; each section is kept only where it holds and is not worse."""

from collections.abc import Sequence
from dataclasses import replace

from service import evaluate
from service.execute import wording
from service.execute.wording import Draft
from service.model import Evaluation, Grounding, Prompt
from service.workflows.asking import Asks, model_of

RESERVED = 1
"""Calls that sending texts back leaves for the judge."""
MOST_WORDS = 700
"""A worded prompt stays below; what was longer before may not grow."""
NOTHING = "The language model gave no better words that hold at this commit; the prompts stand as the rules wrote them."


async def worded(
    purse: Asks, facts: str, prompts: Sequence[Prompt], grounding: Grounding, learnings: Sequence[str] = ()
) -> tuple[tuple[Prompt, ...], str]:
    """The prompts in the model's words, same order and ids, evaluated anew; and why not, in one line, else nothing.

    One call, and one more for texts that did not resolve, as long as a call is left for the judge.
    """
    if not prompts:
        return (), ""
    ask = wording.asked(prompts, facts, learnings)
    first = await purse.ask(ask)
    if first.fault:
        return tuple(prompts), f"The prompts stand as the rules wrote them. {first.fault}"
    values = first.values
    refused = [each for prompt in prompts for each in wording.taken(prompt, values, grounding, facts).refused]
    if refused and purse.calls > RESERVED:
        values += (await purse.ask(wording.again(ask, refused))).values
    writer = model_of(first)
    found = tuple(
        chosen(prompt, wording.taken(prompt, values, grounding, facts), grounding, writer) for prompt in prompts
    )
    return found, "" if any(prompt.writer for prompt in found) else NOTHING


def chosen(prompt: Prompt, draft: Draft, grounding: Grounding, writer: str) -> Prompt:
    """The prompt with every section of the draft that the evaluator does not find worse, one after the other."""
    kept: dict[str, str] = {}
    best, score = prompt, evaluate.prompt(prompt.body, grounding)
    for name, text in draft.sections.items():
        new = wording.reworded(prompt, kept | {name: text}, writer)
        found = evaluate.prompt(new.body, grounding)
        if new.body != best.body and holds(found, score):
            kept[name] = text
            best, score = new, found
    return best if best is prompt else replace(best, evaluation=score)


def holds(new: Evaluation, old: Evaluation) -> bool:
    """True when the new text is no worse: as high an average, no new cap, as ready, and no padding."""
    short = new.words <= max(MOST_WORDS, old.words)
    ready = new.ready or not old.ready
    return short and ready and new.average >= old.average and len(new.caps) <= len(old.caps)
