"""OFFER: prompts written by rule stand in the reply at once; a language model, where there is one, goes over them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from service.model import Change, Config, ConfigFault, Finding, Grounding, Learning, Prompt, Request
from service.ports import Edge, Run
from service.words.markdown import code, full_stop, page, text
from service.words.parts import count, short
from service.words.prompt import block
from service.words.standing import configuration
from service.workflows.present import seconds
from service.workflows.refining import refined
from service.workflows.requests import Said
from service.workflows.spending import MAIN, Purse

MODEL_SECONDS = 150.0
"""Time the language model has for a reply; the text written by rule stands by then."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Prompts and the facts they stand on; without a prompt, `said` is the whole answer."""

    change: Change
    grounding: Grounding
    prompts: tuple[Prompt, ...] = ()
    said: str = ""
    """Ready-made Markdown above the prompts."""
    findings: tuple[Finding, ...] = ()
    learnings: tuple[Learning, ...] = ()
    """What the improvement loop learned from these prompts."""
    faults: tuple[ConfigFault, ...] = ()
    """What is wrong with the repository's own templates."""


async def offered(run: Run, asked: Request, edge: Edge, offer: Offer) -> AsyncIterator[Said]:
    """The offer as its reply reads, then what a model made of it; both are kept as they are shown. Raises Fault."""
    if not offer.prompts:
        yield Said(offer.said)
        return
    await run.step("keep", edge.store.revise_prompts, offer.change, offer.prompts)
    await run.step("learn", edge.store.learn, asked.repo, offer.learnings)
    more = edge.lab.llm is not None and bool(fresh(offer.prompts))
    yield Said(shown(offer), more=more)
    if more:
        prompts, wording = await polished(run, asked, edge, offer)
        await run.step("keep again", edge.store.revise_prompts, offer.change, prompts)
        yield Said(shown(replace(offer, prompts=prompts), wording))


async def polished(run: Run, asked: Request, edge: Edge, offer: Offer) -> tuple[tuple[Prompt, ...], str]:
    """The same prompts, worded and judged by a model within its budget; and a line where it gave nothing."""
    purse = await pursed(run, asked, edge)
    learned = await run.step("lessons", edge.store.learnings, asked.repo)
    new = fresh(offer.prompts)
    found, wording = await refined(purse, edge.lab, offer.change, new, offer.grounding, offer.findings, learned)
    known = {prompt.id: prompt for prompt in found}
    return tuple(known.get(prompt.id, prompt) for prompt in offer.prompts), wording


def fresh(prompts: Sequence[Prompt]) -> tuple[Prompt, ...]:
    """Those that no model has judged: what was handed out before is not paid for twice."""
    return tuple(prompt for prompt in prompts if not (prompt.evaluation and prompt.evaluation.judge))


async def pursed(run: Run, asked: Request, edge: Edge, calls: int = MAIN) -> Purse:
    """What this request may ask of a model, from now on."""
    begun = await run.step("model begins", seconds, edge.lab)
    return Purse(run, edge.lab, asked.repo, asked.number, begun + MODEL_SECONDS, calls, edge.store)


def shown(offer: Offer, wording: str = "") -> str:
    """The reply: what it is about, each prompt behind a fold, and a line on the model's part."""
    at = code(short(offer.change.head))
    many = len(offer.prompts) > 1
    head = f"**{count(len(offer.prompts), 'prompt')}** for {at}; {'each' if many else 'it'} is one text to copy."
    blocks = [block(each, offer.change, many * nth) for nth, each in enumerate(offer.prompts, 1)]
    wrong = configuration(Config(faults=offer.faults))
    line = f"_{full_stop(text(wording))}_" if wording else ""
    return page([part for part in (head, offer.said, *blocks, wrong, line) if part])
