"""Controls of installations and repositories."""

from pathlib import Path

from service.standin import gitstore, shapes
from service.standin.call import Answer, Call, Refusal, Route, missing
from service.standin.control.told import sent
from service.standin.state import Installation, Json, Repository, now


async def _install(call: Call) -> Answer:
    """Install on an account; repositories of that account registered later are covered too."""
    account, granted = call.text("account"), call.body.get("permissions", dict(call.state.app.permissions))
    covered = {repo.id for repo in call.state.repositories.values() if repo.owner == account}
    installation = Installation(next(call.state.ids), account, covered, granted)
    call.state.installations[installation.id] = installation
    tasks = call.hooks.tell("installation", _installation(call, installation, "created"))
    return Answer({"id": installation.id, "deliveries": await sent(call, *tasks)})


async def _change(call: Call) -> Answer:
    """`suspend`, `unsuspend` or `deleted`, or other `permissions` (a change GitHub tells nobody of)."""
    installation = call.state.installations.get(call.number("installation"))
    if installation is None:
        raise missing()
    installation.permissions = call.body.get("permissions", installation.permissions)
    action = call.body.get("action")
    if action is None:
        return Answer({"deliveries": []})
    match action:
        case "suspend":
            installation.suspended_at = now()
        case "unsuspend":
            installation.suspended_at = None
        case "deleted":
            del call.state.installations[installation.id]
        case _:
            raise Refusal(422, f"an installation cannot {action}", "invalid")
    tasks = call.hooks.tell("installation", _installation(call, installation, action))
    return Answer({"deliveries": await sent(call, *tasks)})


def _installation(call: Call, installation: Installation, action: str) -> Json:
    repos = [repo for repo in call.state.repositories.values() if repo.id in installation.repositories]
    return {
        "action": action,
        "installation": shapes.installation(call.state, installation),
        "repositories": [_brief(repo) for repo in repos],
        "requester": None,
        "sender": shapes.user(call.state, call.state.user(f"{installation.account}-owner")),
    }


def _brief(repo: Repository) -> Json:
    return {
        "id": repo.id,
        "node_id": f"R_{repo.id}",
        "name": repo.name,
        "full_name": repo.full_name,
        "private": True,
    }


async def _register(call: Call) -> Answer:
    """Take a repository from a local git directory: `revision` (default HEAD) becomes the default branch."""
    owner, _, name = call.text("full_name").partition("/")
    if call.state.repository(owner, name):
        raise Refusal(422, f"{owner}/{name} exists already", "invalid")
    id = next(call.state.ids)
    repo = Repository(id, owner, name, call.state.folder / f"{id}.git", call.body.get("branch", "main"))
    await gitstore.create(repo.git, repo.default_branch)
    ref = f"refs/heads/{repo.default_branch}"
    head = await gitstore.take(repo, Path(call.text("git_dir")), call.body.get("revision", "HEAD"), ref)
    call.state.repositories[id] = repo
    tasks = []
    for installation in call.state.installations.values():
        if installation.account == owner:
            installation.repositories.add(id)
            tasks += call.hooks.tell("installation_repositories", _added(call, installation, repo))
    return Answer({"id": id, "head": head, "deliveries": await sent(call, *tasks)})


def _added(call: Call, installation: Installation, repo: Repository) -> Json:
    told = _installation(call, installation, "added")
    del told["repositories"]
    return {
        **told,
        "repository_selection": "selected",
        "repositories_added": [_brief(repo)],
        "repositories_removed": [],
    }


async def _rename(call: Call) -> Answer:
    call.repo.name = call.text("name")
    return Answer({})


async def _delete(call: Call) -> Answer:
    del call.state.repositories[call.repo.id]
    return Answer({})


async def _role(call: Call) -> Answer:
    """Give somebody a role in the repository."""
    login, role = call.text("login"), call.text("role")
    if role not in shapes.HELD:
        raise Refusal(422, f"{role} is not one of {', '.join(shapes.HELD)}", "invalid")
    call.state.user(login)
    call.repo.roles[login] = role
    return Answer({})


ROUTES = (
    Route("POST", "/_/installations", _install),
    Route("POST", "/_/installations/{installation}", _change),
    Route("POST", "/_/repositories", _register),
    Route("POST", "/_/repositories/{owner}/{repo}/rename", _rename),
    Route("POST", "/_/repositories/{owner}/{repo}/delete", _delete),
    Route("POST", "/_/repositories/{owner}/{repo}/roles", _role),
)
