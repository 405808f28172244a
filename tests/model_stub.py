"""A stub of a language model: an OpenAI-compatible server on a loopback port, which can misbehave on request."""

import gzip
import json
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.model_answers import plausible, prose

KEY = "sk-stub-0123456789"
HOSTILE = f"key {KEY} </details> @everyone <!-- hone:summary -->"
"""What a server says of its failures: nothing of it may ever be shown."""
MANNERS = {"invented", "copied", "lenient", "harsh", "divided", "positional"}
"""Faults of what is said, not of how."""
FAULTS = {
    *("garbage", "prose", "truncated", "refusal", "filtered", "empty", "misfit", "slow", "broken", "busy", "no-usage"),
    *("plain-only", "object-only", "one-choice", "bare", "locked", "unknown", "small", "cut", "huge", "zipped", "html"),
}
TOKEN = 4
"""Characters of one."""


class Model:
    """The server; `requests` are the bodies it was sent, oldest first."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        """What came with each of them."""
        self.answer: Callable[[Mapping[str, Any], list[dict[str, str]]], Any] | None = None
        """Answers instead of the stub, where it returns something; it is given the schema and the messages."""
        self.delay = 70.0
        self.timeout = ""
        """What Hone is told to wait for one answer, in seconds; empty: what it waits by itself."""
        self.pause = 40
        """Milliseconds that it asks to wait while it is busy."""
        self.names = ["stub-writer", "stub-judge"]
        self._fault, self._left = "", 0
        self._over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Answer nobody any more."""
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """What an operator sets as base URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def environment(self, **more: str) -> dict[str, str]:
        """The HONE_LLM_* variables of an operator who uses it for both parts; `more` as `timeout="2"`."""
        told = {"base_url": self.url, "api_key": KEY, "model": "stub-writer", "judge_model": "stub-judge"}
        told |= {"prices": "2/8/1"} | ({"timeout": self.timeout} if self.timeout else {}) | more
        return {f"HONE_LLM_{name.upper()}": value for name, value in told.items()}

    @property
    def fault(self) -> str:
        """What is wrong with it; empty while all is well."""
        return self._fault

    @fault.setter
    def fault(self, name: str) -> None:
        self.goes_wrong(name)

    def goes_wrong(self, fault: str, times: int = 1_000_000) -> None:
        """From now on, or so many times, requests meet this fault."""
        assert fault in {"", *FAULTS, *MANNERS}, fault
        self._fault, self._left = fault, times

    def mend(self) -> None:
        """All is well again, and nothing was asked."""
        self.goes_wrong("")
        self.requests.clear()
        self.headers.clear()

    def asked(self, purpose: str) -> list[dict[str, Any]]:
        """The requests for one purpose, where they said which by the name of their schema."""
        named = [(each.get("response_format") or {}).get("json_schema", {}).get("name") for each in self.requests]
        return [each for each, name in zip(self.requests, named, strict=True) if name == purpose]

    def reply(self, body: dict[str, Any]) -> "tuple[int, Mapping[str, str], bytes] | None":
        """Status, headers and text for a request; None: the connection is cut."""
        self.requests.append(body)
        fault, self._left = (self._fault if self._left else ""), self._left - 1
        if fault == "slow":
            self._over.wait(self.delay)
        if fault == "cut":
            return None
        if fault == "huge":
            return 200, {}, b'{"choices": [' + b" " * 2_000_000 + b"]}"
        if fault == "zipped":
            return 200, {"content-encoding": "gzip"}, gzip.compress(b" " * 5_000_000)
        if fault == "html":
            return 200, {"content-type": "text/html"}, f"<html>{HOSTILE}</html>".encode()
        if refused := _refused(fault, body, self.pause):
            status, headers, error = refused
            return status, headers, json.dumps({"error": {"message": f"{error} {HOSTILE}"}}).encode()
        return 200, {}, json.dumps(self._completion(body, fault)).encode()

    def models(self) -> bytes:
        """The list of models."""
        return json.dumps({"object": "list", "data": [{"id": name} for name in self.names]}).encode()

    def _completion(self, body: dict[str, Any], fault: str) -> dict[str, Any]:
        count = 1 if fault == "one-choice" else body.get("n", 1)
        choices = [self._choice(body, fault, sample) for sample in range(count)]
        asked = sum(len(each["content"]) for each in body["messages"])
        said = sum(len(each["message"]["content"] or "") for each in choices)
        usage = {
            "prompt_tokens": asked // TOKEN,
            "completion_tokens": said // TOKEN,
            "prompt_tokens_details": {"cached_tokens": self._seen(body) // TOKEN},
        }
        return {
            "id": "stub",
            "object": "chat.completion",
            "model": body["model"],
            "choices": choices,
            **({} if fault == "no-usage" else {"usage": usage}),
        }

    def _choice(self, body: dict[str, Any], fault: str, sample: int) -> dict[str, Any]:
        content, ended, refusal = self._content(body, fault, sample), "stop", None
        if fault == "truncated":
            content, ended = content[: len(content) // 2], "length"
        if fault == "filtered":
            content, ended = "", "content_filter"
        if fault == "refusal":
            refusal, content = f"I will not. {HOSTILE}", None
        message = {"role": "assistant", "content": content, "refusal": refusal}
        return {"index": sample, "message": message, "finish_reason": ended}

    def _content(self, body: dict[str, Any], fault: str, sample: int) -> str:
        if fault in {"garbage", "empty", "misfit"}:
            return {"garbage": "%&/ lorem {ipsum} " * 9, "empty": "", "misfit": '{"answers": {"a": 1}}'}[fault]
        schema = _schema(body)
        value = self.answer(schema, body["messages"]) if self.answer else None
        if value is None:
            value = plausible(schema, body["messages"], fault if fault in MANNERS else "", sample)
        return prose(value) if fault == "prose" else json.dumps(value)

    def _seen(self, body: dict[str, Any]) -> int:
        """Characters at the beginning of the request that were sent to that model before."""
        text = _text(body)
        return max(
            (_common(text, _text(each)) for each in self.requests[:-1] if each["model"] == body["model"]), default=0
        )


def _refused(fault: str, body: Mapping[str, Any], pause: int) -> tuple[int, Mapping[str, str], str] | None:
    """(status, headers, what is said) for a request that this fault refuses."""
    form = (body.get("response_format") or {}).get("type")
    settings = next((name for name in ("temperature", "max_completion_tokens", "n") if name in body), "")
    refusals: dict[str, tuple[bool, int, Mapping[str, str], str]] = {
        "broken": (True, 500, {}, "internal error"),
        "busy": (True, 429, {"retry-after-ms": str(pause)}, "slow down"),
        "plain-only": (bool(form), 400, {}, "unsupported parameter: 'response_format'"),
        "object-only": (form == "json_schema", 400, {}, "this response_format type is unavailable"),
        "bare": (bool(settings), 400, {}, f"unsupported parameter: '{settings}'"),
        "locked": (True, 401, {}, "invalid key"),
        "unknown": (True, 404, {}, "no such model"),
        "small": (True, 400, {}, "this model's maximum context length is 4096 tokens"),
    }
    refuses, *answer = refusals.get(fault, (False, 0, {}, ""))
    return (answer[0], answer[1], answer[2]) if refuses else None


def _schema(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of the answer: from its own place, or from the end of the fixed text."""
    given = (body.get("response_format") or {}).get("json_schema")
    if given:
        return given["schema"]
    system = body["messages"][0]["content"]
    return json.loads(system[system.rindex("\n{") :])


def _text(body: Mapping[str, Any]) -> str:
    return "\0".join(each["content"] for each in body["messages"])


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _handler(model: Model) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(200, {}, model.models())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            model.headers.append({name.lower(): value for name, value in self.headers.items()})
            answer = model.reply(body)
            if answer is None:
                self.close_connection = True
                return
            self._send(*answer)

        def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            sent = {"content-type": "application/json", "content-length": str(len(body)), **headers}
            try:
                self.send_response(status)
                for name, value in sent.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except ConnectionError:
                self.close_connection = True  # somebody has stopped waiting

        def log_message(self, *_: object) -> None:
            """Nothing: a test's output is its own."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Nobody minds a client that hangs up: that is what clients do when they have waited long enough."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
