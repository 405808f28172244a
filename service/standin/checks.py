"""REST: check runs, with GitHub's shapes and its habit of appending annotations."""

from service.standin import check_rules, gitstore, pulls, shapes
from service.standin.call import Answer, Call, Route, invalid, missing
from service.standin.state import CheckRun, Json, Repository, State, User, now

MOST_OF_ONE_NAME = 1_000
"""Check runs of one name a suite holds."""


def shape(state: State, repo: Repository, run: CheckRun) -> Json:
    """A check run in GitHub's JSON; annotations are counted here and listed elsewhere."""
    here = f"{state.url}/repos/{repo.full_name}/check-runs/{run.id}"
    page = f"{state.url}/{repo.full_name}/runs/{run.id}"
    return {
        "id": run.id,
        "node_id": f"CR_{run.id}",
        "name": run.name,
        "head_sha": run.head_sha,
        "external_id": run.external_id,
        "url": here,
        "html_url": page,
        "details_url": run.details_url or page,
        "status": run.status,
        "conclusion": run.conclusion,
        "started_at": run.started_at,
        "completed_at": run.completed_at,
        "output": {
            "title": run.title,
            "summary": run.summary,
            "text": run.text,
            "annotations_count": len(run.annotations),
            "annotations_url": f"{here}/annotations",
        },
        "check_suite": {"id": run.suite},
        "app": shapes.app_named(state, run.app),
        "pull_requests": pulls.named(state, repo, run.head_sha),
    }


def suite(state: State, repo: Repository, head: str, sender: User, app: str = "") -> Json:
    """The check suite of a head: the App's own, or that of another App."""
    api = f"{state.url}/repos/{repo.full_name}"
    id = suite_id(state, repo, head, app)
    own = [run for run in repo.checks.values() if run.suite == id]
    return {
        "id": id,
        "node_id": f"CS_{id}",
        "head_branch": next((pull["head"]["ref"] for pull in pulls.named(state, repo, head)), None),
        "head_sha": head,
        "head_commit": shapes.commit(state, repo, head, sender),
        "status": own[-1].status if own else "queued",
        "conclusion": own[-1].conclusion if own else None,
        "url": f"{api}/check-suites/{id}",
        "before": None,
        "after": head,
        "pull_requests": pulls.named(state, repo, head),
        "app": shapes.app_named(state, app),
        "created_at": repo.created_at,
        "updated_at": now(),
        "rerequestable": True,
        "runs_rerequestable": True,
        "latest_check_runs_count": len(own),
        "check_runs_url": f"{api}/check-suites/{id}/check-runs",
    }


def suite_id(state: State, repo: Repository, head: str, app: str = "") -> int:
    """The id of the head's check suite, opened on first need; each App has its own."""
    key = f"{app} {head}".strip()
    if key not in repo.suites:
        repo.suites[key] = next(state.ids)
    return repo.suites[key]


def told(state: State, repo: Repository, run: CheckRun, sender: User, action: str) -> Json:
    """The `check_run` payload."""
    about = {**shape(state, repo, run), "check_suite": suite(state, repo, run.head_sha, sender, run.app)}
    return {**shapes.payload(state, repo, sender, action), "check_run": about}


def told_suite(state: State, repo: Repository, head: str, sender: User, action: str, app: str = "") -> Json:
    """The `check_suite` payload."""
    return {**shapes.payload(state, repo, sender, action), "check_suite": suite(state, repo, head, sender, app)}


async def _create(call: Call) -> Answer:
    """Refuse what cannot be, then remember the run. The head must be a commit of the repository."""
    name, head = call.text("name"), call.text("head_sha")
    check_rules.check(call.body)
    if not await gitstore.exists(call.repo, head):
        raise invalid(f"No commit found for SHA: {head}")
    same = sum(run.name == name and run.head_sha == head and not run.app for run in call.repo.checks.values())
    if same >= MOST_OF_ONE_NAME:
        raise invalid(f"No more than {MOST_OF_ONE_NAME} check runs of one name are allowed in a suite.")
    run = CheckRun(next(call.state.ids), suite_id(call.state, call.repo, head), name, head, started_at=now())
    call.repo.checks[run.id] = run
    _apply(run, call.body)
    _echo(call, run, "created")
    return Answer(shape(call.state, call.repo, run), 201)


