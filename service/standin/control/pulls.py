"""Controls of pull requests and branches: open, push, close, merge, re-target."""

from pathlib import Path

from service.standin import checks, gitstore, pulls, shapes
from service.standin.call import Answer, Call, Refusal, Route, missing
from service.standin.control.told import sent, visitor
from service.standin.state import Issue, Json, Pull, User, now

ZEROS = "0" * 40
"""Where a new branch was before."""


async def _open(call: Call) -> Answer:
    """Open a pull request from a commit of a local git directory; `fork` names the owner of a fork."""
    base_ref, fork = call.body.get("base_ref", call.repo.default_branch), call.body.get("fork", "")
    base = await gitstore.resolve(call.repo, f"refs/heads/{base_ref}")
    if not base:
        raise Refusal(422, f"there is no branch {base_ref}", "invalid")
    author = call.state.user(call.body.get("author", "alice"), call.body.get("author_type", "User"))
    number = call.repo.next_number
    head_ref = call.body.get("head_ref", f"change-{number}")
    title = call.body.get("title") or head_ref
    pull = Pull("", head_ref, base, base_ref, fork, call.body.get("draft", False))
    issue = Issue(next(call.state.ids), number, title, call.body.get("body", ""), author)
    call.repo.issues[number] = issue
    await _take_head(call, issue, pull)
    issue.pull = pull
    _branch_pushed(call, pull, ZEROS, author)
    return Answer(
        {"number": number, "head": pull.head, "base": base, **await _tell_pull(call, issue, author, "opened")}
    )


async def _push_head(call: Call) -> Answer:
    """New commits on the pull request's branch."""
    issue, pull, by = call.issue, _pull(call.issue), visitor(call)
    before = pull.head
    await _take_head(call, issue, pull)
    issue.updated_at = now()
    _branch_pushed(call, pull, before, by)
    change = {"before": before, "after": pull.head}
    return Answer({"head": pull.head, **await _tell_pull(call, issue, by, "synchronize", change)})


async def _take_head(call: Call, issue: Issue, pull: Pull) -> None:
    source, revision = Path(call.text("git_dir")), call.body.get("head", "HEAD")
    pull.head = await gitstore.take(call.repo, source, revision, f"refs/pull/{issue.number}/head")
    if not pull.fork:
        await gitstore.move(call.repo, f"refs/heads/{pull.head_ref}", pull.head)
    pull.heads.append(pull.head)
    pull.size = await gitstore.size(call.repo, pull.base, pull.head)


def _branch_pushed(call: Call, pull: Pull, before: str, by: User) -> None:
    """A branch of the repository itself is pushed before its pull request hears of it."""
    if pull.fork:
        return
    call.hooks.echo("push", _pushed(call, f"refs/heads/{pull.head_ref}", before, pull.head, by))
    told = checks.told_suite(call.state, call.repo, pull.head, by, "requested")
    call.hooks.echo("check_suite", told)


async def _close(call: Call) -> Answer:
    return await _set_state(call, "closed", "closed")


async def _reopen(call: Call) -> Answer:
    return await _set_state(call, "open", "reopened")


async def _set_state(call: Call, state: str, action: str) -> Answer:
    _pull(call.issue)
    issue, by = call.issue, visitor(call)
    issue.state, issue.updated_at = state, now()
    issue.closed_at = now() if state == "closed" else None
    return Answer(await _tell_pull(call, issue, by, action))


async def _merge(call: Call) -> Answer:
    """Merge by moving the base branch to the head, then the push and the close are told."""
    pull, by = _pull(call.issue), visitor(call)
    ref, before = f"refs/heads/{pull.base_ref}", pull.base
    await gitstore.move(call.repo, ref, pull.head)
    _base_moved(call, pull.base_ref, pull.head)
    pull.merged_at, pull.merged_by = now(), by
    pushed = call.hooks.tell("push", _pushed(call, ref, before, pull.head, by))
    await sent(call, *pushed)
    return await _set_state(call, "closed", "closed")


async def _ready(call: Call) -> Answer:
    _pull(call.issue).draft = False
    return Answer(await _tell_pull(call, call.issue, visitor(call), "ready_for_review"))


async def _draft(call: Call) -> Answer:
    _pull(call.issue).draft = True
    return Answer(await _tell_pull(call, call.issue, visitor(call), "converted_to_draft"))


async def _retarget(call: Call) -> Answer:
    """Choose another base branch."""
    issue, pull = call.issue, _pull(call.issue)
    was = {"ref": {"from": pull.base_ref}, "sha": {"from": pull.base}}
    pull.base_ref = call.text("base_ref")
    pull.base = await gitstore.resolve(call.repo, f"refs/heads/{pull.base_ref}")
    pull.size = await gitstore.size(call.repo, pull.base, pull.head)
    return Answer(await _tell_pull(call, issue, visitor(call), "edited", {"changes": {"base": was}}))


async def _push(call: Call) -> Answer:
    """Push a commit of a local git directory to a branch."""
    branch = call.body.get("branch", call.repo.default_branch)
    ref, by = f"refs/heads/{branch}", visitor(call)
    before = await gitstore.resolve(call.repo, ref) or ZEROS
    head = await gitstore.take(call.repo, Path(call.text("git_dir")), call.body.get("head", "HEAD"), ref)
    _base_moved(call, branch, head)
    tasks = call.hooks.tell("push", _pushed(call, ref, before, head, by))
    return Answer({"before": before, "head": head, "deliveries": await sent(call, *tasks)})


async def _tell_pull(call: Call, issue: Issue, by: User, action: str, more: Json | None = None) -> Json:
    payload = {**pulls.told(call.state, call.repo, issue, by, action), **(more or {})}
    return {"deliveries": await sent(call, *call.hooks.tell("pull_request", payload))}


def _base_moved(call: Call, branch: str, head: str) -> None:
    for issue in call.repo.issues.values():
        if issue.pull and issue.state == "open" and issue.pull.base_ref == branch and issue.pull.head != head:
            issue.pull.base = head


def _pull(issue: Issue) -> Pull:
    if issue.pull is None:
        raise missing()
    return issue.pull


def _pushed(call: Call, ref: str, before: str, after: str, by: User) -> Json:
    """The `push` payload; of the commits only the last is listed."""
    commit = shapes.commit(call.state, call.repo, after, by)
    return {
        **shapes.payload(call.state, call.repo, by),
        "ref": ref,
        "before": before,
        "after": after,
        "created": before == ZEROS,
        "deleted": False,
        "forced": False,
        "base_ref": None,
        "compare": f"{call.state.url}/{call.repo.full_name}/compare/{before[:12]}...{after[:12]}",
        "commits": [commit],
        "head_commit": commit,
        "pusher": {"name": by.login, "email": None},
    }


_PULL = "/_/repositories/{owner}/{repo}/pulls/{number}"

ROUTES = (
    Route("POST", "/_/repositories/{owner}/{repo}/push", _push),
    Route("POST", "/_/repositories/{owner}/{repo}/pulls", _open),
    Route("POST", f"{_PULL}/push", _push_head),
    Route("POST", f"{_PULL}/close", _close),
    Route("POST", f"{_PULL}/reopen", _reopen),
    Route("POST", f"{_PULL}/merge", _merge),
    Route("POST", f"{_PULL}/ready", _ready),
    Route("POST", f"{_PULL}/draft", _draft),
    Route("POST", f"{_PULL}/retarget", _retarget),
)
