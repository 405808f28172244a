"""The wire to GitHub: one exchange, with time-outs and same-host redirects, and no opinion about the answer."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from ssl import SSLContext
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import httpx

from service.edge.github.call import Answer, Call
from service.edge.github.faults import TooLarge, Unclear
from service.edge.github.limits import retry_after
from service.edge.github.loops import PerLoop
from service.edge.github.times import Times

TIMEOUT: Final = httpx.Timeout(15, connect=5)
REDIRECTS: Final = 3
GRAPHQL: Final = "/graphql"
_HEADERS: Final = {
    "Accept": "application/vnd.github+json",
    "User-Agent": "hone",
    "X-GitHub-Api-Version": "2022-11-28",
}


class Line:
    """A pool of connections to one API address; `calls` counts requests by method and route template."""

    def __init__(self, base: str, times: Times) -> None:
        self._base = base.rstrip("/")
        self._times = times
        self._clients = PerLoop(_client)
        self.calls: Counter[str] = Counter()

    async def exchange(self, call: Call, authorization: str) -> Answer:
        """Send the call once. Raises Unclear when no whole answer below 500 came back."""
        # On an Enterprise Server REST is under /api/v3, GraphQL under /api (GitHub docs, "Forming calls with GraphQL").
        base = self._base.removesuffix("/v3") if call.route == GRAPHQL else self._base
        url = base + call.path
        query: Mapping[str, str | int] | None = call.query or None
        for _ in range(REDIRECTS + 1):
            response = await self._send(call, url, query, authorization)
            target = self._redirected(response) if call.follow else ""
            if not target:
                return self._answer(response)
            url, query = target, None
        raise Unclear

    async def download(self, url: str, most: int) -> bytes:
        """What stands at an address that GitHub itself named, asked for without the token. Raises Unclear, TooLarge.

        Only as safe a way as the one to GitHub is taken, and no further redirect.
        """
        if urlsplit(url).scheme not in {"https", urlsplit(self._base).scheme}:
            raise Unclear
        parts, size = [], 0
        try:
            async with self._clients.here().stream("GET", url) as response:
                if not response.is_success:
                    raise Unclear
                async for part in response.aiter_bytes():
                    parts.append(part)
                    size += len(part)
                    if size > most:
                        raise TooLarge
        except httpx.RequestError as error:
            raise Unclear from error
        return b"".join(parts)

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        client = self._clients.leave()
        if client is not None:
            await client.aclose()

    async def _send(
        self, call: Call, url: str, query: Mapping[str, str | int] | None, authorization: str
    ) -> httpx.Response:
        self.calls[call.name] += 1
        try:
            return await self._clients.here().request(
                call.method, url, params=query, json=call.body, headers={"Authorization": authorization}
            )
        except httpx.RequestError as error:
            raise Unclear from error

    def _redirected(self, response: httpx.Response) -> str:
        """Where a moved repository is now; the request is repeated verbatim there, as GitHub asks.

        Another origin would be handed the token: then the redirect is not followed.
        """
        if response.status_code not in {301, 302, 307, 308}:
            return ""
        target = str(response.url.join(response.headers.get("location", "")))
        ours, theirs = urlsplit(self._base), urlsplit(target)
        return target if (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc) else ""

    def _answer(self, response: httpx.Response) -> Answer:
        if response.is_server_error or response.status_code == HTTPStatus.REQUEST_TIMEOUT:
            raise Unclear(retry_after(response.headers, self._times.now()))
        return Answer(response.status_code, response.headers, _json(response), _next(response))


def _client() -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=40, max_keepalive_connections=10)
    return httpx.AsyncClient(headers=_HEADERS, timeout=TIMEOUT, limits=limits, verify=_trusted())


@cache
def _trusted() -> SSLContext:
    """The certificates to trust; reading them takes longer than a whole exchange."""
    return httpx.create_ssl_context()


def _json(response: httpx.Response) -> object:
    if not response.content:
        return None
    try:
        data: object = response.json()
    except ValueError as error:
        if response.is_error:
            return None
        raise Unclear from error
    return data


def _next(response: httpx.Response) -> dict[str, str]:
    address = response.links.get("next", {}).get("url", "")
    return dict(parse_qsl(urlsplit(address).query))