async def _update(call: Call) -> Answer:
    run = _find(call)
    check_rules.check(call.body)
    _apply(run, call.body)
    _echo(call, run, "")
    return Answer(shape(call.state, call.repo, run))


def _echo(call: Call, run: CheckRun, action: str) -> None:
    """GitHub tells the App of its own runs too: once created, once completed."""
    for happened in filter(None, (action, "completed" if call.body.get("conclusion") else "")):
        call.hooks.echo("check_run", told(call.state, call.repo, run, call.state.bot, happened))


def _apply(run: CheckRun, body: Json) -> None:
    """Take over what the body names; annotations are added to those already there."""
    for name in ("name", "external_id", "details_url", "started_at", "status"):
        if body.get(name) is not None:
            setattr(run, name, body[name])
    if body.get("conclusion"):
        run.status, run.conclusion = "completed", body["conclusion"]
        run.completed_at = body.get("completed_at") or now()
    elif run.status != "completed":
        run.conclusion = run.completed_at = None
    output = body.get("output") or {}
    for name in ("title", "summary", "text"):
        if name in output:
            setattr(run, name, output[name])
    run.annotations += output.get("annotations") or []
    if body.get("actions") is not None:
        run.actions = body["actions"]
    run.history.append(run.conclusion or run.status)


async def _one(call: Call) -> Answer:
    return Answer(shape(call.state, call.repo, _find(call)))


async def _annotations(call: Call) -> Answer:
    run = _find(call)
    return call.page(run.annotations, lambda one: _annotation(call, run, one))


async def _of_commit(call: Call) -> Answer:
    """The runs of a commit, newest first; `filter=latest` (the default) keeps one of each name."""
    head = await gitstore.resolve(call.repo, call.args["ref"])
    if not head:
        raise invalid(f"No commit found for SHA: {call.args['ref']}")
    wanted = call.query.get("check_name", "")
    found = [one for one in call.repo.checks.values() if one.head_sha == head and wanted in ("", one.name)]
    if status := call.query.get("status"):
        found = [one for one in found if one.status == status]
    if app := call.query.get("app_id", ""):
        found = [one for one in found if str(shapes.app_named(call.state, one.app)["id"]) == app]
    if call.query.get("filter", "latest") == "latest":
        found = list({(one.app, one.name): one for one in found}.values())
    found.reverse()
    return call.page(found, lambda run: shape(call.state, call.repo, run), under="check_runs")


def _find(call: Call) -> CheckRun:
    found = call.repo.checks.get(call.number("check"))
    if found is None or found.app:
        raise missing()
    return found


def _annotation(call: Call, run: CheckRun, annotation: Json) -> Json:
    optional = ("start_column", "end_column", "title", "raw_details")
    blob = f"{call.state.url}/{call.repo.full_name}/blob/{run.head_sha}/{annotation['path']}"
    return {**dict.fromkeys(optional), **annotation, "blob_href": blob}


_ALL = "/repos/{owner}/{repo}/check-runs"

ROUTES = (
    Route("POST", _ALL, _create, "checks:write"),
    Route("GET", f"{_ALL}/{{check}}", _one, "checks:read"),
    Route("PATCH", f"{_ALL}/{{check}}", _update, "checks:write"),
    Route("GET", f"{_ALL}/{{check}}/annotations", _annotations, "checks:read"),
    Route("GET", "/repos/{owner}/{repo}/commits/{ref+}/check-runs", _of_commit, "checks:read"),
)
