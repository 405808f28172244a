"""What the client says when GitHub does not do its bidding: one calm sentence each."""

from http import HTTPStatus

from service.edge.github.call import Answer, Call
from service.edge.github.cut import label
from service.edge.github.shape import text
from service.ports import Fault, Unavailable, Withdrawn


class Refusal(Fault):
    """GitHub understood and said no; asking again would not help."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, status)
        self.status = status

    def __str__(self) -> str:
        return str(self.args[0])


class Unclear(Exception):
    """Nobody knows whether the call took effect; `after` is the pause GitHub named, if any."""

    def __init__(self, after: float | None = None) -> None:
        super().__init__(after)
        self.after = after


class TooLarge(Exception):
    """More bytes than anybody wants to read."""


def refusal(call: Call, answer: Answer, message: str) -> Fault:
    """The fault for an answer of 400 and above that is no limit; `message` is GitHub's own, already redacted."""
    said = message.lower()
    if answer.status == HTTPStatus.FORBIDDEN and "suspended" in said:
        return Withdrawn("The installation of Hone is suspended.")
    if answer.status == HTTPStatus.FORBIDDEN and "not accessible by integration" in said:
        return Refusal(f"Hone could not {call.purpose}: the installation has not granted that permission.", 403)
    reason = f"{answer.status} {message}".strip()
    return Refusal(f"Hone could not {call.purpose}: GitHub answered {label(reason, 220)}.", answer.status)


def unavailable(call: Call) -> Unavailable:
    """After the last try without a clear answer."""
    return Unavailable(f"Hone could not {call.purpose} yet: GitHub gave no clear answer.")


def message_of(data: object) -> str:
    """GitHub's explanation in an error body, with the first detail where there is one."""
    details = data.get("errors") if isinstance(data, dict) else None
    first = details[0] if isinstance(details, list) and details else ""
    detail = first if isinstance(first, str) else text(first, "message")
    return ": ".join(part for part in (text(data, "message"), detail) if part)
