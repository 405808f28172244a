"""`check_suite`: "Re-run all checks" was pressed."""

from collections.abc import Mapping

from service.events import Parser, field, items, part, repo, sha
from service.model import CheckAsked


def parse(payload: Mapping[str, object]) -> CheckAsked | None:
    """The request to check that head again."""
    if field(payload, "action", "") != "rerequested":
        return None
    suite = part(payload, "check_suite")
    return CheckAsked(
        repo(payload),
        sha(suite, "head_sha"),
        "rerequested",
        sender=field(payload, "sender.login", ""),
        numbers=tuple(field(pull, "number", 0) for pull in items(suite, "pull_requests")),
    )


PARSER = Parser("check_suite", ("rerequested",), parse)
