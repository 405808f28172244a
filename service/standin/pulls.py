"""REST: pull requests and comparing two commits; the shapes are those of payloads too."""

from service.standin import gitstore, issues, shapes
from service.standin.call import Answer, Call, Route, missing
from service.standin.state import Issue, Json, Pull, Repository, State, User

PAGES = {"html_url": "", "permalink_url": "", "diff_url": ".diff", "patch_url": ".patch"}


def shape(state: State, repo: Repository, issue: Issue) -> Json:
    """A pull request as lists show it."""
    pull = _pull(issue)
    api, page = f"{state.url}/repos/{repo.full_name}", f"{state.url}/{repo.full_name}/pull/{issue.number}"
    here = f"{api}/pulls/{issue.number}"
    addresses = {
        "self": here,
        "html": page,
        "issue": f"{api}/issues/{issue.number}",
        "comments": f"{api}/issues/{issue.number}/comments",
        "review_comments": f"{here}/comments",
        "review_comment": f"{api}/pulls/comments{{/number}}",
        "commits": f"{here}/commits",
        "statuses": f"{api}/statuses/{pull.head}",
    }
    kept = ("number", "title", "body", "user", "labels", "state", "locked", "active_lock_reason", "assignee")
    dates = ("assignees", "milestone", "created_at", "updated_at", "closed_at", "author_association")
    talk = issues.shape(state, repo, issue)
    return {
        "id": issue.id,
        "node_id": f"PR_{issue.id}",
        "url": here,
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        **{f"{name}_url": address for name, address in addresses.items() if name not in ("self", "html")},
        **{name: talk[name] for name in (*kept, *dates)},
        "draft": pull.draft,
        "merged_at": pull.merged_at,
        "merge_commit_sha": pull.base if pull.merged_at else None,
        "requested_reviewers": [],
        "requested_teams": [],
        "auto_merge": None,
        "head": _side(state, repo, pull.head_ref, pull.head, pull.fork),
        "base": _side(state, repo, pull.base_ref, pull.base),
        "_links": {name: {"href": address} for name, address in addresses.items()},
    }


def whole(state: State, repo: Repository, issue: Issue) -> Json:
    """A pull request with everything only a single answer and payloads tell."""
    pull = _pull(issue)
    return {
        **shape(state, repo, issue),
        "merged": pull.merged_at is not None,
        "merged_by": shapes.user(state, pull.merged_by) if pull.merged_by else None,
        "mergeable": None if pull.merged_at else True,
        "mergeable_state": "unknown" if pull.merged_at else "clean",
        "rebaseable": None,
        "maintainer_can_modify": False,
        "comments": issues.comments(repo, issue),
        "review_comments": 0,
        **pull.size,
    }


def told(state: State, repo: Repository, issue: Issue, sender: User, action: str) -> Json:
    """The `pull_request` payload."""
    payload = shapes.payload(state, repo, sender, action)
    return {**payload, "number": issue.number, "pull_request": whole(state, repo, issue)}


def named(state: State, repo: Repository, head: str) -> list[Json]:
    """The open pull requests of a head as check runs mention them; forks are never named."""
    return [
        {
            "id": issue.id,
            "number": issue.number,
            "url": f"{state.url}/repos/{repo.full_name}/pulls/{issue.number}",
            "head": _mention(state, repo, issue.pull.head_ref, issue.pull.head),
            "base": _mention(state, repo, issue.pull.base_ref, issue.pull.base),
        }
        for issue in repo.issues.values()
        if issue.pull and issue.state == "open" and issue.pull.head == head and not issue.pull.fork
    ]


def _mention(state: State, repo: Repository, ref: str, sha: str) -> Json:
    address = f"{state.url}/repos/{repo.full_name}"
    return {"ref": ref, "sha": sha, "repo": {"id": repo.id, "name": repo.name, "url": address}}


