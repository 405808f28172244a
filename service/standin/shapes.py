"""GitHub's JSON for the things that every answer and payload mentions: users, repositories, the App."""

from functools import lru_cache
from zlib import crc32

from service.standin.state import App, Installation, Json, Repository, State, User, now

RANKED = ("pull", "triage", "push", "maintain", "admin")
"""The five flags of `permissions`, least first."""

HELD = {"none": 0, "read": 1, "triage": 2, "write": 3, "maintain": 4, "admin": 5}
"""How many of them each role holds."""


def user(state: State, user: User) -> Json:
    """A simple user."""
    api = f"{state.url}/users/{user.login}"
    links = ("followers", "subscriptions", "organizations", "repos", "received_events")
    return {
        "login": user.login,
        "id": user.id,
        "node_id": f"U_{user.id}",
        "avatar_url": f"{state.url}/avatars/{user.id}",
        "gravatar_id": "",
        "url": api,
        "html_url": f"{state.url}/{user.login}",
        **{f"{link}_url": f"{api}/{link}" for link in links},
        "following_url": f"{api}/following{{/other_user}}",
        "gists_url": f"{api}/gists{{/gist_id}}",
        "starred_url": f"{api}/starred{{/owner}}{{/repo}}",
        "events_url": f"{api}/events{{/privacy}}",
        "type": user.type,
        "site_admin": False,
    }


def organization(state: State, login: str) -> Json:
    """The organisation that owns a repository."""
    api, known = f"{state.url}/orgs/{login}", state.user(login, "Organization")
    links = ("repos", "events", "hooks", "issues")
    return {
        "login": login,
        "id": known.id,
        "node_id": f"O_{known.id}",
        "url": api,
        **{f"{link}_url": f"{api}/{link}" for link in links},
        "members_url": f"{api}/members{{/member}}",
        "public_members_url": f"{api}/public_members{{/member}}",
        "avatar_url": f"{state.url}/avatars/{known.id}",
        "description": None,
    }


def commit(state: State, repo: Repository, sha: str, by: User) -> Json:
    """A commit as payloads mention it; message and files are left to git."""
    person = {"name": by.login, "email": f"{by.login}@example.org", "username": by.login}
    return {
        "id": sha,
        "tree_id": sha,
        "distinct": True,
        "message": "",
        "timestamp": now(),
        "url": f"{state.url}/{repo.full_name}/commit/{sha}",
        "author": person,
        "committer": person,
        "added": [],
        "removed": [],
        "modified": [],
    }


def flags(role: str) -> dict[str, bool]:
    """The `permissions` object of a role."""
    return {name: place < HELD[role] for place, name in enumerate(RANKED)}


def repository(state: State, repo: Repository, owner: str = "") -> Json:
    """A repository; `owner` dresses it as that owner's fork."""
    name, account = repo.name, state.user(owner or repo.owner)
    api, html = f"{state.url}/repos/{account.login}/{name}", f"{state.url}/{account.login}/{name}"
    return {
        "id": crc32(f"{owner}/{name}".encode()) if owner else repo.id,
        "node_id": f"R_{repo.id}",
        "name": name,
        "full_name": f"{account.login}/{name}",
        "private": True,
        "visibility": "private",
        "owner": user(state, account),
        "html_url": html,
        "description": None,
        "fork": bool(owner),
        "url": api,
        "clone_url": f"{html}.git",
        "git_url": f"{html}.git",
        "ssh_url": f"{html}.git",
        "svn_url": html,
        "homepage": None,
        "mirror_url": None,
        "language": None,
        "license": None,
        "default_branch": repo.default_branch,
        "created_at": repo.created_at,
        "updated_at": repo.created_at,
        "pushed_at": repo.created_at,
        "archived": False,
        "disabled": False,
        "is_template": False,
        "topics": [],
        **_links(api),
        **_counts(repo),
    }


