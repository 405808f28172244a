"""`issue_comment`: somebody wrote a new comment; edits never run anything."""

from collections.abc import Mapping

from service.events import Parser, field, number, part, repo
from service.model import Commented


def parse(payload: Mapping[str, object]) -> Commented | None:
    """The new comment, or None when one was edited or deleted."""
    if field(payload, "action", "") != "created":
        return None
    comment = part(payload, "comment")
    return Commented(
        repo(payload),
        number(payload, "issue.number"),
        number(comment, "id"),
        field(comment, "body", ""),
        field(comment, "user.login", ""),
        on_pull="pull_request" in part(payload, "issue"),
        bot=field(comment, "user.type", "") != "User" or bool(part(comment, "performed_via_github_app")),
        pull_author=field(payload, "issue.user.login", ""),
        locked=field(payload, "issue.locked", False),
    )


PARSER = Parser("issue_comment", ("created",), parse)
