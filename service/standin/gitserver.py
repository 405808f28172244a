"""Git over smart HTTP: `git http-backend` as a CGI, streamed both ways, behind installation tokens."""

import asyncio
import base64
import binascii
import re
from collections.abc import AsyncIterator
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from service.standin.counters import Counters
from service.standin.gitstore import ENVIRONMENT
from service.standin.installations import sees
from service.standin.state import Repository, State
from service.standin.tokens import Token, Tokens

ADDRESS = re.compile(
    r"/(?P<owner>[^/]+)/(?P<repo>[^/]+?)(\.git)?(?P<rest>/(info/refs|git-upload-pack|git-receive-pack))"
)

CHUNK = 64 * 1024

OBJECTS = (b"packfile\n", b"PACK")
"""How an answer that carries objects begins to, in protocol version 2 and before."""

CHALLENGE = {"www-authenticate": 'Basic realm="GitHub"'}


def credentials(header: str) -> tuple[str, str]:
    """User and password of a Basic header; two empty strings for anything else."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def denial(state: State, token: Token | None, repo: Repository | None, *, write: bool) -> tuple[int, str] | None:
    """Why this token may not have this repository, as status and text; None when it may."""
    if token is None:
        return HTTPStatus.UNAUTHORIZED, "Invalid username or token."
    if repo is None or not sees(state, token, repo):
        return HTTPStatus.NOT_FOUND, "Repository not found."
    if not token.grants("contents:write" if write else "contents:read"):
        return HTTPStatus.FORBIDDEN, "Write access to repository not granted."
    return None


async def serve(state: State, tokens: Tokens, counters: Counters, request: Request) -> Response:
    """Answer a git client, or refuse it as GitHub does. The path must fit ADDRESS."""
    parts = ADDRESS.fullmatch(request.url.path)
    if parts is None:
        return PlainTextResponse("Not Found", 404)
    user, password = credentials(request.headers.get("authorization", ""))
    token = tokens.find(password) if user == "x-access-token" else None
    repo = state.repository(parts["owner"], parts["repo"])
    write = "receive-pack" in request.url.path + request.url.query
    denied = denial(state, token, repo, write=write)
    if denied or repo is None:
        status, message = denied or (HTTPStatus.NOT_FOUND, "Repository not found.")
        if password:
            counters.refuse(request.method, request.url.path, status, message, "outside" if token else "token")
        return PlainTextResponse(message, status, CHALLENGE if status == HTTPStatus.UNAUTHORIZED else None)
    return await _run(repo, parts["rest"], counters, request)


async def _run(repo: Repository, rest: str, counters: Counters, request: Request) -> Response:
    """Start the CGI, feed it the body while its answer streams back."""
    process = await asyncio.create_subprocess_exec(
        "git",
        "http-backend",
        env=ENVIRONMENT | _cgi(repo, rest, request),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    feeding = asyncio.create_task(_feed(process, request))
    if process.stdout is None:
        raise RuntimeError("the pipe was asked for")
    headers = await _headers(process.stdout)
    counters.git_requests[repo.full_name] += 1
    status = int(headers.pop("status", "200").split()[0])
    body = _body(process, feeding, repo.full_name, counters)
    return StreamingResponse(body, status, headers)


def _cgi(repo: Repository, rest: str, request: Request) -> dict[str, str]:
    headers = request.headers
    return {
        "GIT_PROJECT_ROOT": str(repo.git.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{repo.git.name}{rest}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.url.query,
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": headers.get("content-length", ""),
        "HTTP_CONTENT_ENCODING": headers.get("content-encoding", ""),
        "GIT_PROTOCOL": headers.get("git-protocol", ""),
        "REMOTE_USER": "x-access-token",
        "REMOTE_ADDR": "127.0.0.1",
    }


async def _feed(process: asyncio.subprocess.Process, request: Request) -> None:
    """Hand the request over; a client or a CGI that went away ends it early, and the answer tells."""
    if process.stdin is None:
        return
    try:
        async for chunk in request.stream():
            process.stdin.write(chunk)
            await process.stdin.drain()
    except (BrokenPipeError, ConnectionResetError, ClientDisconnect):
        return
    finally:
        process.stdin.close()


async def _headers(output: asyncio.StreamReader) -> dict[str, str]:
    headers: dict[str, str] = {}
    while line := (await output.readline()).decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return headers


async def _body(
    process: asyncio.subprocess.Process, feeding: asyncio.Task[None], name: str, counters: Counters
) -> AsyncIterator[bytes]:
    """Pass the answer on and count it as a fetch once objects begin to flow; no CGI outlives its request."""
    tail, counted = b"", False
    try:
        while process.stdout and (chunk := await process.stdout.read(CHUNK)):
            counters.git_bytes[name] += len(chunk)
            if not counted and any(mark in tail + chunk for mark in OBJECTS):
                counters.fetches[name] += 1
                counted = True
            tail = chunk[-len(OBJECTS[0]) :]
            yield chunk
    finally:
        feeding.cancel()
        if process.returncode is None:
            _end(process)
        await process.wait()


def _end(process: asyncio.subprocess.Process) -> None:
    try:
        process.kill()
    except ProcessLookupError:
        return
