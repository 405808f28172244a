"""GitHub's JSON for an issue, and its payload; pull requests are issues too."""

from zlib import crc32

from service.standin import shapes
from service.standin.call import Answer, Call, Refusal, Route, failed
from service.standin.state import Issue, Json, Repository, State, User, now

LONGEST_TITLE, LONGEST_BODY = 256, 65_536
"""Characters of an issue."""
CONTENTS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")
"""What a reaction may be."""


def shape(state: State, repo: Repository, issue: Issue) -> Json:
    """A conversation in GitHub's JSON; a pull request carries the `pull_request` links."""
    api = f"{state.url}/repos/{repo.full_name}"
    page = f"{state.url}/{repo.full_name}/{'pull' if issue.pull else 'issues'}/{issue.number}"
    here = f"{api}/issues/{issue.number}"
    return {
        "id": issue.id,
        "node_id": f"I_{issue.id}",
        "number": issue.number,
        "url": here,
        "repository_url": api,
        "labels_url": f"{here}/labels{{/name}}",
        "comments_url": f"{here}/comments",
        "events_url": f"{here}/events",
        "html_url": page,
        "title": issue.title,
        "body": issue.body or None,
        "user": shapes.user(state, issue.author),
        "labels": labels(state, repo, issue),
        "state": issue.state,
        "locked": issue.locked,
        "active_lock_reason": "too heated" if issue.locked else None,
        "assignee": None,
        "assignees": [],
        "milestone": milestone(state, repo, issue),
        "comments": comments(repo, issue),
        "created_at": issue.created_at,
        "updated_at": issue.updated_at,
        "closed_at": issue.closed_at,
        "author_association": "CONTRIBUTOR",
        "reactions": {"url": f"{here}/reactions", "total_count": 0, **dict.fromkeys(CONTENTS, 0)},
        **({"pull_request": _links(api, issue, page)} if issue.pull else {}),
    }


def _links(api: str, issue: Issue, page: str) -> Json:
    merged = issue.pull.merged_at if issue.pull else None
    addresses = {"url": f"{api}/pulls/{issue.number}", "html_url": page}
    return {**addresses, "diff_url": f"{page}.diff", "patch_url": f"{page}.patch", "merged_at": merged}


def labels(state: State, repo: Repository, issue: Issue) -> list[Json]:
    """The labels of a conversation in GitHub's JSON."""
    return [
        {
            "id": crc32(name.encode()),
            "node_id": f"LA_{name}",
            "url": f"{state.url}/repos/{repo.full_name}/labels/{name}",
            "name": name,
            "description": None,
            "color": "ededed",
            "default": False,
        }
        for name in issue.labels
    ]


def milestone(state: State, repo: Repository, issue: Issue) -> Json | None:
    """The milestone of a conversation in GitHub's JSON."""
    if not issue.milestone:
        return None
    here = f"{state.url}/repos/{repo.full_name}/milestones/1"
    return {
        "id": crc32(issue.milestone.encode()),
        "node_id": "MI_1",
        "number": 1,
        "url": here,
        "html_url": f"{state.url}/{repo.full_name}/milestone/1",
        "labels_url": f"{here}/labels",
        "title": issue.milestone,
        "description": None,
        "creator": shapes.user(state, issue.author),
        "open_issues": 1,
        "closed_issues": 0,
        "state": "open",
        "created_at": issue.created_at,
        "updated_at": issue.updated_at,
        "due_on": None,
        "closed_at": None,
    }


def comments(repo: Repository, issue: Issue) -> int:
    """How many comments the conversation has."""
    return sum(comment.number == issue.number for comment in repo.comments.values())


def told(state: State, repo: Repository, issue: Issue, sender: User, action: str) -> Json:
    """The `issues` payload."""
    return {**shapes.payload(state, repo, sender, action), "issue": shape(state, repo, issue)}


async def _all(call: Call) -> Answer:
    """Pull requests are issues too; `state` and `creator` narrow, `direction` orders by creation."""
    wanted, creator = call.query.get("state", "open"), call.query.get("creator", "")
    found = [
        issue
        for issue in call.repo.issues.values()
        if wanted in ("all", issue.state) and creator in ("", issue.author.login)
    ]
    found.sort(key=lambda issue: issue.number, reverse=call.query.get("direction", "desc") == "desc")
    return call.page(found, lambda issue: shape(call.state, call.repo, issue))


async def _create(call: Call) -> Answer:
    title, body = _checked(call.text("title"), str(call.body.get("body", "")))
    issue = Issue(next(call.state.ids), call.repo.next_number, title, body, call.state.bot)
    call.repo.issues[issue.number] = issue
    call.hooks.echo("issues", told(call.state, call.repo, issue, call.state.bot, "opened"))
    return Answer(shape(call.state, call.repo, issue), 201)


async def _edit(call: Call) -> Answer:
    """Title, body and state; a text of somebody else's may be edited too, as on GitHub."""
    issue, was = call.issue, call.issue.body
    if issue.locked:
        raise Refusal(403, "Unable to edit issue because it is locked.", "permission")
    issue.title, issue.body = _checked(str(call.body.get("title", issue.title)), str(call.body.get("body", was)))
    issue.state, issue.updated_at = str(call.body.get("state", issue.state)), now()
    payload = told(call.state, call.repo, issue, call.state.bot, "edited")
    call.hooks.echo("issues", {**payload, "changes": {"body": {"from": was}}})
    return Answer(shape(call.state, call.repo, issue))


def _checked(title: str, body: str) -> tuple[str, str]:
    """Both. Raises Refusal (422) for a title or a body that is empty or too long."""
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise failed("Issue", "title", f"title is too long (maximum is {LONGEST_TITLE} characters)")
    if len(body) > LONGEST_BODY:
        raise failed("Issue", "body", f"body is too long (maximum is {LONGEST_BODY} characters)")
    return title, body


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/issues", _all, "issues:read"),
    Route("POST", "/repos/{owner}/{repo}/issues", _create, "issues:write"),
    Route("PATCH", "/repos/{owner}/{repo}/issues/{number}", _edit, "issues:write"),
)
