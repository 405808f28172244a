"""JUDGING: a model reads the prompts like a stranger; its opinion may lower a score and never raises one."""

from collections.abc import Sequence
from dataclasses import replace

from service.evaluate import judge
from service.model import Evaluation, Prompt
from service.workflows.asking import Asks, model_of

PASTED = "PASTED"
"""What a text is called that is no prompt of ours."""
NOTHING = "The judge's opinion is missing: its answers were not complete."


async def judged(purse: Asks, facts: str, prompts: Sequence[Prompt]) -> tuple[tuple[Prompt, ...], str]:
    """The prompts with the judge's opinion in their evaluation, and why not, in one line, else nothing: one call."""
    known = {prompt.id: prompt.evaluation for prompt in prompts if prompt.evaluation}
    bodies = {prompt.id: prompt.body for prompt in prompts if prompt.id in known}
    evaluations, line = await opinions(purse, facts, bodies, known)
    return tuple(replace(each, evaluation=evaluations.get(each.id, each.evaluation)) for each in prompts), line


async def opinion(purse: Asks, facts: str, body: str, evaluation: Evaluation) -> tuple[Evaluation, str]:
    """The same for one text that somebody pasted."""
    evaluations, line = await opinions(purse, facts, {PASTED: body}, {PASTED: evaluation})
    return evaluations[PASTED], line


async def opinions(
    purse: Asks, facts: str, bodies: dict[str, str], known: dict[str, Evaluation]
) -> tuple[dict[str, Evaluation], str]:
    """Evaluations by id with the judge's opinion in them; those it said nothing of stay as they are."""
    if not bodies:
        return known, ""
    reply = await purse.ask(judge.asked(bodies, facts, known))
    if reply.fault:
        return known, f"The judge's opinion is missing. {reply.fault}"
    samples = {id: judge.opinions(id, reply.values) for id in bodies}
    model = model_of(reply)
    found = {id: judge.judged(known[id], body, samples[id], model) for id, body in bodies.items()}
    return found, "" if all(samples.values()) else NOTHING
