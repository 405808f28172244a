"""Reads of one conversation: an issue, or a pull request as one."""

from typing import Final

from service.edge.github.call import on
from service.edge.github.client import Client
from service.edge.github.shape import field, number, rows, text
from service.model import Repo
from service.ports import IssueText

LONGEST: Final = 65_536
LABELS: Final = 20


class Talk:
    """What people wrote."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def issue(self, repo: Repo, number: int) -> IssueText | None:
        """The issue or pull request of that number, or None when it is gone. Raises Fault."""
        call = on(repo, "read an issue", "GET", "/issues/{number}", number=number)
        return shaped(await self._client.standing(call))


def shaped(item: object) -> IssueText | None:
    """Our noun for GitHub's JSON, or None where the number is missing."""
    names = (row if isinstance(row, str) else text(row, "name") for row in rows(item, "labels")[:LABELS])
    issue = IssueText(
        number=number(item, "number"),
        title=text(item, "title"),
        body=text(item, "body")[:LONGEST],
        milestone=text(item, "milestone", "title"),
        labels=tuple(name for name in names if name),
        open=text(item, "state") == "open",
        pull=isinstance(field(item, "pull_request"), dict),
    )
    return issue if issue.number else None
