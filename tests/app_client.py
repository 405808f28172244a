"""The App as a plain HTTP client of the stand-in: its JWT, its tokens, and calls with them."""

import time
from functools import cache
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.standin_process import NOBODY
from tests.world import World

AGENT = "hone-tests"


@cache
def _key(pem: str) -> Any:
    """Reading a key checks its primes, which takes longer than most tests."""
    return load_pem_private_key(pem.encode(), None)


class AppClient:
    """Calls the REST API as the App or as one of its installations."""

    def __init__(self, world: World) -> None:
        self._app = world.app
        self._http = httpx.Client(
            base_url=world.app["url"], headers={"user-agent": AGENT}, trust_env=False, verify=NOBODY
        )
        self.token = ""

    def jwt(self, *, key: str = "", app: int = 0, starts: int = -60, lives: int = 600) -> str:
        """A JWT of the App, or one that is wrong in the way the arguments say."""
        now = int(time.time())
        claims = {"iat": now + starts, "exp": now + starts + lives, "iss": str(app or self._app["app_id"])}
        return jwt.encode(claims, _key(key or self._app["private_key"]), "RS256")

    def as_app(self, method: str, path: str, **how: Any) -> httpx.Response:
        """A call with the App's JWT."""
        return self.call(method, path, token=self.jwt(), **how)

    def mint(self, installation: int, **narrowed: Any) -> str:
        """A new installation token, used from now on."""
        answer = self.as_app("POST", f"/app/installations/{installation}/access_tokens", json=narrowed)
        assert answer.status_code == 201, answer.text
        self.token = answer.json()["token"]
        return self.token

    def call(self, method: str, path: str, *, token: str | None = None, **how: Any) -> httpx.Response:
        """A call with a token (the last one minted)."""
        headers = {"authorization": f"Bearer {self.token if token is None else token}", **how.pop("headers", {})}
        return self._http.request(method, path, headers=headers, **how)

    def close(self) -> None:
        self._http.close()