@lru_cache
def _links(api: str) -> Json:
    """The addresses a repository carries; GitHub sends some forty, clients that insist want them all."""
    plain = (
        "contributors deployments downloads events forks hooks languages merges stargazers subscribers subscription"
        " tags teams"
    )
    templated = {
        "archive": "{archive_format}{/ref}",
        "assignees": "{/user}",
        "blobs": "/git/blobs{/sha}",
        "branches": "{/branch}",
        "collaborators": "{/collaborator}",
        "comments": "{/number}",
        "commits": "{/sha}",
        "compare": "/{base}...{head}",
        "contents": "/{+path}",
        "git_commits": "/git/commits{/sha}",
        "git_refs": "/git/refs{/sha}",
        "git_tags": "/git/tags{/sha}",
        "issue_comment": "/issues/comments{/number}",
        "issue_events": "/issues/events{/number}",
        "issues": "{/number}",
        "keys": "{/key_id}",
        "labels": "{/name}",
        "milestones": "{/number}",
        "notifications": "{?since,all,participating}",
        "pulls": "{/number}",
        "releases": "{/id}",
        "statuses": "/{sha}",
        "trees": "/git/trees{/sha}",
    }
    nested = {f"{name}_url": f"{api}{rest}" for name, rest in templated.items() if rest.startswith(("/git", "/issues"))}
    return {
        **{f"{name}_url": f"{api}/{name}" for name in plain.split()},
        **{f"{name}_url": f"{api}/{name}{rest}" for name, rest in templated.items()},
        **nested,
    }


def _counts(repo: Repository) -> Json:
    opened = sum(issue.state == "open" for issue in repo.issues.values())
    features = ("issues", "projects", "downloads", "wiki", "pages", "discussions")
    zero = ("forks_count", "stargazers_count", "watchers_count", "forks", "watchers", "size", "network_count")
    return {
        **dict.fromkeys(zero, 0),
        "subscribers_count": 0,
        "open_issues_count": opened,
        "open_issues": opened,
        **{f"has_{feature}": feature == "issues" for feature in features},
        "allow_forking": True,
        "web_commit_signoff_required": False,
    }


def app(state: State, app: App) -> Json:
    """The App."""
    owner = state.user("hone-makers", "Organization")
    return {
        "id": app.id,
        "slug": app.slug,
        "node_id": f"A_{app.id}",
        "owner": user(state, owner),
        "name": app.slug,
        "description": None,
        "external_url": state.url,
        "html_url": f"{state.url}/apps/{app.slug}",
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "permissions": app.permissions,
        "events": list(app.events),
        "installations_count": len(state.installations),
    }


def app_named(state: State, slug: str) -> Json:
    """Another App by its slug; the App under test for an empty one."""
    about = app(state, state.app)
    return about if not slug else {**about, "id": crc32(slug.encode()), "slug": slug, "name": slug}


def installation(state: State, installation: Installation) -> Json:
    """An installation of the App."""
    account = state.user(installation.account, "Organization")
    api = f"{state.url}/app/installations/{installation.id}"
    return {
        "id": installation.id,
        "account": user(state, account),
        "access_tokens_url": f"{api}/access_tokens",
        "repositories_url": f"{state.url}/installation/repositories",
        "html_url": f"{state.url}/organizations/{account.login}/settings/installations/{installation.id}",
        "app_id": state.app.id,
        "app_slug": state.app.slug,
        "client_id": f"Iv{state.app.id}",
        "target_id": account.id,
        "target_type": account.type,
        "permissions": installation.permissions,
        "events": list(state.app.events),
        "created_at": installation.created_at,
        "updated_at": installation.created_at,
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "repository_selection": "selected",
        "suspended_by": None,
        "suspended_at": installation.suspended_at,
    }


def payload(state: State, repo: Repository, sender: User, action: str = "") -> Json:
    """The part every webhook payload of a repository has in common."""
    installed = state.installed_on(repo)
    return {
        **({"action": action} if action else {}),
        "repository": repository(state, repo),
        "organization": organization(state, repo.owner),
        "sender": user(state, sender),
        **({"installation": {"id": installed.id, "node_id": f"I_{installed.id}"}} if installed else {}),
    }
