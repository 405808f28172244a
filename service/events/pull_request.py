"""`pull_request`: opened, pushed to, re-targeted, closed."""

from collections.abc import Mapping

from service.events import Parser, field, part, pull, repo
from service.model import PullChanged


def parse(payload: Mapping[str, object]) -> PullChanged | None:
    """The change, or None for an edit that leaves the base where it was."""
    subject = part(payload, "pull_request")
    where, live = repo(payload), pull(subject)
    match field(payload, "action", ""):
        case "opened" | "synchronize" | "reopened" | "ready_for_review" | "closed" as action:
            return PullChanged(action, where, live)
        case "edited" if "base" in part(payload, "changes"):
            return PullChanged("edited", where, live)
        case _:
            return None


PARSER = Parser("pull_request", ("opened", "synchronize", "reopened", "ready_for_review", "edited", "closed"), parse)
