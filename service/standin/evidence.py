"""REST: what other tools and people said of a commit, what workflow runs left, and single files."""

from base64 import b64encode
from http import HTTPStatus

from service.standin import gitstore, shapes
from service.standin.call import Answer, Call, Route, invalid, missing
from service.standin.state import Artifact, Json, Repository, Review, State, Status, WorkflowRun

LARGEST_FILE = 1 << 20
"""Bytes up to which the contents API sends a file."""


def status(state: State, repo: Repository, one: Status) -> Json:
    """A commit status."""
    return {
        "id": one.id,
        "node_id": f"SC_{one.id}",
        "state": one.state,
        "context": one.context,
        "description": None,
        "target_url": None,
        "created_at": one.created_at,
        "updated_at": one.created_at,
        "url": f"{state.url}/repos/{repo.full_name}/statuses/{one.sha}",
    }


def review(state: State, repo: Repository, one: Review) -> Json:
    """A review of a pull request."""
    return {
        "id": one.id,
        "node_id": f"PRR_{one.id}",
        "user": shapes.user(state, one.author),
        "body": "",
        "state": one.state,
        "commit_id": one.commit,
        "submitted_at": one.submitted_at,
        "author_association": "NONE",
        "html_url": f"{state.url}/{repo.full_name}/pull/{one.number}#pullrequestreview-{one.id}",
    }


def run(state: State, repo: Repository, one: WorkflowRun) -> Json:
    """A workflow run."""
    api = f"{state.url}/repos/{repo.full_name}/actions/runs/{one.id}"
    return {
        "id": one.id,
        "name": one.name,
        "head_sha": one.head_sha,
        "status": one.status,
        "conclusion": one.conclusion,
        "event": "pull_request",
        "created_at": one.created_at,
        "url": api,
        "artifacts_url": f"{api}/artifacts",
    }


def _artifact(state: State, repo: Repository, one: Artifact) -> Json:
    api = f"{state.url}/repos/{repo.full_name}/actions/artifacts/{one.id}"
    return {
        "id": one.id,
        "node_id": f"MDg6_{one.id}",
        "name": one.name,
        "size_in_bytes": len(one.data),
        "url": api,
        "archive_download_url": f"{api}/zip",
        "expired": one.expired,
        "workflow_run": {"id": one.run, "head_sha": repo.runs[one.run].head_sha},
    }


async def _combined(call: Call) -> Answer:
    """The newest status of each context."""
    head = await gitstore.resolve(call.repo, call.args["ref"])
    if not head:
        raise invalid(f"No commit found for SHA: {call.args['ref']}")
    newest = {one.context: one for one in call.repo.statuses if one.sha == head}
    answer = call.page(list(newest.values()), lambda one: status(call.state, call.repo, one), under="statuses")
    return Answer({**answer.body, "sha": head}, headers=answer.headers)


async def _reviews(call: Call) -> Answer:
    found = [one for one in call.repo.reviews.values() if one.number == call.issue.number]
    return call.page(found, lambda one: review(call.state, call.repo, one))


async def _runs(call: Call) -> Answer:
    """Newest first; `head_sha` and `status` narrow."""
    wanted, state = call.query.get("head_sha", ""), call.query.get("status", "")
    found = [
        one
        for one in call.repo.runs.values()
        if wanted in ("", one.head_sha) and state in ("", one.status, one.conclusion)
    ]
    return call.page(found[::-1], lambda one: run(call.state, call.repo, one), under="workflow_runs")


async def _artifacts(call: Call) -> Answer:
    found = [one for one in call.repo.artifacts.values() if one.run == call.number("run")]
    return call.page(found, lambda one: _artifact(call.state, call.repo, one), under="artifacts")


async def _zip(call: Call) -> Answer:
    """The address of the archive elsewhere, which wants no token and is not told any."""
    one = call.repo.artifacts.get(call.number("artifact"))
    if one is None:
        raise missing()
    if one.expired:
        return Answer({"message": "Artifact has expired"}, HTTPStatus.GONE)
    return Answer(None, HTTPStatus.FOUND, {"location": f"{call.state.url}/_blobs/{call.repo.id}/{one.id}"})


async def _contents(call: Call) -> Answer:
    """A file of the default branch."""
    path = call.args["path"]
    content = await gitstore.content(call.repo, f"refs/heads/{call.repo.default_branch}", path)
    if content is None:
        raise missing()
    sent = b64encode(content).decode() if len(content) <= LARGEST_FILE else ""
    about = {"type": "file", "path": path, "name": path.rpartition("/")[2], "size": len(content)}
    return Answer({**about, "encoding": "base64" if sent or not content else "none", "content": sent})


_REPO = "/repos/{owner}/{repo}"

ROUTES = (
    Route("GET", f"{_REPO}/commits/{{ref+}}/status", _combined, "statuses:read"),
    Route("GET", f"{_REPO}/pulls/{{number}}/reviews", _reviews, "pull_requests:read"),
    Route("GET", f"{_REPO}/actions/runs", _runs, "actions:read"),
    Route("GET", f"{_REPO}/actions/runs/{{run}}/artifacts", _artifacts, "actions:read"),
    Route("GET", f"{_REPO}/actions/artifacts/{{artifact}}/zip", _zip, "actions:read"),
    Route("GET", f"{_REPO}/contents/{{path+}}", _contents, "contents:read"),
)
