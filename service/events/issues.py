"""`issues`: opened, edited, labelled, closed."""

from collections.abc import Mapping

from service.events import Parser, field, items, number, part, repo
from service.model import IssueChanged


def parse(payload: Mapping[str, object]) -> IssueChanged | None:
    """The issue as it is now."""
    match field(payload, "action", ""):
        case "opened" | "edited" | "labeled" | "closed" as action:
            return IssueChanged(
                action,
                repo(payload),
                number(payload, "issue.number"),
                field(payload, "issue.title", ""),
                tuple(field(label, "name", "") for label in items(part(payload, "issue"), "labels")),
                field(payload, "sender.login", ""),
                field(payload, "label.name", "") if action == "labeled" else "",
                field(payload, "sender.type", "") != "User",
            )
        case _:
            return None


PARSER = Parser("issues", ("opened", "edited", "labeled", "closed"), parse)
