"""`pull_request_review`: somebody reviewed, or a review was dismissed."""

from collections.abc import Mapping

from service.events import Parser, field, repo, sha
from service.model import EvidenceArrived


def parse(payload: Mapping[str, object]) -> EvidenceArrived | None:
    """The head of the pull request; who stands by what, GitHub is asked later. An edited review says nothing new."""
    if field(payload, "action", "") not in {"submitted", "dismissed"}:
        return None
    return EvidenceArrived(repo(payload), sha(payload, "pull_request.head.sha"), "pull_request_review")


PARSER = Parser("pull_request_review", ("submitted", "dismissed"), parse)
