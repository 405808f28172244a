"""`status`: another tool set a commit status."""

from collections.abc import Mapping

from service.events import Parser, repo, sha
from service.model import EvidenceArrived


def parse(payload: Mapping[str, object]) -> EvidenceArrived:
    """That something was said of the commit; what, GitHub is asked later."""
    return EvidenceArrived(repo(payload), sha(payload, "sha"), "status")


PARSER = Parser("status", (), parse)
