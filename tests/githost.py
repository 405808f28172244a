"""A git host over real smart HTTP: git's own CGI program behind a server on loopback."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from service.edge.git import Mirror
from service.model import Change, Repo
from tests.repositories import Repository

SHOP = Repo(7, "acme", "shop")
TOKEN = "ghs_1234_very-secret"


class GitHost:
    """Serves the repositories under `root` at `url`; counts the answers that carried objects."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.url = ""
        self.fetches = 0
        self.sent = 0
        """Bytes of those answers."""
        self.authorizations: list[str] = []
        self.token = ""
        """Basic credentials without which the host answers 401; empty: everybody may read."""
        self.failures = 0
        """How many of the next requests are answered 503."""
        self.stall = False
        """True: the next answer that carries objects stops half way until `resume` is set, the later ones do not."""
        self.stopped = threading.Event()
        self.resume = threading.Event()

    def repository(self, name: str = "acme/shop") -> Repository:
        """A new repository that serves what GitHub serves: any object by id, and filters."""
        made = Repository(self.root / f"{name}.git")
        made.git("config", "uploadpack.allowAnySHA1InWant", "true")
        made.git("config", "uploadpack.allowFilter", "true")
        return made


@contextmanager
def serving(root: Path) -> Iterator[GitHost]:
    """A host in its own thread for as long as the block runs."""
    host = GitHost(root)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, host)

        do_POST = do_GET  # noqa: N815 - the name the server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    host.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield host
    finally:
        host.resume.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(request: BaseHTTPRequestHandler, host: GitHost) -> None:
    authorization = request.headers.get("Authorization", "")
    host.authorizations.append(authorization)
    body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
    if host.failures:
        host.failures -= 1
        return _refuse(request, 503)
    if host.token and authorization != host.token:
        return _refuse(request, 401)
    head, _, content = _cgi(request, host, body).partition(b"\r\n\r\n")
    fields = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n"))
    objects = b"000dpackfile\n" in content
    host.fetches += objects
    host.sent += len(content) * objects
    request.send_response(int(fields.pop("Status", "200").split()[0]))
    for name, value in {**fields, "Content-Length": str(len(content))}.items():
        request.send_header(name, value)
    request.end_headers()
    half = len(content) // 2
    try:
        request.wfile.write(content[:half])
        if objects and host.stall:
            host.stall = False
            host.stopped.set()
            host.resume.wait(30)
        request.wfile.write(content[half:])
    except (BrokenPipeError, ConnectionResetError):
        pass  # the client was killed, as some tests want it


def _refuse(request: BaseHTTPRequestHandler, status: int) -> None:
    request.send_response(status)
    request.send_header("Content-Length", "0")
    request.end_headers()


def _cgi(request: BaseHTTPRequestHandler, host: GitHost, body: bytes) -> bytes:
    path, _, query = request.path.partition("?")
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_PROJECT_ROOT": str(host.root),
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
        "REQUEST_METHOD": request.command,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
        "REMOTE_ADDR": "127.0.0.1",
    }
    return subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=environment, check=False).stdout


@pytest.fixture
def host(tmp_path):
    """A running host."""
    with serving(tmp_path / "host") as running:
        yield running


@pytest.fixture
def shop(host):
    """The repository `acme/shop` on the host."""
    return host.repository(SHOP.full_name)


@pytest.fixture
def code(host, tmp_path):
    """Code access with an empty disk."""
    return Mirror(tmp_path / "mirrors", host.url, token)


async def token(_: Repo) -> str:
    return TOKEN


def change(head: str, base: str, number: int | None = 1) -> Change:
    """A change of the shop."""
    return Change(SHOP, head, base, "refs/pull/1/head", number)
