"""Controls of check runs: "Re-run", the buttons, "Re-run all checks"."""

from service.standin import checks
from service.standin.call import Answer, Call, Route, missing
from service.standin.control.told import sent, visitor
from service.standin.state import CheckRun, Json


async def _rerun(call: Call) -> Answer:
    """Press "Re-run" on a check run."""
    return await _tell_check(call, "rerequested", {})


async def _press(call: Call) -> Answer:
    """Press a button of a check run."""
    identifier = call.text("identifier")
    if identifier not in [action["identifier"] for action in _check(call).actions]:
        raise missing()
    return await _tell_check(call, "requested_action", {"requested_action": {"identifier": identifier}})


async def _rerun_suite(call: Call) -> Answer:
    """Press "Re-run all checks" of a commit."""
    payload = checks.told_suite(call.state, call.repo, call.args["sha"], visitor(call), "rerequested")
    return Answer({"deliveries": await sent(call, *call.hooks.tell("check_suite", payload))})


async def _tell_check(call: Call, action: str, more: Json) -> Answer:
    payload = {**checks.told(call.state, call.repo, _check(call), visitor(call), action), **more}
    return Answer({"deliveries": await sent(call, *call.hooks.tell("check_run", payload))})


def _check(call: Call) -> CheckRun:
    found = call.repo.checks.get(call.number("check"))
    if found is None:
        raise missing()
    return found


ROUTES = (
    Route("POST", "/_/repositories/{owner}/{repo}/checks/{check}/rerun", _rerun),
    Route("POST", "/_/repositories/{owner}/{repo}/checks/{check}/press", _press),
    Route("POST", "/_/repositories/{owner}/{repo}/suites/{sha}/rerun", _rerun_suite),
)