def _side(state: State, repo: Repository, ref: str, sha: str, fork: str = "") -> Json:
    owner = fork or repo.owner
    return {
        "label": f"{owner}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": shapes.user(state, state.user(owner)),
        "repo": shapes.repository(state, repo, fork),
    }


def _pull(issue: Issue) -> Pull:
    if issue.pull is None:
        raise missing()
    return issue.pull


async def _all(call: Call) -> Answer:
    """Newest first, like GitHub; `state`, `head`, `base` and `sort=updated` narrow and order."""
    wanted = call.query.get("state", "open")
    found = [
        issue
        for issue in call.repo.issues.values()
        if issue.pull
        and wanted in ("all", issue.state)
        and call.query.get("base", issue.pull.base_ref) == issue.pull.base_ref
        and call.query.get("head", _label(call, issue.pull)) == _label(call, issue.pull)
    ]
    updated = call.query.get("sort") == "updated"
    found.sort(key=lambda issue: (issue.updated_at if updated else "", issue.number))
    if call.query.get("direction", "desc") == "desc":
        found.reverse()
    return call.page(found, lambda issue: shape(call.state, call.repo, issue))


def _label(call: Call, pull: Pull) -> str:
    return f"{pull.fork or call.repo.owner}:{pull.head_ref}"


async def _one(call: Call) -> Answer:
    return Answer(whole(call.state, call.repo, call.issue))


async def _issue(call: Call) -> Answer:
    return Answer(issues.shape(call.state, call.repo, call.issue))


async def _compare(call: Call) -> Answer:
    """The merge base of `{base}...{head}` and how far apart they are; without the file list."""
    names = call.args["basehead"].split("...")
    found = [await gitstore.resolve(call.repo, name.rpartition(":")[2]) for name in names]
    if len(found) != len(("base", "head")) or not all(found):
        raise missing()
    base, head = found
    ancestor = await gitstore.merge_base(call.repo, base, head)
    if not ancestor:
        raise missing()
    page = f"{call.state.url}/{call.repo.full_name}/compare/{base}...{head}"
    ahead, behind = await gitstore.size(call.repo, base, head), await gitstore.size(call.repo, head, base)
    return Answer(
        {
            "url": f"{call.state.url}{call.path}",
            **{name: f"{page}{ending}" for name, ending in PAGES.items()},
            "status": _status(ahead["commits"], behind["commits"]),
            "ahead_by": ahead["commits"],
            "behind_by": behind["commits"],
            "total_commits": ahead["commits"],
            "base_commit": _commit(call, base),
            "merge_base_commit": _commit(call, ancestor),
            "commits": [],
            "files": [],
        }
    )


def _status(ahead: int, behind: int) -> str:
    match (ahead > 0, behind > 0):
        case (True, True):
            return "diverged"
        case (True, False):
            return "ahead"
        case (False, True):
            return "behind"
    return "identical"


def _commit(call: Call, sha: str) -> Json:
    api = f"{call.state.url}/repos/{call.repo.full_name}"
    tree = {"sha": sha, "url": f"{api}/git/trees/{sha}"}
    about = {"url": f"{api}/git/commits/{sha}", "author": None, "committer": None, "message": "", "comment_count": 0}
    return {
        "sha": sha,
        "node_id": f"C_{sha}",
        "url": f"{api}/commits/{sha}",
        "html_url": f"{call.state.url}/{call.repo.full_name}/commit/{sha}",
        "comments_url": f"{api}/commits/{sha}/comments",
        "commit": {**about, "tree": tree},
        "author": None,
        "committer": None,
        "parents": [],
    }


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/pulls", _all, "pull_requests:read"),
    Route("GET", "/repos/{owner}/{repo}/pulls/{number}", _one, "pull_requests:read"),
    Route("GET", "/repos/{owner}/{repo}/issues/{number}", _issue, "issues|pull_requests:read"),
    Route("GET", "/repos/{owner}/{repo}/compare/{basehead+}", _compare, "contents:read"),
)
