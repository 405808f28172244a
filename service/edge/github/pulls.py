"""Reads of one repository: pull requests, who may do what, where commits parted."""

import re
from typing import Final

from service.edge.github.call import on
from service.edge.github.client import Client
from service.edge.github.faults import Refusal
from service.edge.github.shape import field, flag, number, text
from service.model import Pull, Repo, mentioned
from service.ports import Fault

PAGES: Final = 10
_SHA: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LOGIN: Final = re.compile(r"[\w-]{1,100}(?:\[bot\])?", re.ASCII)
_LEVELS: Final = (
    ("admin", "admin"),
    ("maintain", "maintain"),
    ("push", "write"),
    ("triage", "triage"),
    ("pull", "read"),
)
_ROLES: Final = frozenset({"admin", "maintain", "write", "triage", "read", "none"})
_ABSENT: Final = frozenset({404, 410, 451})


class Pulls:
    """What Hone asks about a repository."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def pull(self, repo: Repo, number: int) -> Pull | None:
        """The live pull request, or None when it is gone or out of reach. Raises Fault."""
        call = on(repo, "read the pull request", "GET", "/pulls/{number}", number=number)
        try:
            pull = shaped((await self._client.read(call)).data, repo.full_name)
        except Refusal as refused:
            if refused.status not in _ABSENT:
                raise
            return None
        if pull is None:
            raise Fault(f"GitHub described pull request {number} without its commits.")
        return pull

    async def open_pulls(self, repo: Repo) -> tuple[Pull, ...]:
        """Every open pull request, at most 1,000. Raises Fault."""
        call = on(repo, "read the open pull requests", "GET", "/pulls", query={"state": "open"})
        pulls = [shaped(item, repo.full_name) async for item in self._client.pages(call, most=PAGES)]
        return tuple(pull for pull in pulls if pull)

    async def permission(self, repo: Repo, login: str) -> str:
        """`admin | maintain | write | triage | read | none` of that user. Raises Fault."""
        call = on(repo, "read a user's permission", "GET", "/collaborators/{login}/permission", login=login)
        if not _LOGIN.fullmatch(login):
            return "none"
        try:
            return allowed((await self._client.read(call)).data)
        except Refusal as refused:
            if refused.status not in _ABSENT:
                raise
            return "none"

    async def merge_base(self, repo: Repo, base: str, head: str) -> str | None:
        """Where two commits parted, or None when GitHub cannot tell. Raises Fault."""
        if not _SHA.fullmatch(base) or not _SHA.fullmatch(head):
            return None
        call = on(
            repo, "compare two commits", "GET", "/compare/{base}...{head}", query={"per_page": 1}, base=base, head=head
        )
        try:
            found = text((await self._client.read(call)).data, "merge_base_commit", "sha")
        except Refusal as refused:
            if refused.status not in _ABSENT:
                raise
            return None
        return found if _SHA.fullmatch(found) else None


def shaped(item: object, full_name: str = "") -> Pull | None:
    """Our noun for GitHub's JSON, or None where number or commits are missing."""
    pull = Pull(
        number=number(item, "number"),
        head=text(item, "head", "sha"),
        base=text(item, "base", "sha"),
        base_ref=text(item, "base", "ref"),
        open=text(item, "state") == "open",
        draft=flag(item, "draft"),
        bot=text(item, "user", "type") == "Bot",
        title=text(item, "title"),
        author=text(item, "user", "login"),
        updated_at=text(item, "updated_at"),
        issues=named(item, full_name),
    )
    return pull if pull.number and _SHA.fullmatch(pull.head) and _SHA.fullmatch(pull.base) else None


def named(item: object, full_name: str) -> tuple[int, ...]:
    """Issues the pull request is about; itself where it names none and belongs to a milestone."""
    own, said = number(item, "number"), f"{text(item, 'title')}\n\n{text(item, 'body')}"
    others = (each for each in mentioned(said, full_name, text(item, "head", "ref")) if each != own)
    return tuple(others) or ((own,) if text(item, "milestone", "title") else ())


def allowed(data: object) -> str:
    """The highest level in `user.permissions`: the plain `permission` says write for maintain, read for triage."""
    if isinstance(field(data, "user", "permissions"), dict):
        return next((level for name, level in _LEVELS if flag(data, "user", "permissions", name)), "none")
    role = text(data, "role_name")
    plain = text(data, "permission")
    return role if role in _ROLES else plain if plain in _ROLES else "none"
