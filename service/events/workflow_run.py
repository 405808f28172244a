"""`workflow_run`: a run of GitHub Actions ended, with whatever reports it left."""

from collections.abc import Mapping

from service.events import Parser, field, repo, sha
from service.model import EvidenceArrived


def parse(payload: Mapping[str, object]) -> EvidenceArrived | None:
    """The head it ran on, once it ended."""
    if field(payload, "action", "") != "completed":
        return None
    return EvidenceArrived(repo(payload), sha(payload, "workflow_run.head_sha"), "workflow_run")


PARSER = Parser("workflow_run", ("completed",), parse)
