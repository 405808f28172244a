"""Why a model gave nothing, in sentences a maintainer may read: never the server's own words."""

from service.edge.llm.line import Heard, Trouble
from service.edge.llm.manner import REFUSED, ROOM
from service.edge.llm.waiting import FAILED

TROUBLE: dict[Trouble, str] = {
    "unreachable": "The language model's server cannot be reached.",
    "unreadable": "The language model's server sent more than can be read.",
}
REFUSALS = {
    400: "did not take the question",
    401: "does not accept the key",
    402: "wants to be paid first",
    403: "does not accept the key",
    404: "does not know the model",
    413: "says that the question is too long",
    422: "did not take the question",
    429: "has too much to do",
}


def fault(heard: Heard, seconds: float) -> str:
    """One sentence for what is no answer; `seconds` is how long one was waited for."""
    if heard.trouble == "time-out":
        return f"The language model did not answer within {max(1.0, seconds):.0f} s."
    if heard.trouble:
        return TROUBLE[heard.trouble]
    if heard.status in REFUSED and ROOM.search(heard.text):
        return "The question is longer than the language model can read."
    said = REFUSALS.get(heard.status, "failed" if heard.status >= FAILED else "gave no answer")
    return f"The language model's server {said} ({heard.status})."
