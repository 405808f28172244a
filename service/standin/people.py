"""REST: what somebody may do in a repository."""

from service.standin import shapes
from service.standin.call import Answer, Call, Refusal, Route

LEGACY = {"maintain": "write", "triage": "read"}
"""The plain `permission` knows only four words; the two newer roles are flattened into them."""


async def _permission(call: Call) -> Answer:
    login = call.args["login"]
    known = call.state.users.get(login)
    if known is None:
        raise Refusal(404, f"{login} is not a user", "missing")
    role = call.repo.role(login)
    person = {**shapes.user(call.state, known), "permissions": shapes.flags(role), "role_name": role}
    return Answer({"permission": LEGACY.get(role, role), "role_name": role, "user": person})


ROUTES = (Route("GET", "/repos/{owner}/{repo}/collaborators/{login}/permission", _permission, "metadata:read"),)
