"""GitHub's JSON for an issue, and its payload; pull requests are issues too."""

from zlib import crc32

from service.standin import shapes
from service.standin.state import Issue, Json, Repository, State, User

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
        "milestone": None,
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


def comments(repo: Repository, issue: Issue) -> int:
    """How many comments the conversation has."""
    return sum(comment.number == issue.number for comment in repo.comments.values())


def told(state: State, repo: Repository, issue: Issue, sender: User, action: str) -> Json:
    """The `issues` payload."""
    return {**shapes.payload(state, repo, sender, action), "issue": shape(state, repo, issue)}
