"""`installation_repositories`: the App may see more, or fewer, repositories."""

from collections.abc import Mapping

from service.events import Parser, field, number, repositories
from service.model import InstallationChanged


def parse(payload: Mapping[str, object]) -> InstallationChanged:
    """What was added and what was taken away."""
    return InstallationChanged(
        "changed",
        number(payload, "installation.id"),
        field(payload, "installation.account.login", ""),
        repositories(payload, "repositories_added"),
        repositories(payload, "repositories_removed"),
    )


PARSER = Parser("installation_repositories", ("added", "removed"), parse)
