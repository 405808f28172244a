"""Controls of conversations: issues, labels, locks, comments."""

from service.standin import comments, issues, pulls
from service.standin.call import Answer, Call, Refusal, Route
from service.standin.control.told import sent, visitor
from service.standin.state import Issue, Json, User, now

WRITERS = ("write", "maintain", "admin")


async def _issue(call: Call) -> Answer:
    by, number = visitor(call), call.repo.next_number
    issue = Issue(next(call.state.ids), number, call.text("title"), call.body.get("body", ""), by)
    call.repo.issues[number] = issue
    return Answer({"number": number, **await _tell(call, issue, by, "opened")})


async def _edit(call: Call) -> Answer:
    """Another title, another body."""
    issue = call.issue
    was = {name: {"from": getattr(issue, name)} for name in ("title", "body") if name in call.body}
    issue.title, issue.body = call.body.get("title", issue.title), call.body.get("body", issue.body)
    return Answer(await _tell(call, issue, visitor(call), "edited", {"changes": was}))


async def _label(call: Call) -> Answer:
    """Put a label on it; one that is there already changes nothing, and nobody is told."""
    issue, name, by = call.issue, call.text("label"), visitor(call)
    if role := call.body.get("role"):
        call.repo.roles[by.login] = role
    if name in issue.labels:
        return Answer({"deliveries": []})
    issue.labels.append(name)
    label = {"label": issues.labels(call.state, call.repo, issue)[-1]}
    return Answer(await _tell(call, issue, by, "labeled", label))


async def _unlabel(call: Call) -> Answer:
    """Take a label away."""
    issue, name = call.issue, call.text("label")
    gone = {"label": issues.labels(call.state, call.repo, issue)[issue.labels.index(name)]}
    issue.labels.remove(name)
    return Answer(await _tell(call, issue, visitor(call), "unlabeled", gone))


async def _milestone(call: Call) -> Answer:
    """Put it into a milestone."""
    issue = call.issue
    issue.milestone = call.text("milestone")
    told = {"milestone": issues.milestone(call.state, call.repo, issue)}
    return Answer(await _tell(call, issue, visitor(call), "milestoned", told))


async def _close(call: Call) -> Answer:
    """Close an issue; pull requests have their own control."""
    call.issue.state, call.issue.closed_at = "closed", now()
    return Answer(await _tell(call, call.issue, visitor(call), "closed"))


async def _lock(call: Call) -> Answer:
    call.issue.locked = bool(call.body.get("locked", True))
    return Answer({})


async def _comment(call: Call) -> Answer:
    """Comment as a person; in a locked conversation only those who may write."""
    by = visitor(call)
    if role := call.body.get("role"):
        call.repo.roles[by.login] = role
    if call.issue.locked and call.repo.role(by.login) not in WRITERS:
        raise Refusal(403, comments.LOCKED, "permission")
    comment = comments.write(call.state, call.repo, call.issue, call.text("body"), by)
    payload = comments.told(call.state, call.repo, comment, by, "created")
    return Answer({"id": comment.id, "deliveries": await sent(call, *call.hooks.tell("issue_comment", payload))})


async def _edit_comment(call: Call) -> Answer:
    """Edit anybody's comment, as those who may write can; ticking a box is an edit."""
    before = comments.edit(call.comment, call.text("body"))
    payload = comments.told(call.state, call.repo, call.comment, visitor(call), "edited")
    tasks = call.hooks.tell("issue_comment", {**payload, "changes": {"body": {"from": before}}})
    return Answer({"deliveries": await sent(call, *tasks)})


async def _delete_comment(call: Call) -> Answer:
    payload = comments.told(call.state, call.repo, call.comment, visitor(call), "deleted")
    del call.repo.comments[call.comment.id]
    return Answer({"deliveries": await sent(call, *call.hooks.tell("issue_comment", payload))})


async def _tell(call: Call, issue: Issue, by: User, action: str, more: Json | None = None) -> Json:
    """Tell of an issue as `issues`, of a pull request as `pull_request`."""
    event, kind = ("pull_request", pulls) if issue.pull else ("issues", issues)
    payload = {**kind.told(call.state, call.repo, issue, by, action), **(more or {})}
    return {"deliveries": await sent(call, *call.hooks.tell(event, payload))}


_ISSUE = "/_/repositories/{owner}/{repo}/issues/{number}"
_COMMENT = "/_/repositories/{owner}/{repo}/comments/{comment}"

ROUTES = (
    Route("POST", "/_/repositories/{owner}/{repo}/issues", _issue),
    Route("POST", f"{_ISSUE}/edit", _edit),
    Route("POST", f"{_ISSUE}/label", _label),
    Route("POST", f"{_ISSUE}/unlabel", _unlabel),
    Route("POST", f"{_ISSUE}/milestone", _milestone),
    Route("POST", f"{_ISSUE}/close", _close),
    Route("POST", f"{_ISSUE}/lock", _lock),
    Route("POST", f"{_ISSUE}/comments", _comment),
    Route("POST", _COMMENT, _edit_comment),
    Route("DELETE", _COMMENT, _delete_comment),
)
