"""Resolves conversations on lines: GraphQL alone can, and only with leave to write contents (`app.full.yml`)."""

from collections.abc import Collection, Mapping
from typing import Final

from service.edge.github.call import Call, Scope
from service.edge.github.client import Client
from service.edge.github.line import GRAPHQL
from service.edge.github.shape import field, flag, number, rows, text
from service.model import Repo
from service.ports import Fault

THREADS: Final = """
query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    reviewThreads(first: 100) { nodes { id isResolved comments(first: 1) { nodes { databaseId } } } }
  } }
}
"""
RESOLVE: Final = """
mutation($thread: ID!) { resolveReviewThread(input: {threadId: $thread}) { thread { isResolved } } }
"""


class Threads:
    """The conversations on a pull request's lines."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def resolve(self, repo: Repo, pull: int, comments: Collection[int]) -> None:
        """Resolve the threads that these comments began, where Hone may; where not, their text says enough."""
        if not comments:
            return
        try:
            asked = {"owner": repo.owner, "name": repo.name, "number": pull}
            answer = await self._ask(repo, THREADS, asked)
            for thread in rows(answer, "data", "repository", "pullRequest", "reviewThreads", "nodes"):
                first = next(iter(rows(thread, "comments", "nodes")), None)
                if number(first, "databaseId") in comments and not flag(thread, "isResolved"):
                    await self._ask(repo, RESOLVE, {"thread": text(thread, "id")})
        except Fault:
            return

    async def _ask(self, repo: Repo, query: str, variables: Mapping[str, object]) -> object:
        call = Call(
            "resolve a conversation",
            "POST",
            GRAPHQL,
            Scope(repo.installation, repo.id, "contents:write"),
            body={"query": query, "variables": variables},
            lane="content" if query == RESOLVE else "",
        )
        answer = (await self._client.once(call)).data
        if field(answer, "errors"):
            raise Fault("GitHub did not resolve the conversation.")
        return answer
