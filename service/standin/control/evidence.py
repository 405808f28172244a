"""Controls of everybody else: other Apps' checks, statuses, workflow runs with what they leave, reviews."""

from base64 import b64decode

from service.standin import checks, evidence, pulls, shapes
from service.standin.call import Answer, Call, Refusal, Route, missing
from service.standin.control.told import sent, visitor
from service.standin.state import Artifact, CheckRun, Review, Status, WorkflowRun, now


async def _check(call: Call) -> Answer:
    """Another App's check run begins or ends; with `suite` its suite is told of as completed."""
    app, name, head = call.text("app"), call.text("name"), call.args["sha"]
    same = (run for run in call.repo.checks.values() if (run.app, run.name, run.head_sha) == (app, name, head))
    run = next(same, None)
    if run is None:
        run = CheckRun(
            next(call.state.ids),
            checks.suite_id(call.state, call.repo, head, app),
            name,
            head,
            started_at=now(),
            app=app,
        )
        call.repo.checks[run.id] = run
    run.conclusion = call.body.get("conclusion")
    run.status = "completed" if run.conclusion else "in_progress"
    told = []
    if run.conclusion and call.body.get("suite", True):
        payload = checks.told_suite(
            call.state, call.repo, head, call.state.user(f"{app}[bot]", "Bot"), "completed", app
        )
        told = call.hooks.tell("check_suite", payload)
    return Answer({"id": run.id, "deliveries": await sent(call, *told)})


async def _own_suite(call: Call) -> Answer:
    """GitHub tells that the App's own checks of a head are done."""
    payload = checks.told_suite(call.state, call.repo, call.args["sha"], call.state.bot, "completed")
    return Answer({"deliveries": await sent(call, *call.hooks.tell("check_suite", payload))})


async def _status(call: Call) -> Answer:
    """Another tool sets a status."""
    by = visitor(call)
    one = Status(next(call.state.ids), call.args["sha"], call.text("context"), call.text("state"), by)
    call.repo.statuses.append(one)
    about = {"sha": one.sha, **evidence.status(call.state, call.repo, one), "name": call.repo.full_name}
    payload = {**shapes.payload(call.state, call.repo, by), **about, "branches": []}
    return Answer({"deliveries": await sent(call, *call.hooks.tell("status", payload))})


async def _run(call: Call) -> Answer:
    """A workflow run ends and leaves archives: `artifacts` is name -> ZIP in base64."""
    run = WorkflowRun(
        next(call.state.ids),
        call.body.get("name", "CI"),
        call.args["sha"],
        "completed",
        call.body.get("conclusion", "success"),
    )
    call.repo.runs[run.id] = run
    for name, data in call.body.get("artifacts", {}).items():
        left = Artifact(next(call.state.ids), run.id, name, b64decode(data), bool(call.body.get("expired")))
        call.repo.artifacts[left.id] = left
    payload = shapes.payload(call.state, call.repo, visitor(call), "completed")
    told = {**payload, "workflow_run": evidence.run(call.state, call.repo, run), "workflow": None}
    return Answer({"id": run.id, "deliveries": await sent(call, *call.hooks.tell("workflow_run", told))})


async def _review(call: Call) -> Answer:
    """Somebody reviews the head of a pull request; an author cannot approve, as on GitHub."""
    issue, by = call.issue, visitor(call)
    if issue.pull is None:
        raise missing()
    state = call.body.get("state", "APPROVED")
    if state == "APPROVED" and by == issue.author:
        raise Refusal(422, "Can not approve your own pull request", "invalid")
    one = Review(next(call.state.ids), issue.number, issue.pull.head, state, by)
    call.repo.reviews[one.id] = one
    return await _told(call, one, "submitted")


async def _dismiss(call: Call) -> Answer:
    """A maintainer dismisses every approval of a pull request's."""
    found = [one for one in call.repo.reviews.values() if one.number == call.issue.number and one.state == "APPROVED"]
    for one in found:
        one.state = "DISMISSED"
    return await _told(call, found[-1], "dismissed") if found else Answer({"deliveries": []})


async def _told(call: Call, one: Review, action: str) -> Answer:
    payload = pulls.told(call.state, call.repo, call.issue, one.author, action)
    about = {**evidence.review(call.state, call.repo, one), "state": one.state.lower()}
    return Answer(
        {"deliveries": await sent(call, *call.hooks.tell("pull_request_review", {**payload, "review": about}))}
    )


_COMMIT = "/_/repositories/{owner}/{repo}/commits/{sha}"
_PULL = "/_/repositories/{owner}/{repo}/pulls/{number}"

ROUTES = (
    Route("POST", f"{_COMMIT}/check", _check),
    Route("POST", f"{_COMMIT}/own-suite", _own_suite),
    Route("POST", f"{_COMMIT}/status", _status),
    Route("POST", f"{_COMMIT}/run", _run),
    Route("POST", f"{_PULL}/review", _review),
    Route("POST", f"{_PULL}/dismiss", _dismiss),
)
