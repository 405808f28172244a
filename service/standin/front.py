"""The front door of the stand-in: who asks, may they, what is answered, and what is remembered of it."""

import asyncio
import hashlib
import json
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from service.standin import (
    alerts,
    checks,
    comments,
    control,
    deliveries,
    evidence,
    gitserver,
    installations,
    issues,
    people,
    pulls,
    remarks,
    threads,
)
from service.standin.call import Answer, Call, Refusal, Route, Table, missing
from service.standin.faults import Fault
from service.standin.gitstore import GitFailed
from service.standin.limits import Window
from service.standin.server import Server
from service.standin.state import Json
from service.standin.tokens import BadJwt, Token, check_jwt

CONTROL = "/_/"
BLOBS = "/_blobs/"
DOCS = "https://docs.github.com/rest"
NO_AGENT = "Request forbidden by administrative rules. Please make sure your request has a User-Agent header."
OVER_LIMIT = "API rate limit exceeded for installation."


class Cut(Response):
    """Promises more than it sends, so that the server drops the connection."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000000")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


class Front:
    """The ASGI application."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._control = Table(control.routes(server))
        rate_limit = Route("GET", "/rate_limit", self._rate_limit, "token")
        self._rest = Table(
            (rate_limit,),
            installations.routes(lambda: server.tokens),
            checks.ROUTES,
            evidence.ROUTES,
            issues.ROUTES,
            comments.ROUTES,
            remarks.ROUTES,
            alerts.ROUTES,
            threads.ROUTES,
            pulls.ROUTES,
            people.ROUTES,
            deliveries.ROUTES,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        path = request.url.path
        if path.startswith(CONTROL):
            response = await self._controlled(request)
        elif path.startswith(BLOBS):
            response = self._blob(request)
        else:
            response = await self._faulty(request)
        await response(scope, receive, send)

    async def _controlled(self, request: Request) -> Response:
        """The unauthenticated control surface; mistakes of a test are told, not counted."""
        found = self._control.find(request.method, request.url.path)
        if found is None:
            return _json(404, {"message": f"the stand-in has no control {request.method} {request.url.path}"})
        route, args = found
        try:
            return _sent(await route.answer(self._call(request, args, await _body(request), None)))
        except Refusal as refusal:
            return _json(refusal.status, {"message": refusal.message})
        except GitFailed as error:
            return _json(422, {"message": str(error)})

    def _blob(self, request: Request) -> Response:
        """An archive at the place its address names: whoever knows it may read it, and a token is an error."""
        _, repo, artifact = request.url.path.rsplit("/", 2)
        if "authorization" in request.headers:
            self._server.counters.refuse("GET", request.url.path, 400, "a token was sent to the blob store", "token")
            return Response(status_code=400)
        known = self._server.state.repositories.get(int(repo))
        found = known.artifacts.get(int(artifact)) if known else None
        return Response(found.data, media_type="application/zip") if found else Response(status_code=404)

    async def _faulty(self, request: Request) -> Response:
        """Answer, unless a fault was ordered for this request."""
        server = self._server
        fault = server.faults.take(request.method, request.url.path)
        if fault is None:
            return await self._served(request)
        await asyncio.sleep(fault.delay)
        if not (fault.status or fault.cut):
            response = await self._served(request)
            response.headers.update(fault.headers)
            return response
        if fault.apply_first:
            await self._served(request)
        else:
            await self._count(request)
        return _broken(fault)

    async def _count(self, request: Request) -> None:
        found = self._rest.find(request.method, request.url.path)
        if found:
            self._server.counters.calls[found[0].name] += 1

    async def _served(self, request: Request) -> Response:
        server, path = self._server, request.url.path
        if gitserver.ADDRESS.fullmatch(path):
            return await gitserver.serve(server.state, server.tokens, server.counters, request)
        found = self._rest.find(request.method, path)
        if found is None:
            server.counters.unknown_routes.append(f"{request.method} {path}")
            return _json(404, {"message": "Not Found", "documentation_url": DOCS, "status": "404"})
        server.counters.calls[found[0].name] += 1
        return await self._answered(request, *found)

    async def _answered(self, request: Request, route: Route, args: dict[str, str]) -> Response:
        """The answer with GitHub's headers: rate limit, ETag, what the route needs."""
        server = self._server
        headers = {"x-accepted-github-permissions": route.accepted, "x-github-media-type": "github.v3"}
        try:
            token = self._caller(request, route)
            window = server.limits.window(token.installation if token else 0, server.state.hourly)
            _within(window)
            call = self._call(request, args, await _body(request), token)
            self._allowed(call, route)
            response = _sent(await route.answer(call))
        except Refusal as refusal:
            server.counters.refuse(request.method, request.url.path, refusal.status, refusal.message, refusal.kind)
            return _json(refusal.status, _said(refusal), headers | refusal.headers)
        response = self._fresh(request, response)
        window.used += response.status_code != HTTPStatus.NOT_MODIFIED
        response.headers.update(headers | window.headers())
        return response

    def _fresh(self, request: Request, response: Response) -> Response:
        """A 304 when the client knows this very answer already; it costs nothing."""
        if request.method != "GET":
            return response
        etag = f'W/"{hashlib.sha256(bytes(response.body)).hexdigest()}"'
        if request.headers.get("if-none-match") == etag:
            self._server.counters.not_modified += 1
            return Response(status_code=304, headers={"etag": etag})
        response.headers["etag"] = etag
        response.headers["cache-control"] = "private, max-age=60, s-maxage=60"
        return response

    def _caller(self, request: Request, route: Route) -> Token | None:
        """The token of the call, None for the App itself. Raises Refusal."""
        if not request.headers.get("user-agent"):
            raise Refusal(403, NO_AGENT, "invalid")
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() not in ("bearer", "token"):
            raise Refusal(401, "Requires authentication", "token")
        if route.needs == "app":
            self._check_app(value)
            return None
        token = self._server.tokens.find(value)
        installed = self._server.state.installations.get(token.installation) if token else None
        if token is None or installed is None:
            raise Refusal(401, "Bad credentials", "token")
        if installed.suspended_at:
            raise Refusal(403, installations.SUSPENDED, "token")
        return token

    def _check_app(self, value: str) -> None:
        try:
            check_jwt(self._server.state.app, value)
        except BadJwt as error:
            raise Refusal(401, str(error), "token") from None

    def _allowed(self, call: Call, route: Route) -> None:
        """A repository outside the token does not exist for it; inside, the permission decides. Raises Refusal."""
        if call.token is None or ":" not in route.needs:
            return
        if "owner" in call.args and not installations.sees(call.state, call.token, call.repo):
            raise Refusal(404, "Not Found", "outside")
        if not call.token.grants(route.needs):
            raise Refusal(403, "Resource not accessible by integration", "permission")

    def _call(self, request: Request, args: dict[str, str], body: Json, token: Token | None) -> Call:
        query = dict(request.query_params)
        return Call(self._server.state, self._server.hooks, request.url.path, args, query, body, token)

    async def _rate_limit(self, call: Call) -> Answer:
        if call.token is None:
            raise missing()
        report = self._server.limits.window(call.token.installation, call.state.hourly).report()
        return Answer({"resources": {"core": report, "search": {**report, "resource": "search"}}, "rate": report})


def _within(window: Window) -> None:
    """Raises Refusal when the hour's calls are used up."""
    if window.remaining == 0:
        raise Refusal(HTTPStatus.FORBIDDEN, OVER_LIMIT, "limit", headers=window.headers())


async def _body(request: Request) -> Json:
    raw = await request.body()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refusal(400, "Problems parsing JSON", "invalid") from None
    if not isinstance(body, dict):
        raise Refusal(400, "Body should be a JSON object", "invalid")
    return body


def _sent(answer: Answer) -> Response:
    if answer.body is None:
        return Response(status_code=answer.status, headers=dict(answer.headers))
    return _json(answer.status, answer.body, dict(answer.headers))


def _said(refusal: Refusal) -> Json:
    body: Json = {"message": refusal.message, "documentation_url": DOCS, "status": str(refusal.status)}
    return body if refusal.errors is None else {**body, "errors": refusal.errors}


def _broken(fault: Fault) -> Response:
    return Cut() if fault.cut else _json(fault.status, fault.body, fault.headers)


def _json(status: int, body: Any, headers: dict[str, str] | None = None) -> Response:
    content = body if isinstance(body, str) else json.dumps(body, separators=(",", ":"))
    return Response(content, status, headers, media_type="application/json; charset=utf-8")
