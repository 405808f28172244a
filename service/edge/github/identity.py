"""Who Hone is on GitHub: the App's numbers and slug, and whether a text is its own."""

from service.edge.github.call import Call
from service.edge.github.client import Client
from service.edge.github.shape import number, text
from service.ports import Fault


class Identity:
    """The App behind the configured id; asked of GitHub only when the id alone does not tell."""

    def __init__(self, app_id: str, client: Client) -> None:
        self._id = int(app_id) if app_id.isdecimal() else 0
        self._client = client
        self._slug = ""

    async def id(self) -> int:
        """The App's number, also where a client id is configured. Raises Fault."""
        if not self._id:
            await self.ask()
        return self._id

    async def login(self) -> str:
        """The user name under which the App writes. Raises Fault."""
        return f"{self._slug or await self.ask()}[bot]"

    async def ask(self) -> str:
        """The slug, asked of GitHub now. Raises Fault when it does not know this App."""
        answer = await self._client.read(Call("read its own App", "GET", "/app"))
        self._id, self._slug = number(answer.data, "id"), text(answer.data, "slug")
        if not self._id or not self._slug:
            raise Fault("GitHub described the App without its id or name.")
        return self._slug

    async def wrote(self, item: object) -> bool:
        """True for a comment of the App's own; a login that merely looks like it is not enough."""
        app = number(item, "performed_via_github_app", "id")
        if app:
            return app == await self.id()
        return await self.acted(item)

    async def acted(self, item: object) -> bool:
        """True for a reaction or comment whose user is the App's bot; no person can have that login."""
        return text(item, "user", "type") == "Bot" and text(item, "user", "login") == await self.login()
