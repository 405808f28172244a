"""INTERFACE: what people see and use, read file by file; what stands in their way becomes prompts."""

from dataclasses import replace

from service import plan
from service.ports import Edge, Run
from service.words.markdown import code
from service.words.parts import count, short
from service.workflows.patience import patiently
from service.workflows.requests.drafts import Found, drafted
from service.workflows.requests.offer import Offer
from service.workflows.requests.place import Place
from service.workflows.seen import Seen, seen


async def interface(run: Run, edge: Edge, at: Place, area: str) -> Offer:
    """Prompts for what a pull request brought into the interface; with `area` for all files of such a path.

    On the default branch, without an area: for all of it. Raises Fault.
    """
    found = await patiently(run, "interface", seen, edge.lab, at.change, area)
    improvements = plan.asked(found.findings, found.grounding)
    if not improvements:
        return Offer(at.change, found.grounding, said=_nothing(at, area, found))
    dated = tuple((each, at.began) for each in improvements)
    offer = await drafted(run, edge, Found(at.change, found.grounding, dated))
    said = f"Read {count(found.files, 'interface file')}{_of(area)}: {found.summary}."
    return replace(offer, said=said if offer.prompts else f"{said} None of them can be cited in a prompt.")


def _nothing(at: Place, area: str, found: Seen) -> str:
    head = code(short(at.change.head))
    if found.files:
        return f"Read {count(found.files, 'interface file')}{_of(area)} at {head}: {found.nothing}."
    if area:
        return f"No interface file at {head} has {code(area, 60)} in its path: no HTML, template or component."
    if at.change.number is not None:
        return (
            f"This change touches no interface file. Name an area to read more, such as {code('/hone ux templates')}."
        )
    return f"There is no interface file at {head}: no HTML, template or component."


def _of(area: str) -> str:
    return f" of {code(area, 60)}" if area else ""
