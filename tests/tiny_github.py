"""A GitHub of one repository small enough to read, behind respx, for the faults a wire can have."""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx

API = "https://api.example"
APP_ID = 4711
BOT = {"login": "hone[bot]", "type": "Bot"}
Reply = httpx.Response | BaseException


class Virtual:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, tzinfo=UTC) + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        return self.elapsed

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.elapsed += seconds

    def uniform(self, low: float, high: float) -> float:
        return (low + high) / 2


def json_answer(status: int, data: object = None, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=data, headers=headers)


@dataclass
class Tiny:
    """What GitHub looks like, and what it answers; `fault` may spoil an answer before or after the work is done."""

    time: Virtual
    runs: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    reactions: list[dict[str, Any]] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    minted: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, Callable[[httpx.Request], Reply]] = field(default_factory=dict)
    before: Callable[[httpx.Request], Reply | None] = field(default=lambda _: None)
    after: Callable[[httpx.Request], Reply | None] = field(default=lambda _: None)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        await asyncio.sleep(0)  # a wire lets others run
        reply = self.before(request) or self._answer_then_spoil(request)
        if isinstance(reply, BaseException):
            raise reply
        return reply

    def _answer_then_spoil(self, request: httpx.Request) -> Reply:
        answer = self._answer(request)
        return self.after(request) or answer

    @property
    def seen(self) -> list[str]:
        """Requests so far, as method and path."""
        return [f"{request.method} {request.url.path}" for request in self.requests]

    def _answer(self, request: httpx.Request) -> Reply:
        line = f"{request.method} {request.url.path}"
        for pattern, answer in self.answers.items():
            if re.fullmatch(pattern, line):
                return answer(request)
        body = json.loads(request.content) if request.content else {}
        if line.endswith("/access_tokens"):
            return self.mint(request)
        if line == "GET /app":
            return json_answer(200, {"id": APP_ID, "slug": "hone"})
        if request.headers["authorization"].removeprefix("Bearer ") not in self.tokens:
            return json_answer(401, {"message": "Bad credentials"})
        for pattern, handle in (
            (r"(GET) .*/commits/\w+/check-runs", self._runs),
            (r"(POST) .*/check-runs", self._new_run),
            (r"(GET|PATCH) .*/check-runs/(\d+)", self._run),
            (r"(GET|POST) .*/issues/\d+/comments", self._comments),
            (r"(GET|PATCH) .*/issues/comments/(\d+)", self._comment),
            (r"(GET|POST|DELETE) .*/reactions(?:/\d+)?", self._reactions),
        ):
            if found := re.fullmatch(pattern, line):
                return handle(request, body, *found.groups())
        raise AssertionError(f"nobody expects {line}")

    def mint(self, request: httpx.Request) -> httpx.Response:
        """A new token for whoever asks."""
        self.minted.append(json.loads(request.content))
        token = f"ghs_{APP_ID}_{len(self.minted)}." + "x" * 300
        self.tokens.add(token)
        expires = (self.time.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        date = format_datetime(self.time.now(), usegmt=True)
        return json_answer(201, {"token": token, "expires_at": expires}, date=date)

    def _runs(self, _request: httpx.Request, _body: dict[str, Any], _method: str) -> httpx.Response:
        return json_answer(200, {"total_count": len(self.runs), "check_runs": [shown(run) for run in self.runs]})

    def _new_run(self, _request: httpx.Request, body: dict[str, Any], _method: str) -> httpx.Response:
        run = {"id": 900 + len(self.runs), "app": {"id": APP_ID}, "annotations": []}
        self.runs.append(run)
        return self._changed(201, run, body)

    def _run(self, _request: httpx.Request, body: dict[str, Any], _method: str, id: str) -> httpx.Response:
        return self._changed(200, next(run for run in self.runs if run["id"] == int(id)), body)

    def _changed(self, status: int, run: dict[str, Any], body: dict[str, Any]) -> httpx.Response:
        output = body.pop("output", {})
        notes = output.pop("annotations", [])
        if len(notes) > 50:
            return json_answer(422, {"message": "No more than 50 annotations"})
        run.update(body, **output)
        run["annotations"] += notes
        return json_answer(status, shown(run))

    def _comments(self, request: httpx.Request, body: dict[str, Any], method: str) -> httpx.Response:
        if method == "POST":
            self.comments.append(said := comment(70 + len(self.comments), body["body"]))
            return json_answer(201, said)
        return page(request, self.comments)

    def _comment(self, _request: httpx.Request, body: dict[str, Any], _method: str, id: str) -> httpx.Response:
        found = next((item for item in self.comments if item["id"] == int(id)), None)
        if found is None:
            return json_answer(404, {"message": "Not Found"})
        found.update(body)
        return json_answer(200, found)

    def _reactions(self, request: httpx.Request, body: dict[str, Any], method: str) -> httpx.Response:
        if method == "POST":
            return self._react(body["content"])
        if method == "DELETE":
            self.reactions[:] = [one for one in self.reactions if not request.url.path.endswith(f"/{one['id']}")]
            return httpx.Response(204)
        wanted = request.url.params["content"]
        return page(request, [one for one in self.reactions if one["content"] == wanted])

    def _react(self, content: str) -> httpx.Response:
        own = [one for one in self.reactions if one["user"] == BOT and one["content"] == content]
        if not own:
            self.reactions.append({"id": 30 + len(self.reactions), "content": content, "user": BOT})
        return json_answer(200 if own else 201, (own or self.reactions[-1:])[0])


def comment(id: int, body: str, app: int | None = APP_ID, user: dict[str, str] | None = None) -> dict[str, Any]:
    """A comment as GitHub lists it."""
    return {"id": id, "body": body, "user": user or BOT, "performed_via_github_app": app and {"id": app}}


def shown(run: dict[str, Any]) -> dict[str, Any]:
    """A check run as GitHub lists it: annotations as their number."""
    output = {"title": run.get("title"), "annotations_count": len(run["annotations"])}
    return {**{name: value for name, value in run.items() if name != "annotations"}, "output": output}


def page(request: httpx.Request, items: list[dict[str, Any]]) -> httpx.Response:
    """One page of a list, with GitHub's link to the next."""
    size, number = int(request.url.params["per_page"]), int(request.url.params.get("page", "1"))
    headers = {}
    if number * size < len(items):
        headers["link"] = f'<{request.url.copy_set_param("page", str(number + 1))}>; rel="next"'
    return json_answer(200, items[(number - 1) * size : number * size], **headers)
