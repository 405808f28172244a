"""`check_suite`: "Re-run all checks" was pressed, or all checks of an App ended."""

from collections.abc import Mapping

from service.events import Parser, field, items, part, repo, sha
from service.model import CheckAsked, EvidenceArrived


def parse(payload: Mapping[str, object]) -> CheckAsked | EvidenceArrived | None:
    """The request to check that head again, or what another App's checks have come to."""
    suite = part(payload, "check_suite")
    match field(payload, "action", ""):
        case "completed":
            return EvidenceArrived(repo(payload), sha(suite, "head_sha"), "check_suite", field(suite, "app.id", 0))
        case "rerequested":
            return CheckAsked(
                repo(payload),
                sha(suite, "head_sha"),
                "rerequested",
                sender=field(payload, "sender.login", ""),
                numbers=tuple(field(pull, "number", 0) for pull in items(suite, "pull_requests")),
            )
        case _:
            return None


PARSER = Parser("check_suite", ("rerequested", "completed"), parse)
