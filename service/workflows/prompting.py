"""PROMPTING: an improvement is written down by rule, evaluated, and mended until it may proceed; with no model."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from service import claims, evaluate, execute, iterate
from service.execute import Unfit
from service.model import Change, ConfigFault, Grounding, Improvement, Learning, Prompt, Wish
from service.prompts import MetaPrompt, load
from service.prompts.override import FOLDER, SHIPPED, Templates

PLACES = ("quick", "performance", "structure")
"""The three places of a review: high impact and low risk, medium-impact performance, long-term structure."""
Write = Callable[[MetaPrompt], Prompt]
"""Writes one prompt by a template; raises Unfit."""
NAMED = 3
"""Checks that are named of a refused prompt, worst first."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing: prompts, what the loop learned on the way, and overrides that were not good enough."""

    prompts: tuple[Prompt, ...] = ()
    learnings: tuple[Learning, ...] = ()
    faults: tuple[ConfigFault, ...] = ()


def prompted(
    improvements: Iterable[Improvement],
    grounding: Grounding,
    change: Change,
    now: float,
    templates: Templates = SHIPPED,
    learnings: Sequence[Learning] = (),
) -> tuple[Prompt, ...]:
    """One prompt for each improvement that can be cited, in the same order, each evaluated; `now` in seconds."""
    return written(improvements, grounding, change, now, templates, learnings).prompts


def written(
    improvements: Iterable[Improvement],
    grounding: Grounding,
    change: Change,
    now: float,
    templates: Templates = SHIPPED,
    learnings: Sequence[Learning] = (),
) -> Written:
    """The same, with what was learned; an improvement whose text is unfit has no prompt."""
    each = (one(improvement, grounding, change, now, templates, learnings) for improvement in improvements)
    return _together(each)


def best(queue: Iterable[Improvement]) -> tuple[Improvement, ...]:
    """The first improvement of each of the three places, in the order of the queue."""
    taken: dict[str, Improvement] = {}
    for each in queue:
        if each.kind in PLACES:
            taken.setdefault(each.kind, each)
    return tuple(taken.values())


def ranked(
    queue: Iterable[Improvement],
    grounding: Grounding,
    change: Change,
    now: float,
    templates: Templates = SHIPPED,
    learnings: Sequence[Learning] = (),
) -> Written:
    """The best improvement of each of the three places, in the order of the queue: at most three prompts.

    Where the text of the best is unfit, the next one of its place has its turn.
    """
    taken: dict[str, Written] = {}
    for improvement in queue:
        if improvement.kind in PLACES and improvement.kind not in taken:
            found = one(improvement, grounding, change, now, templates, learnings)
            if found.prompts:
                taken[improvement.kind] = found
    return _together(taken.values())


def one(
    improvement: Improvement,
    grounding: Grounding,
    change: Change,
    now: float,
    templates: Templates = SHIPPED,
    learnings: Sequence[Learning] = (),
) -> Written:
    """The prompt of one improvement; nothing where its text would be unfit."""

    def write(template: MetaPrompt) -> Prompt:
        return execute.write(improvement, grounding, change, now, template)

    try:
        return _first(execute.template_of(improvement), write, grounding, now, templates, learnings)
    except Unfit:
        return Written()


def wished(
    wish: Wish,
    grounding: Grounding,
    change: Change,
    now: float,
    templates: Templates = SHIPPED,
    learnings: Sequence[Learning] = (),
) -> Written:
    """The prompt of a feature that somebody wished for. Raises Unfit where none can be written."""

    def write(template: MetaPrompt) -> Prompt:
        return execute.feature(wish, grounding, change, now, template)

    return _first("feature", write, grounding, now, templates, learnings)


def better(
    prompt: Prompt, grounding: Grounding, now: float, learnings: Sequence[Learning] = ()
) -> tuple[Prompt, tuple[Learning, ...]]:
    """A prompt with its evaluation, mended by rule where it was refused: never worse, and under the same id."""
    found = iterate.improve(
        prompt.body,
        grounding,
        partial(evaluate.prompt, grounding=grounding),
        learnings,
        prompt.template,
        prompt.kind,
        int(now),
    )
    document = claims.read(found.body)
    mended = replace(prompt, evaluation=found.evaluation, rounds=found.rounds)
    if found.body != prompt.body:
        mended = replace(
            mended,
            body=found.body,
            validation=tuple(item.text for item in claims.items(document.section("VALIDATION APPROACH"))),
            rollback=document.section("ROLLBACK"),
            next_iteration=document.section("NEXT ITERATION"),
        )
    return mended, found.learnings


def raised(prompt: Prompt, grounding: Grounding, learnings: Sequence[Learning] = ()) -> Prompt:
    """The same, for who has no use for what was learned."""
    return better(prompt, grounding, 0.0, learnings)[0]


def _first(
    name: str, write: Write, grounding: Grounding, now: float, templates: Templates, learnings: Sequence[Learning]
) -> Written:
    """The prompt by the repository's own template, where the evaluator takes it, else by the shipped one.

    Raises Unfit where the shipped one gives none.
    """
    taught: tuple[Learning, ...] = ()
    faults: tuple[ConfigFault, ...] = ()
    if own := templates.own.get(name):
        prompt, taught, why = _own(write, own, grounding, now, learnings)
        if prompt:
            return Written((prompt,), taught)
        faults = (ConfigFault(0, f"{why}; the shipped `{name}` wrote it instead", path=f"{FOLDER}/{name}.md"),)
    prompt, more = better(write(load(name)), grounding, now, learnings)
    return Written((prompt,), (*taught, *more), faults)


def _own(
    write: Write, template: MetaPrompt, grounding: Grounding, now: float, learnings: Sequence[Learning]
) -> tuple[Prompt | None, tuple[Learning, ...], str]:
    """What a template of the repository's own makes of it; no prompt, and why, where it may not proceed."""
    try:
        draft = write(template)
    except (Unfit, KeyError) as fault:
        return None, (), f"a prompt by it was unfit ({fault})"
    prompt, taught = better(draft, grounding, now, learnings)
    if prompt.ready:
        return prompt, taught, ""
    return None, taught, f"a prompt by it was refused ({', '.join(_broken(prompt))})"


def _broken(prompt: Prompt) -> tuple[str, ...]:
    return prompt.evaluation.broken[:NAMED] if prompt.evaluation else ()


def _together(parts: Iterable[Written]) -> Written:
    whole = list(parts)
    return Written(
        tuple(prompt for part in whole for prompt in part.prompts),
        tuple(learning for part in whole for learning in part.learnings),
        tuple(dict.fromkeys(fault for part in whole for fault in part.faults)),
    )
