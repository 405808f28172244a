"""IMPROVING: a prompt goes through the loop with a model; what the rules can mend is mended first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from service import claims, evaluate, iterate
from service.evaluate import pairwise
from service.execute import wording
from service.execute.context import Facts
from service.iterate import Scored
from service.model import Change, Evaluation, Finding, Grounding, Learning, Prompt
from service.ports import Lab
from service.workflows.asking import Asks, model_of
from service.workflows.context import facts
from service.workflows.judging import opinions
from service.workflows.prompting import better
from service.workflows.wording import chosen

ROUND = 4
"""Calls of one round: three alternatives in one, the best two compared in both orders, the outcome judged."""
PAIR = 2
BEFORE, AFTER = "BEFORE", "AFTER"
UNANSWERED = "The rules alone went over it."
NOTHING = "The language model's alternatives held nothing that is better at this commit."


async def improved(
    purse: Asks,
    lab: Lab,
    change: Change,
    prompt: Prompt,
    grounding: Grounding,
    findings: Sequence[Finding],
    now: float,
    learnings: Sequence[Learning] = (),
) -> tuple[Prompt, tuple[Learning, ...], str]:
    """The prompt after at most three rounds, under its id; what was learned; and one line where a model gave nothing.

    The rules go first. Then each round asks a model for three alternatives, compares the best two, puts the best parts
    together, and has the text before and the one after judged side by side: at most four calls, twelve in all. A round
    that does not win is the last. Without a model that answers, it is the rules' outcome.
    """
    best, lessons = better(prompt, grounding, now, learnings)
    if lab.llm is None or best.evaluation is None:
        return best, lessons, ""
    told = await facts(lab, change, grounding, findings)
    history, line = [best.evaluation], ""
    while purse.calls >= ROUND and history[-1].broken and (len(history) == 1 or iterate.again(history)):
        found = await _round(purse, told, best, history[-1], grounding)
        line, won = found.line, found.prompt.body != best.body
        if won:
            lessons = (*lessons, *_learned(best, found.prompt, grounding, int(now)))
        best = replace(found.prompt, rounds=best.rounds + won)
        if not won:
            break
        history = [*history[:-1], found.before, found.after]
    return best, lessons, line


@dataclass(frozen=True, slots=True)
class _Round:
    """What came of a round: the better text, how both stand once judged, and why there is nothing new, in one line."""

    prompt: Prompt
    before: Evaluation
    after: Evaluation
    line: str = ""


async def _round(purse: Asks, told: Facts, prompt: Prompt, before: Evaluation, grounding: Grounding) -> _Round:
    ask = wording.alternatives(prompt, before, told.stable + told.change)
    reply = await purse.ask(ask)
    if reply.fault:
        return _Round(prompt, before, before, f"{UNANSWERED} {reply.fault}")
    drafts: dict[str, Scored] = {}
    for strategy in wording.STRATEGIES:
        draft = wording.alternative(strategy, prompt, reply.values, grounding, ask.facts)
        new = chosen(prompt, draft, grounding, model_of(reply))
        if new.body != prompt.body and new.evaluation:
            drafts.setdefault(new.body, Scored(new.body, new.evaluation, (strategy,), strategy))
    if not drafts:
        return _Round(prompt, before, before, NOTHING)
    left = await _compared(purse, iterate.compare(tuple(drafts.values())), wording.missed(before))
    mixed = iterate.synthesise(left, partial(evaluate.prompt, grounding=grounding))
    after = wording.reworded(prompt, _changed(prompt.body, mixed.body), model_of(reply))
    return await _judged(purse, told, prompt, after, grounding)


async def _compared(purse: Asks, drafts: Sequence[Scored], gaps: Sequence[str]) -> Sequence[Scored]:
    """The drafts without the one of the best two that lost in both orders; a flip, or a missing call, keeps both."""
    if len(drafts) < PAIR or purse.calls <= PAIR:
        return drafts
    first, second, *rest = drafts
    straight = await purse.ask(pairwise.asked(first.body, second.body, gaps))
    turned = await purse.ask(pairwise.asked(second.body, first.body, gaps))
    match pairwise.better(straight, turned):
        case 1:
            return (first, *rest)
        case -1:
            return (second, *rest)
    return drafts


async def _judged(purse: Asks, told: Facts, before: Prompt, after: Prompt, grounding: Grounding) -> _Round:
    """The better of both by checks and judge; the new one where they are equal: by the checks it is no worse."""
    bodies = {BEFORE: before.body, AFTER: after.body}
    checks = {name: evaluate.prompt(body, grounding) for name, body in bodies.items()}
    found, line = await opinions(purse, told.stable, bodies, checks)
    if iterate.ahead(found[BEFORE], found[AFTER]) > 0:
        return _Round(replace(before, evaluation=found[BEFORE]), found[BEFORE], found[AFTER], NOTHING)
    return _Round(replace(after, evaluation=found[AFTER]), found[BEFORE], found[AFTER], line)


def _changed(old: str, new: str) -> Mapping[str, str]:
    """The sections of the new text that the old one has otherwise."""
    before = claims.read(old).sections
    return {name: text for name, text in claims.read(new).sections.items() if text != before.get(name)}


def _learned(before: Prompt, after: Prompt, grounding: Grounding, at: int) -> tuple[Learning, ...]:
    """What a model's round mended, by the checks, each with its share of the gain."""
    old, new = evaluate.prompt(before.body, grounding), evaluate.prompt(after.body, grounding)
    mended = [key for key in old.broken if key not in new.broken]
    share = round((new.average - old.average) / len(mended), 3) if mended else 0.0
    return tuple(Learning(after.template, after.kind, key, "model", share, at) for key in mended)
