"""REST: code-scanning alerts, which `app.yml` does not ask for and `app.full.yml` does."""

from service.standin.call import Answer, Call, Refusal, Route

NOTHING = "no analysis found"


async def _open(call: Call) -> Answer:
    """The open alerts of a ref; GitHub answers 404 where code scanning has seen nothing at all."""
    if not call.repo.alerts:
        raise Refusal(404, NOTHING, "missing")
    ref = call.query.get("ref", f"refs/heads/{call.repo.default_branch}")
    return call.page([one for one in call.repo.alerts if one["most_recent_instance"]["ref"] == ref], lambda one: one)


ROUTES = (Route("GET", "/repos/{owner}/{repo}/code-scanning/alerts", _open, "security_events:read"),)
