"""GraphQL, as far as it is asked here: the conversations on a pull request's lines, and resolving one."""

from typing import Any

from service.standin.call import Answer, Call, Refusal, Route
from service.standin.installations import sees
from service.standin.state import Json, Remark, Repository


async def _query(call: Call) -> Answer:
    query, variables = call.text("query"), call.body.get("variables", {})
    if "resolveReviewThread(" in query:
        return Answer(_resolve(call, str(variables.get("thread"))))
    if "reviewThreads(" in query:
        return Answer(_threads(call, variables))
    raise Refusal(400, "A query attribute must be specified and must be a string.", "invalid")


def _threads(call: Call, variables: Json) -> Json:
    repo = call.state.repository(variables["owner"], variables["name"])
    if repo is None or not _may(call, repo, "pull_requests:read"):
        return _error("NOT_FOUND", "Could not resolve to a Repository.")
    nodes = [_thread(one) for one in repo.remarks.values() if one.number == variables["number"]]
    return {"data": {"repository": {"pullRequest": {"reviewThreads": {"nodes": nodes}}}}}


def _thread(remark: Remark) -> Json:
    first = {"nodes": [{"databaseId": remark.id}]}
    return {"id": f"PRRT_{remark.id}", "isResolved": remark.resolved, "comments": first}


def _resolve(call: Call, thread: str) -> Json:
    """Only with leave to write contents, which `app.yml` does not ask for."""
    for repo in call.state.repositories.values():
        for remark in repo.remarks.values():
            if thread == f"PRRT_{remark.id}" and _may(call, repo, "contents:write"):
                remark.resolved = True
                return {"data": {"resolveReviewThread": {"thread": {"isResolved": True}}}}
    return _error("FORBIDDEN", "Resource not accessible by integration")


def _may(call: Call, repo: Repository, need: str) -> bool:
    return bool(call.token and call.token.grants(need) and sees(call.state, call.token, repo))


def _error(kind: str, message: str) -> dict[str, Any]:
    return {"data": None, "errors": [{"type": kind, "message": message}]}


ROUTES = (Route("POST", "/graphql", _query, "token"),)
