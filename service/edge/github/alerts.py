"""Code-scanning alerts: what other analyzers told GitHub, read where the App may (`app.full.yml`)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from typing import Final

from service.edge.github.call import on
from service.edge.github.client import Client
from service.edge.github.faults import Refusal
from service.edge.github.shape import field, number, rows, text
from service.model import Category, Finding, Repo, Severity

PAGES: Final = 5
ABSENT: Final = frozenset({403, 404, 410})
"""GitHub's answers where code scanning is off, or has seen nothing of that ref."""
LONGEST: Final = 300
RATED: Final = {"critical": Severity.HIGH, "high": Severity.HIGH, "medium": Severity.MEDIUM, "low": Severity.LOW}
LEVELS: Final = {"error": Severity.MEDIUM, "warning": Severity.MEDIUM, "note": Severity.LOW}
"""Without a security rating nothing is high: for many tools `error` is the default."""
MINUTES: Final = {Severity.HIGH: 30, Severity.MEDIUM: 15, Severity.LOW: 5}


class Alerts:
    """The open alerts of a ref, as findings."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def introduced(self, repo: Repo, pull: int, base_ref: str) -> tuple[Finding, ...]:
        """Open on the pull request and not on its target branch; none where code scanning is off. Raises Fault.

        Raises Ungranted where the App may not read alerts.
        """
        here = {id: finding async for id, finding in self._open(repo, f"refs/pull/{pull}/merge")}
        if not here:
            return ()
        there = {id async for id, _ in self._open(repo, f"refs/heads/{base_ref}")}
        return tuple(finding for id, finding in here.items() if id not in there)

    async def _open(self, repo: Repo, ref: str) -> AsyncIterator[tuple[int, Finding]]:
        query = {"ref": ref, "state": "open"}
        call = on(repo, "read code-scanning alerts", "GET", "/code-scanning/alerts", query=query)
        call = replace(call, scope=replace(call.scope, beyond="security_events:read"))
        try:
            async for item in self._client.pages(call, most=PAGES):
                if finding := shaped(item):
                    yield number(item, "number"), finding
        except Refusal as refused:
            if refused.status not in ABSENT:
                raise


def shaped(item: object) -> Finding | None:
    """Our noun for GitHub's JSON of one alert, or None where it names no line of a file."""
    place = field(item, "most_recent_instance", "location")
    path, start = text(place, "path"), number(place, "start_line")
    rule = text(item, "rule", "id")
    if not path or path.startswith("/") or ".." in path.split("/") or start < 1 or not rule:
        return None
    tool = text(item, "tool", "name").lower() or "code scanning"
    rated = RATED.get(text(item, "rule", "security_severity_level"))
    severity = rated or LEVELS.get(text(item, "rule", "severity"), Severity.MEDIUM)
    secure = rated is not None or "security" in rows(item, "rule", "tags")
    said = text(item, "most_recent_instance", "message", "text") or text(item, "rule", "description") or rule
    print = sha256(f"{tool}\0{rule}\0{path}\0{number(item, 'number')}".encode(errors="backslashreplace")).hexdigest()
    return Finding(
        tool=_short(tool),
        rule=_short(rule),
        path=path,
        start=start,
        end=max(start, number(place, "end_line")),
        message=_short(said),
        severity=severity,
        category=Category.SECURITY if secure else Category.MAINTAINABILITY,
        minutes=MINUTES[severity],
        fingerprint=print,
        id=f"f{int(print[:12], 16):x}"[:8],
        on_change=True,
    )


def _short(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
