"""`check_run`: "Re-run" or one of the buttons was pressed."""

from collections.abc import Mapping

from service.events import Parser, field, items, part, repo, sha
from service.model import CheckAsked


def parse(payload: Mapping[str, object]) -> CheckAsked | None:
    """What was asked of one check run."""
    match field(payload, "action", ""):
        case "rerequested" | "requested_action" as action:
            run = part(payload, "check_run")
            return CheckAsked(
                repo(payload),
                sha(run, "head_sha"),
                action,
                field(run, "external_id", ""),
                field(payload, "requested_action.identifier", ""),
                field(payload, "sender.login", ""),
                tuple(field(pull, "number", 0) for pull in items(run, "pull_requests")),
            )
        case _:
            return None


PARSER = Parser("check_run", ("rerequested", "requested_action"), parse)
