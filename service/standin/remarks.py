"""REST: reviews that comment on lines, and those comments."""

from collections.abc import Mapping

from service.standin import gitstore, shapes
from service.standin.call import Answer, Call, Refusal, Route, invalid, missing
from service.standin.comments import LONGEST_BODY
from service.standin.state import Json, Pull, Remark, Repository, State

EVENTS = ("APPROVE", "REQUEST_CHANGES", "COMMENT")


def shape(state: State, repo: Repository, remark: Remark) -> Json:
    """A comment on lines in GitHub's JSON."""
    api = f"{state.url}/repos/{repo.full_name}/pulls"
    page = f"{state.url}/{repo.full_name}/pull/{remark.number}"
    return {
        "id": remark.id,
        "node_id": f"PRRC_{remark.id}",
        "url": f"{api}/comments/{remark.id}",
        "html_url": f"{page}#discussion_r{remark.id}",
        "pull_request_url": f"{api}/{remark.number}",
        "pull_request_review_id": remark.review,
        "commit_id": remark.commit,
        "original_commit_id": remark.commit,
        "path": remark.path,
        "line": remark.line,
        "start_line": remark.start_line,
        "side": "RIGHT",
        "subject_type": "line",
        "body": remark.body,
        "user": shapes.user(state, remark.author),
        "created_at": remark.created_at,
        "updated_at": remark.updated_at,
        "performed_via_github_app": shapes.app(state, state.app) if remark.by_app else None,
    }


def _remark(call: Call) -> Remark:
    found = call.repo.remarks.get(call.number("comment"))
    if found is None:
        raise missing()
    return found


def _pull(call: Call) -> Pull:
    if call.issue.pull is None:
        raise missing()
    return call.issue.pull


async def _all(call: Call) -> Answer:
    _pull(call)
    found = [one for one in call.repo.remarks.values() if one.number == call.issue.number]
    return call.page(found, lambda one: shape(call.state, call.repo, one))


async def _one(call: Call) -> Answer:
    return Answer(shape(call.state, call.repo, _remark(call)))


async def _edit(call: Call) -> Answer:
    remark = _remark(call)
    if not remark.by_app:
        raise Refusal(403, "Resource not accessible by integration", "permission")
    remark.body, remark.edits = _body(call.body), remark.edits + 1
    return Answer(shape(call.state, call.repo, remark))


async def _review(call: Call) -> Answer:
    """A review and its comments, all of them or none."""
    pull, body = _pull(call), call.body.get("body", "")
    if call.issue.locked:
        raise _wrong("lock prevents review")
    commit, event = call.body.get("commit_id", pull.head), call.body.get("event", "")
    if event not in EVENTS:
        raise invalid(f"{event} is not a member of {list(EVENTS)}.")
    if not body.strip():
        raise _wrong("A review that comments needs a body.")
    if commit not in pull.heads:
        raise _wrong("The commit is not part of the pull request.")
    shown = await gitstore.shown(call.repo, pull.base, commit)
    given = call.body.get("comments", [])
    review = next(call.state.ids)
    made = [_made(call, review, commit, one, shown) for one in given]
    call.repo.remarks |= {remark.id: remark for remark in made}
    return Answer({"id": review, "body": body, "state": "COMMENTED", "commit_id": commit}, 200)


def _made(call: Call, review: int, commit: str, given: Json, shown: Mapping[str, list[range]]) -> Remark:
    """The comment. Raises Refusal (422) for lines that the diff does not show."""
    path, line, start = str(given.get("path", "")), given.get("line"), given.get("start_line")
    if given.get("side", "RIGHT") != "RIGHT" or not isinstance(line, int):
        raise _wrong("Line could not be resolved")
    if path not in shown:
        raise _wrong("Path could not be resolved")
    first = line if start is None else start
    if first > line or (start is not None and first == line):
        raise _wrong("Start line must precede the end line.")
    if not any(first in part and line in part for part in shown[path]):
        raise _wrong("Line could not be resolved")
    author, number = call.state.bot, call.issue.number
    return Remark(next(call.state.ids), number, review, commit, path, line, start, _body(given), author, by_app=True)


def _body(given: Json) -> str:
    body = given.get("body")
    if not isinstance(body, str) or not body.strip() or len(body) > LONGEST_BODY:
        raise _wrong("Body cannot be blank, and holds 65536 characters at most.")
    return body


def _wrong(message: str) -> Refusal:
    return Refusal(422, "Unprocessable Entity", "invalid", [{"resource": "PullRequestReview", "message": message}])


_REMARK = "/repos/{owner}/{repo}/pulls/comments/{comment}"

ROUTES = (
    Route("GET", _REMARK, _one, "pull_requests:read"),
    Route("PATCH", _REMARK, _edit, "pull_requests:write"),
    Route("GET", "/repos/{owner}/{repo}/pulls/{number}/comments", _all, "pull_requests:read"),
    Route("POST", "/repos/{owner}/{repo}/pulls/{number}/reviews", _review, "pull_requests:write"),
)
