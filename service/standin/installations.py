"""REST: the App, its installations, its tokens, and the repositories a token sees."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from service.standin import shapes
from service.standin.call import Answer, Call, Refusal, Route, invalid, missing
from service.standin.state import Installation, Json, Repository, State
from service.standin.tokens import RANK, Token, Tokens

SUSPENDED = "This installation has been suspended"
TOO_MUCH = "The permissions requested are not granted to this installation."
NOT_YOURS = "There is at least one repository that does not exist or is not accessible to the parent installation."


def routes(tokens: Callable[[], Tokens]) -> tuple[Route, ...]:
    """The routes; tokens are minted into what `tokens` returns now, since a reset replaces it."""

    async def mint(call: Call) -> Answer:
        installation = _installation(call)
        if installation.suspended_at:
            raise Refusal(403, SUSPENDED, "token")
        chosen, permissions = _chosen(call, installation), _permissions(call, installation)
        token = tokens().mint(call.state.app, installation.id, permissions, chosen)
        return Answer(_minted(call, token), 201)

    return (
        Route("GET", "/app", _app, "app"),
        Route("GET", "/app/installations", _all, "app"),
        Route("GET", "/app/installations/{installation}", _one, "app"),
        Route("POST", "/app/installations/{installation}/access_tokens", mint, "app"),
        Route("GET", "/repos/{owner}/{repo}/installation", _of_repository, "app"),
        Route("GET", "/installation/repositories", _visible, "token"),
        Route("GET", "/repos/{owner}/{repo}", _repository, "metadata:read"),
        Route("GET", "/repositories/{id}", _by_id, "metadata:read"),
    )


async def _app(call: Call) -> Answer:
    return Answer(shapes.app(call.state, call.state.app))


async def _all(call: Call) -> Answer:
    known = list(call.state.installations.values())
    return call.page(known, lambda one: shapes.installation(call.state, one))


async def _one(call: Call) -> Answer:
    return Answer(shapes.installation(call.state, _installation(call)))


async def _of_repository(call: Call) -> Answer:
    found = call.state.installed_on(call.repo)
    if found is None:
        raise missing()
    return Answer(shapes.installation(call.state, found))


async def _visible(call: Call) -> Answer:
    """GitHub wraps this list in an object and counts it."""
    repos = sorted(seen(call), key=lambda repo: repo.id)
    answer = call.page(repos, lambda repo: _full(call, repo), under="repositories")
    return Answer({**answer.body, "repository_selection": "selected"}, headers=answer.headers)


async def _repository(call: Call) -> Answer:
    return Answer(_full(call, call.repo))


async def _by_id(call: Call) -> Answer:
    found = next((repo for repo in seen(call) if repo.id == call.number("id")), None)
    if found is None:
        raise missing()
    return Answer(_full(call, found))


def seen(call: Call) -> list[Repository]:
    """The repositories of the call's token."""
    return [repo for repo in call.state.repositories.values() if call.token and sees(call.state, call.token, repo)]


def sees(state: State, token: Token, repo: Repository) -> bool:
    """True when the token covers the repository."""
    installed = state.installations.get(token.installation)
    if installed is None or repo.id not in installed.repositories:
        return False
    return token.repositories is None or repo.id in token.repositories


def _full(call: Call, repo: Repository) -> Json:
    held = {"admin": False, "maintain": False, "push": False, "triage": False, "pull": True}
    return {**shapes.repository(call.state, repo), "permissions": held}


def _installation(call: Call) -> Installation:
    found = call.state.installations.get(call.number("installation"))
    if found is None:
        raise missing()
    return found


def _chosen(call: Call, installation: Installation) -> frozenset[int] | None:
    """The repositories the token is narrowed to, by id or by name; None for all of them."""
    ids, names = call.body.get("repository_ids"), call.body.get("repositories")
    if ids is None and names is None:
        return None
    known = {repo.name: repo.id for repo in call.state.repositories.values() if repo.id in installation.repositories}
    chosen = {*_list(ids, int), *(known.get(name, 0) for name in _list(names, str))}
    if not chosen <= installation.repositories:
        raise Refusal(422, NOT_YOURS, "invalid")
    return frozenset(chosen)


def _list(value: object, kind: type) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
        raise invalid(f"For 'items', {value!r} is not a list of {kind.__name__}.")
    return value


def _permissions(call: Call, installation: Installation) -> dict[str, str]:
    asked = call.body.get("permissions")
    if asked is None:
        return dict(installation.permissions)
    if not isinstance(asked, dict) or not all(_within(installation, *one) for one in asked.items()):
        raise Refusal(422, TOO_MUCH, "invalid")
    return {"metadata": "read", **asked}


def _within(installation: Installation, name: str, level: object) -> bool:
    granted = installation.permissions.get(name, "")
    return level in RANK and RANK[str(level)] <= RANK.get(granted, 0)


def _minted(call: Call, token: Token) -> Json:
    expires = datetime.fromtimestamp(token.expires, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body: Json = {
        "token": token.value,
        "expires_at": expires,
        "permissions": token.permissions,
        "repository_selection": "selected",
    }
    if token.repositories is not None:
        repos = [repo for repo in call.state.repositories.values() if repo.id in token.repositories]
        body["repositories"] = [shapes.repository(call.state, repo) for repo in repos]
    return body
