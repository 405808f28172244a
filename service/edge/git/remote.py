"""One repository on the git host: what is fetched from it, with which credentials, and what its refusals mean."""

import base64
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from service.edge.git.answers import meaning
from service.edge.git.clone import PARTIAL
from service.edge.git.command import GitFailed, git
from service.edge.git.limits import FETCH_SECONDS, STALL_SECONDS
from service.edge.git.place import Place
from service.model.change import Repo
from service.ports import Unfetchable

NAME = re.compile(r"(?!\.+\Z)[A-Za-z0-9._-]{1,100}\Z")
BASE = re.compile(r"https?://[^\s?#@]+\Z")

OPTIONS = (
    "fetch",
    "--quiet",
    "--no-progress",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-recurse-submodules",
    "--no-auto-maintenance",
    "--no-show-forced-updates",
    "--filter=blob:none",
    "--stdin",
)


@dataclass(frozen=True, slots=True)
class Remote:
    """The repository at `<base>/<owner>/<name>.git`."""

    base: str
    repo: Repo
    token: Callable[[Repo], Awaitable[str]]

    def __post_init__(self) -> None:
        if not BASE.match(self.base):
            raise Unfetchable("The address of the git host must be http:// or https:// and hold no credentials.")
        if not (NAME.match(self.repo.owner) and NAME.match(self.repo.name)):
            raise Unfetchable("The name of the repository is not one a git host would give.")

    async def fetch(self, held: Place, wants: Sequence[str], *, depth: int = 0, quick: bool = False) -> None:
        """Bring the wanted refspecs here in one fetch; `quick` skips telling the host what is here already.

        Raises Missing, Unreachable, Unfetchable, Exceeded, or GitFailed when the clone itself seems damaged.
        """
        place = replace(
            held, configuration=(*self._settings(await self.token(self.repo), quick),), protocols="http:https"
        )
        cut = (f"--depth={depth}",) if depth else ()
        asked = "".join(f"{want}\n" for want in wants).encode()
        try:
            await git(place, *OPTIONS, *cut, "--", "hone", stdin=asked, seconds=FETCH_SECONDS)
        except GitFailed as failure:
            raise meaning(failure) from None

    def _settings(self, token: str, quick: bool) -> tuple[tuple[str, str], ...]:
        settings = (
            ("remote.hone.url", f"{self.base}/{self.repo.full_name}.git"),
            *PARTIAL,
            ("fetch.negotiationAlgorithm", "noop" if quick else "consecutive"),
            ("http.lowSpeedLimit", "1000"),
            ("http.lowSpeedTime", str(STALL_SECONDS)),
            ("http.followRedirects", "initial"),  # a renamed repository; curl drops the token on another host
        )
        if not token:
            return settings
        basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        return (*settings, (f"http.{self.base}/.extraHeader", f"Authorization: Basic {basic}"))
