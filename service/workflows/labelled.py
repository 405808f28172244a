"""LABELLED: an issue got the label `hone:feature`, which asks for what `/hone feature` does, by the issue's title."""

from service.commands import every
from service.model import IssueChanged, Request
from service.ports import Edge, Run, Withdrawn
from service.workflows.answer import may

LABEL = "hone:feature"
"""In whatever case: to GitHub, labels that differ only in case are one."""
VERB = "feature"


async def labelled(run: Run, event: IssueChanged, edge: Edge) -> tuple[str, str]:
    """Queue the request of a label, when whoever put it there may ask; how the delivery ended, and why."""
    if event.action != "labeled" or event.label.casefold() != LABEL:
        return "ignored", f"of issues, only the label {LABEL} means something here"
    if event.bot:
        return "ignored", "a bot's label"
    try:
        if not await may(run, edge, every()[VERB], event, event.sender):
            return "done", "not allowed"
    except Withdrawn as fault:
        return "done", f"not answered: {fault}"
    await run.start("work", Request(event.repo, event.number, VERB, (event.title,), author=event.sender))
    return "done", "an answer is on its way"
