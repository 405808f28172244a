"""REST: comments of a conversation and the reactions on them."""

from service.standin import issues, shapes
from service.standin.call import Answer, Call, Refusal, Route, failed, invalid, missing
from service.standin.issues import CONTENTS
from service.standin.state import Comment, Issue, Json, Reaction, Repository, State, User, now

LONGEST_BODY = 65_536
"""Characters of a comment, an issue or a pull request."""

LOCKED = "Unable to create comment because issue is locked."


def shape(state: State, repo: Repository, comment: Comment) -> Json:
    """A comment in GitHub's JSON."""
    api = f"{state.url}/repos/{repo.full_name}/issues"
    kind = "pull" if repo.issues[comment.number].pull else "issues"
    page = f"{state.url}/{repo.full_name}/{kind}/{comment.number}"
    return {
        "id": comment.id,
        "node_id": f"IC_{comment.id}",
        "url": f"{api}/comments/{comment.id}",
        "html_url": f"{page}#issuecomment-{comment.id}",
        "issue_url": f"{api}/{comment.number}",
        "body": comment.body,
        "user": shapes.user(state, comment.author),
        "created_at": comment.created_at,
        "updated_at": comment.updated_at,
        "author_association": _association(repo, comment.author),
        "performed_via_github_app": shapes.app(state, state.app) if comment.by_app else None,
        "reactions": _summary(comment, f"{api}/comments/{comment.id}/reactions"),
    }


def write(state: State, repo: Repository, issue: Issue, body: str, author: User, *, by_app: bool = False) -> Comment:
    """Put a comment on the conversation. Raises Refusal (422) for an empty or too long body."""
    comment = Comment(next(state.ids), issue.number, _checked(body), author, by_app)
    repo.comments[comment.id] = comment
    issue.updated_at = now()
    return comment


def edit(comment: Comment, body: str) -> str:
    """Replace the body; the old one is returned. Raises Refusal (422)."""
    before, comment.body = comment.body, _checked(body)
    comment.updated_at, comment.edits = now(), comment.edits + 1
    return before


def told(state: State, repo: Repository, comment: Comment, sender: User, action: str) -> Json:
    """The `issue_comment` payload."""
    return {
        **shapes.payload(state, repo, sender, action),
        "issue": issues.shape(state, repo, repo.issues[comment.number]),
        "comment": shape(state, repo, comment),
    }


def _checked(body: str) -> str:
    if not body.strip():
        raise failed("IssueComment", "body", "Body cannot be blank", "unprocessable")
    if len(body) > LONGEST_BODY:
        message = f"Body is too long (maximum is {LONGEST_BODY} characters)"
        raise failed("IssueComment", "data", message, "unprocessable")
    return body


def _association(repo: Repository, author: User) -> str:
    role = repo.role(author.login)
    if author.login == repo.owner:
        return "OWNER"
    return "COLLABORATOR" if role in ("write", "maintain", "admin") else "NONE"


def _summary(comment: Comment, url: str) -> Json:
    given = [reaction.content for reaction in comment.reactions]
    return {"url": url, "total_count": len(given), **{name: given.count(name) for name in CONTENTS}}


def _reaction(state: State, reaction: Reaction) -> Json:
    return {
        "id": reaction.id,
        "node_id": f"REA_{reaction.id}",
        "user": shapes.user(state, reaction.user),
        "content": reaction.content,
        "created_at": reaction.created_at,
    }


async def _all(call: Call) -> Answer:
    since = call.query.get("since", "")
    of_issue = [one for one in call.repo.comments.values() if one.number == call.issue.number]
    return call.page(
        [one for one in of_issue if one.updated_at >= since], lambda one: shape(call.state, call.repo, one)
    )


async def _create(call: Call) -> Answer:
    """The App is no collaborator: a locked conversation is closed to it."""
    if call.issue.locked:
        raise Refusal(403, LOCKED, "permission")
    comment = write(call.state, call.repo, call.issue, call.text("body"), call.state.bot, by_app=True)
    call.hooks.echo("issue_comment", told(call.state, call.repo, comment, call.state.bot, "created"))
    return Answer(shape(call.state, call.repo, comment), 201)


async def _one(call: Call) -> Answer:
    return Answer(shape(call.state, call.repo, call.comment))


async def _edit(call: Call) -> Answer:
    before = edit(call.comment, call.text("body"))
    payload = told(call.state, call.repo, call.comment, call.state.bot, "edited")
    call.hooks.echo("issue_comment", {**payload, "changes": {"body": {"from": before}}})
    return Answer(shape(call.state, call.repo, call.comment))


async def _delete(call: Call) -> Answer:
    call.hooks.echo("issue_comment", told(call.state, call.repo, call.comment, call.state.bot, "deleted"))
    del call.repo.comments[call.comment.id]
    return Answer(status=204)


async def _reactions(call: Call) -> Answer:
    wanted = call.query.get("content", "")
    given = [one for one in call.comment.reactions if not wanted or one.content == wanted]
    return call.page(given, lambda one: _reaction(call.state, one))


async def _react(call: Call) -> Answer:
    """Reacting twice with the same emoji is one reaction: 200 instead of 201."""
    content = call.text("content")
    if content not in CONTENTS:
        raise invalid(f"{content} is not a member of {list(CONTENTS)}.")
    same = [one for one in call.comment.reactions if (one.user, one.content) == (call.state.bot, content)]
    if same:
        return Answer(_reaction(call.state, same[0]))
    reaction = Reaction(next(call.state.ids), content, call.state.bot)
    call.comment.reactions.append(reaction)
    return Answer(_reaction(call.state, reaction), 201)


async def _unreact(call: Call) -> Answer:
    found = [one for one in call.comment.reactions if one.id == call.number("reaction")]
    if not found:
        raise missing()
    call.comment.reactions.remove(found[0])
    return Answer(status=204)


_ISSUE = "/repos/{owner}/{repo}/issues/{number}/comments"
_COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment}"
_READ, _WRITE = "issues|pull_requests:read", "issues|pull_requests:write"

ROUTES = (
    Route("GET", _ISSUE, _all, _READ),
    Route("POST", _ISSUE, _create, _WRITE),
    Route("GET", _COMMENT, _one, _READ),
    Route("PATCH", _COMMENT, _edit, _WRITE),
    Route("DELETE", _COMMENT, _delete, _WRITE),
    Route("GET", f"{_COMMENT}/reactions", _reactions, _READ),
    Route("POST", f"{_COMMENT}/reactions", _react, _WRITE),
    Route("DELETE", f"{_COMMENT}/reactions/{{reaction}}", _unreact, _WRITE),
)
