"""`/hone feature "<name>"`: a prompt for something that is not there yet, from its name and the issue's text."""

from collections.abc import AsyncIterator

from service.execute import Unfit
from service.model import Change, Grounding, LinkedIssue, Request, Wish
from service.ports import Edge, Fault, IssueText, Lab, Run
from service.workflows.grounded import for_feature
from service.workflows.patience import patiently
from service.workflows.prompting import wished
from service.workflows.requests import Said
from service.workflows.requests.offer import Offer, offered
from service.workflows.requests.place import place
from service.workflows.templates import templates

LONGEST = 200
"""Characters of a name; a label brings the title of its issue."""


async def feature(run: Run, asked: Request, edge: Edge) -> AsyncIterator[Said]:
    """The prompt for the wish at the newest commit. Raises Fault."""
    at = await place(run, asked, edge)
    issue = None if asked.on_pull else await patiently(run, "issue", edge.github.issue, asked.repo, asked.number)
    wish = Wish(asked.arguments[0][:LONGEST], issue.body if issue else "", issue.number if issue else 0)
    grounding = await patiently(run, "ground", ground, edge.lab, at.change, wish, issue)
    own = await templates(edge.lab.code, at.change)
    learnings = await run.step("learnings", edge.store.learnings, asked.repo)
    try:
        drafts = wished(wish, grounding, at.change, at.began, own, learnings)
    except Unfit as fault:
        raise Fault(f"No prompt could be written for this: {fault}") from None
    offer = Offer(
        at.change, grounding, drafts.prompts, learnings=drafts.learnings, faults=(*own.faults, *drafts.faults)
    )
    async for said in offered(run, asked, edge, offer):
        yield said


async def ground(lab: Lab, change: Change, wish: Wish, issue: IssueText | None) -> Grounding:
    """What the repository has that matches the wish. Raises Unfetchable."""
    if change.number is not None:
        await lab.code.fetch(change)
    linked = (LinkedIssue(issue.number, issue.title, issue.milestone, issue.labels),) if issue else ()
    return await for_feature(lab, change.repo, change.head, f"{wish.name}\n{wish.text}", linked)
