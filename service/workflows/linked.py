"""LINKED: the issue a pull request is about, read only where a prompt has a use for it."""

from dataclasses import replace

from service.execute.context import safe
from service.model import Change, Grounding, LinkedIssue, Repo, mentioned
from service.ports import Edge, Fault, GitHub, History, Run, Unfetchable

MOST_COMMITS = 20
"""Newest commits of a change whose subjects are asked when its text and its branch name no issue."""


async def unlinked(grounding: Grounding) -> Grounding:
    """Nobody is asked."""
    return grounding


async def linked(run: Run, edge: Edge, change: Change, grounding: Grounding) -> Grounding:
    """The grounding with the first issue that the change names: at most one call, none where nothing was found.

    One try, and no patience: an issue that cannot be read now is no reason to let the verdict wait.
    """
    if change.number is None or not grounding.passages:
        return grounding
    try:
        issue = await run.step("issue", issue_named, edge, change)
    except Fault:
        return grounding
    return replace(grounding, issues=(issue,)) if issue else grounding


async def issue_named(edge: Edge, change: Change) -> LinkedIssue | None:
    """The first issue that the pull request or its commits name; None where they name none. Raises Fault."""
    names = change.issues or await _committed(edge.lab.history, change)
    return await issue_of(edge.github, change.repo, names[0]) if names else None


async def issue_of(github: GitHub, repo: Repo, number: int) -> LinkedIssue | None:
    """What a prompt may say of an issue, without secrets and hidden text; None when it is gone. Raises Fault."""
    found = await github.issue(repo, number)
    if found is None:
        return None
    title, milestone, *labels = (safe("", text) for text in (found.title, found.milestone, *found.labels))
    return LinkedIssue(found.number, title, milestone, tuple(labels))


async def _committed(history: History | None, change: Change) -> tuple[int, ...]:
    """Issues that the subjects of the change's own commits name, those of the newest commit first."""
    try:
        commits = await history.history(change.repo, change.head, MOST_COMMITS) if history else ()
    except Unfetchable:
        return ()
    subjects = []
    for commit in commits:
        if commit.id == change.base:
            break
        # A merge of the base brings the numbers of other people's pull requests with it.
        if not commit.subject.startswith("Merge "):
            subjects.append(commit.subject)
    else:
        return ()  # the base is not among them: what stands there may be anybody's
    return tuple(each for each in mentioned("\n".join(subjects), change.repo.full_name) if each != change.number)
