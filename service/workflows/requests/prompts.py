"""`/hone prompts [kind]`: the three best places, or what is of one kind, on a pull request or in the queue."""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import replace

from service import execute, plan
from service.model import Analysis, Change, Improvement, Prompt, Queued, Repo, Request
from service.ports import Edge, Fault, Run
from service.words.markdown import code, full_stop, prose, text
from service.words.parts import short
from service.workflows.grounded import for_findings
from service.workflows.linked import linked
from service.workflows.patience import patiently
from service.workflows.prompting import PLACES
from service.workflows.requests import Said
from service.workflows.requests.drafts import Found, drafted
from service.workflows.requests.interface import interface
from service.workflows.requests.offer import Offer, offered
from service.workflows.requests.place import Place, place
from service.workflows.review import examine

QUALITY = "quality"
EACH = 6
"""Improvements of one place, in a queue, that are looked at for one reply."""
LONGEST = 600
"""Characters of one line of the overview; titles are short."""
GAPS = {
    "tests": "no source file in it grew by ten lines or more without a changed test",
    "docs": "every public function that this change wrote says what it does, where its neighbours do",
}
"""Kinds that only a change has, and why there is nothing of them."""
ABOUT = {
    "security": "is about security",
    "performance": "is about performance",
    "refactor": "asks for another structure",
}


async def prompts(run: Run, asked: Request, edge: Edge) -> AsyncIterator[Said]:
    """Prompts for the newest commit of the pull request, or from the queue of the default branch. Raises Fault."""
    kind, at = asked.arguments[0], await place(run, asked, edge)
    if kind == "experience":
        offer = await interface(run, edge, at, "")
    elif at.change.number is not None:
        offer = await of_change(run, edge, at, kind)
    elif kind in GAPS:
        raise Fault(f"What a change leaves without {kind} is known of a pull request: ask there.")
    else:
        offer = await of_queue(run, edge, at.change.repo, kind)
    async for said in offered(run, asked, edge, offer):
        yield said


async def of_change(run: Run, edge: Edge, at: Place, kind: str) -> Offer:
    """Prompts for what the pull request introduced; for what it leaves to do, where that is asked. Raises Fault."""
    evidence = await patiently(run, "examine", examine, edge.lab, at.change, at.config)
    unread = next((gap.reason for gap in evidence.analysis.gaps if gap.what == "repository"), "")
    if unread:
        raise Fault(unread)
    grounding = await linked(run, edge, at.change, evidence.grounding)
    make = plan.gaps if kind in GAPS else plan.queue
    wanted = [each for each in make(evidence.analysis, grounding) if _fits(each, kind)]
    found = Found(at.change, grounding, tuple((each, at.began) for each in wanted))
    return _told(await drafted(run, edge, found, _slot(kind)), found, kind, evidence.analysis)


async def of_queue(run: Run, edge: Edge, repo: Repo, kind: str) -> Offer:
    """Prompts for what is open on the default branch, as the newest look at the whole tree left it. Raises Fault."""
    found = await patiently(run, "queue", queued, edge, repo, kind)
    analysis = Analysis(introduced=tuple(finding for each in found.improvements for finding in each.findings))
    return _told(await drafted(run, edge, found, _slot(kind)), found, kind, analysis)


async def queued(edge: Edge, repo: Repo, kind: str) -> Found:
    """What of the queue is of that kind, and its facts at the commit it was seen in. Raises Fault."""
    baseline = await edge.store.baseline(repo)
    if baseline is None:
        raise Fault("Nobody has looked at the whole repository yet; `/hone init` does.")
    open = [each for each in await edge.store.improvements(repo) if each.state == "open"]
    wanted = tuple(_first(each for each in open if _fits(each.improvement, kind)))
    findings = [finding for each in wanted for finding in each.improvement.findings]
    grounding = await for_findings(edge.lab, repo, baseline.head, findings)
    # Dated by their first day, they are the prompts of the queue issue, under the same ids.
    dated = tuple((each.improvement, float(each.since)) for each in wanted)
    return Found(Change(repo, baseline.head, baseline.head, "HEAD"), grounding, dated)


def _first(queue: Iterable[Queued]) -> Iterable[Queued]:
    """The first six of each place, so that no place looks empty because another one is full."""
    taken = dict.fromkeys(PLACES, 0)
    for each in queue:
        place = each.improvement.kind
        taken[place] = taken.get(place, 0) + 1
        if taken[place] <= EACH:
            yield each


def _fits(improvement: Improvement, kind: str) -> bool:
    """True when a prompt for it is what the kind asks for; leaked secrets have a template of their own."""
    if kind == QUALITY:
        return improvement.kind in PLACES
    named = execute.template_of(improvement)
    return kind == ("security" if named == "credential" else named)


def _slot(kind: str) -> Callable[[Improvement], str]:
    return lambda improvement: improvement.kind if kind == QUALITY else improvement.id


def _told(offer: Offer, found: Found, kind: str, analysis: Analysis) -> Offer:
    """The offer with what stands above its prompts: which places are empty, or why there is none at all."""
    if kind == QUALITY:
        ordered = sorted(offer.prompts, key=lambda each: PLACES.index(each.kind))
        return replace(offer, prompts=tuple(ordered), said=_places(found, offer.prompts, analysis))
    return offer if offer.prompts else replace(offer, said=_nothing(found, kind, analysis))


def _places(found: Found, made: tuple[Prompt, ...], analysis: Analysis) -> str:
    """The three places; where the text of the best was unfit, the one whose prompt is there."""
    head = "" if made else f"**No prompt** for {code(short(found.change.head))}: nothing is worth one.\n\n"
    written = {prompt.improvement for prompt in made}
    slots = plan.places(sorted(found.improvements, key=lambda each: each.id not in written), analysis)
    if found.change.number is not None:
        return head + "\n".join(_line(line) for line in execute.overview(slots, analysis).splitlines())
    named = ((slot.name, slot.improvement) for slot in slots)
    said = (
        (name, prose(best.title) if best else "empty: nothing in the queue is of this kind") for name, best in named
    )
    return head + "\n".join(f"{nth}. {name}: {what}" for nth, (name, what) in enumerate(said, 1))


def _line(said: str) -> str:
    """A line of running text as Markdown that only keeps its number."""
    number, dot, rest = said.partition(". ")
    return f"{number}. {prose(rest, LONGEST)}" if dot and number.isdecimal() else prose(said, LONGEST)


def _nothing(found: Found, kind: str, analysis: Analysis) -> str:
    """Why there is no prompt of that kind."""
    head = f"**No prompt** for {code(short(found.change.head))}"
    if kind in GAPS:
        why = plan.without_tests(analysis, found.grounding) if kind == "tests" else ""
        return f"{head}: {why or GAPS[kind]}."
    where = "that this change introduced" if found.change.number is not None else "in the queue"
    why = plan.without_prompt(analysis.introduced, found.grounding)
    return f"{head}: no finding {where} {ABOUT[kind]}. {full_stop(text(why))}".rstrip()
