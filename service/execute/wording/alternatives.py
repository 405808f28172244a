"""Three ways to mend one prompt, asked for in one call: the same fields as a writer's, by three strategies."""

from collections.abc import Mapping, Sequence
from typing import Any

from service import prompts as meta
from service.execute.wording.asking import fields, shown
from service.execute.wording.drafts import Draft
from service.execute.wording.taking import taken
from service.model import Ask, Evaluation, Grounding, Prompt, closed, many, one_of

STRATEGIES = ("minimal change", "stronger criteria", "narrower scope")


def alternatives(prompt: Prompt, evaluation: Evaluation, facts: str) -> Ask:
    """One question: how would each strategy close what the evaluation found missing?"""
    improver = meta.load("improver").sections
    rules = (improver["opening"], *(f"{name}: {improver[name]}" for name in STRATEGIES), improver["rules"])
    missing = "\n".join(missed(evaluation)) or "- none; word it so that a stranger has less to guess"
    task = f"Mend this instruction.\n\n{shown(prompt)}\n\nFailed checks:\n{missing}"
    schema = closed(alternatives=many(closed(strategy=one_of(*STRATEGIES), **fields())))
    return Ask("writer", "improve", "\n\n".join(rules), facts, task, schema)


def missed(evaluation: Evaluation) -> tuple[str, ...]:
    """One line for each cap and each failing check, worst first."""
    caps = [f"- {cap.key}: {cap.token}" for cap in evaluation.caps]
    gaps = sorted((each for each in evaluation.answers if each.gap), key=lambda each: each.value or 0.0)
    return (*caps, *(f"- {each.key}: {each.gap}" for each in gaps))


def alternative(
    strategy: str, prompt: Prompt, values: Sequence[Mapping[str, Any]], grounding: Grounding, facts: str
) -> Draft:
    """What holds of the answer by that strategy; the first one counts."""
    said = [one for value in values for one in value.get("alternatives", ()) if one.get("strategy") == strategy]
    return taken(prompt, [{"prompts": [{**one, "id": prompt.id}]} for one in said[:1]], grounding, facts)
