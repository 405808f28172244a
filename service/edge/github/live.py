"""GitHub as the workflows see it, over its REST API."""

from collections import Counter
from datetime import datetime

from service.edge.github.call import on
from service.edge.github.checks import Checks
from service.edge.github.client import Client
from service.edge.github.comments import Comments
from service.edge.github.gate import Gate
from service.edge.github.identity import Identity
from service.edge.github.installed import Installed
from service.edge.github.line import Line
from service.edge.github.pulls import Pulls
from service.edge.github.reactions import Reactions
from service.edge.github.signer import Signer
from service.edge.github.times import Times
from service.edge.github.tokens import Tokens
from service.model import CheckRun, Comment, Effect, Pull, React, Repo
from service.ports import Attempt, Clock, Installation
from service.settings import Settings


class Live:
    """The port `GitHub`, spoken to the real thing; every method raises a Fault with one calm sentence."""

    def __init__(
        self, settings: Settings, clock: Clock, times: Times | None = None, signer: Signer | None = None
    ) -> None:
        times = times or Times(clock.now)
        tokens = Tokens(signer or Signer(settings), times)
        self._line = Line(settings.github_api_url, times)
        self._client = Client(self._line, tokens, Gate(times), times)
        self._identity = Identity(settings.github_app_id, self._client)
        self._checks = Checks(self._client, self._identity)
        self._comments = Comments(self._client, self._identity)
        self._reactions = Reactions(self._client, self._identity)
        self._pulls = Pulls(self._client)
        self._installed = Installed(self._client)

    @property
    def calls(self) -> Counter[str]:
        """Requests sent so far, by method and route template."""
        return self._line.calls

    async def apply(self, effect: Effect) -> None:
        """Make GitHub look like the effect says. Applying it twice looks like once."""
        match effect:
            case CheckRun():
                await self._checks.apply(effect)
            case Comment():
                await self._comments.apply(effect)
            case React():
                await self._reactions.apply(effect)

    async def pull(self, repo: Repo, number: int) -> Pull | None:
        """The live pull request, or None when it is gone or out of reach."""
        return await self._pulls.pull(repo, number)

    async def open_pulls(self, repo: Repo) -> tuple[Pull, ...]:
        """Every open pull request, at most 1,000."""
        return await self._pulls.open_pulls(repo)

    async def permission(self, repo: Repo, login: str) -> str:
        """`admin | maintain | write | triage | read | none` of that user."""
        return await self._pulls.permission(repo, login)

    async def merge_base(self, repo: Repo, base: str, head: str) -> str | None:
        """Where two commits of the repository parted, or None when GitHub cannot tell."""
        return await self._pulls.merge_base(repo, base, head)

    async def token(self, repo: Repo) -> str:
        """A token that reads this repository for at least five minutes."""
        return await self._client.token(on(repo, "get a token for this repository", "GET", ""))

    async def installations(self) -> tuple[Installation, ...]:
        """Every account that installed the App."""
        return await self._installed.installations()

    async def installation_repositories(self, installation: int) -> tuple[Repo, ...]:
        """Every repository the installation covers."""
        return await self._installed.repositories(installation)

    async def deliveries(self, since: datetime) -> tuple[Attempt, ...]:
        """Delivery attempts not older than `since`, newest first."""
        return await self._installed.deliveries(since)

    async def redeliver(self, id: int) -> bool:
        """Ask for one more attempt of that delivery; False when GitHub will not do it any more."""
        return await self._installed.redeliver(id)

    async def app(self) -> str:
        """The App's slug: proof that its id and private key are accepted."""
        return await self._identity.ask()

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        await self._line.close()
