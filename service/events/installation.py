"""`installation`: the App was installed, removed, suspended."""

from collections.abc import Mapping

from service.events import Parser, field, number, repositories
from service.model import InstallationChanged


def parse(payload: Mapping[str, object]) -> InstallationChanged | None:
    """The installation and the repositories it brings."""
    match field(payload, "action", ""):
        case "created" | "deleted" | "suspend" | "unsuspend" as action:
            return InstallationChanged(
                action,
                number(payload, "installation.id"),
                field(payload, "installation.account.login", ""),
                added=repositories(payload, "repositories"),
            )
        case _:
            return None


PARSER = Parser("installation", ("created", "deleted", "suspend", "unsuspend"), parse)
