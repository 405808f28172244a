"""GitHub as the workflows see it, over its REST API."""

from collections import Counter
from datetime import datetime

from service.edge.github.alerts import Alerts
from service.edge.github.call import on
from service.edge.github.checks import Checks
from service.edge.github.client import Client
from service.edge.github.comments import Comments
from service.edge.github.files import Files
from service.edge.github.gate import Gate
from service.edge.github.identity import Identity
from service.edge.github.installed import Installed
from service.edge.github.issues import Issues
from service.edge.github.line import Line
from service.edge.github.others import Others
from service.edge.github.pulls import Pulls
from service.edge.github.reactions import Reactions
from service.edge.github.signer import Signer
from service.edge.github.suggestions import Inline
from service.edge.github.talk import Talk
from service.edge.github.times import Times
from service.edge.github.tokens import Tokens
from service.model import CheckRun, Comment, Effect, Finding, Issue, OtherCheck, Pull, React, Repo, Suggestions
from service.ports import Artifact, Attempt, Clock, Installation, IssueText
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
        self._alerts = Alerts(self._client)
        self._issues = Issues(self._client, self._identity)
        self._reactions = Reactions(self._client, self._identity)
        self._inline = Inline(self._client, self._identity)
        self._pulls = Pulls(self._client)
        self._talk = Talk(self._client)
        self._installed = Installed(self._client)
        self._others = Others(self._client, self._identity)
        self._files = Files(self._client)

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
            case Issue():
                await self._issues.apply(effect)
            case Suggestions():
                await self._inline.apply(effect)
            case React():
                await self._reactions.apply(effect)

    async def pull(self, repo: Repo, number: int) -> Pull | None:
        """The live pull request, or None when it is gone or out of reach."""
        return await self._pulls.pull(repo, number)

    async def issue(self, repo: Repo, number: int) -> IssueText | None:
        """The issue or pull request of that number, its text at most 65,536 characters; None when it is gone."""
        return await self._talk.issue(repo, number)

    async def open_pulls(self, repo: Repo) -> tuple[Pull, ...]:
        """Every open pull request, at most 1,000."""
        return await self._pulls.open_pulls(repo)

    async def permission(self, repo: Repo, login: str) -> str:
        """`admin | maintain | write | triage | read | none` of that user."""
        return await self._pulls.permission(repo, login)

    async def other_checks(self, repo: Repo, head: str) -> tuple[OtherCheck, ...]:
        """The newest check runs of that head by other Apps; Hone's own are no evidence."""
        return await self._others.checks(repo, head)

    async def statuses(self, repo: Repo, head: str) -> tuple[OtherCheck, ...]:
        """The newest commit status of each context on that head."""
        return await self._others.statuses(repo, head)

    async def approvals(self, repo: Repo, number: int, head: str) -> tuple[str, ...]:
        """Who approved that very head and stands by it: people, and not the author."""
        return await self._others.approvals(repo, number, head)

    async def alerts(self, repo: Repo, number: int, base_ref: str) -> tuple[Finding, ...]:
        """Code-scanning alerts open on the pull request and not on its target branch. Raises Ungranted."""
        return await self._alerts.introduced(repo, number, base_ref)

    async def artifacts(self, repo: Repo, head: str) -> tuple[Artifact, ...]:
        """What the finished workflow runs of that head left and still keep, of the newest runs."""
        return await self._files.artifacts(repo, head)

    async def archive(self, repo: Repo, id: int, most: int) -> bytes:
        """The ZIP of one artifact. Raises a plain Fault when it has more than `most` bytes or is gone."""
        return await self._files.archive(repo, id, most)

    async def contents(self, repo: Repo, path: str) -> bytes | None:
        """A file of the default branch, at most 1 MB; None when there is none."""
        return await self._files.contents(repo, path)

    async def is_own(self, app: int) -> bool:
        """True when that App is this one."""
        return app == await self._identity.id()

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
