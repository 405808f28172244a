"""Files that GitHub keeps beside the code: what workflow runs left, and one file of a default branch."""

from base64 import b64decode
from binascii import Error
from typing import Final

from service.edge.github.call import on
from service.edge.github.client import Client
from service.edge.github.faults import Refusal
from service.edge.github.shape import flag, number, rows, text
from service.model import Repo
from service.ports import Artifact

RUNS: Final = 10
"""Workflow runs of one commit whose archives are listed, newest first."""
_ABSENT: Final = frozenset({404, 410, 451})


class Files:
    """Reads of one repository; every method raises a Fault."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def artifacts(self, repo: Repo, head: str) -> tuple[Artifact, ...]:
        """Of each finished run the first hundred archives that have not expired."""
        query: dict[str, str | int] = {"head_sha": head, "status": "completed", "per_page": RUNS}
        runs = on(repo, "read the workflow runs", "GET", "/actions/runs", query=query)
        found = []
        for run in rows((await self._client.read(runs)).data, "workflow_runs"):
            left = on(
                repo, "read what a workflow run left", "GET", "/actions/runs/{id}/artifacts", id=number(run, "id")
            )
            found += [item async for item in self._client.pages(left, "artifacts", most=1)]
        kept = (item for item in found if number(item, "id") and not flag(item, "expired"))
        return tuple(Artifact(number(item, "id"), text(item, "name"), number(item, "size_in_bytes")) for item in kept)

    async def archive(self, repo: Repo, id: int, most: int) -> bytes:
        """The ZIP of one artifact, from wherever GitHub says that it is."""
        call = on(repo, "read what a workflow run left", "GET", "/actions/artifacts/{id}/zip", id=id)
        return await self._client.download(call, most)

    async def contents(self, repo: Repo, path: str) -> bytes | None:
        """A file of the default branch, `folder/name`; None when there is none, or something else stands there."""
        folder, _, name = path.partition("/")
        call = on(repo, "read a settings file", "GET", "/contents/{folder}/{file}", folder=folder, file=name)
        try:
            data = (await self._client.read(call)).data
        except Refusal as refused:
            if refused.status not in _ABSENT:
                raise
            return None
        if text(data, "type") != "file" or text(data, "encoding") != "base64":
            return None
        try:
            return b64decode(text(data, "content"))
        except Error:
            return None
