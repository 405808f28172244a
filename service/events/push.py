"""`push`: commits reached a branch."""

from collections.abc import Mapping

from service.events import Parser, field, repo, sha
from service.model import Pushed

_NOTHING = "0" * 40


def parse(payload: Mapping[str, object]) -> Pushed | None:
    """The pushed range, or None for tags and deleted branches."""
    ref = field(payload, "ref", "")
    if not ref.startswith("refs/heads/") or field(payload, "deleted", False):
        return None
    before = sha(payload, "before")
    return Pushed(
        repo(payload),
        ref,
        "" if before == _NOTHING else before,
        sha(payload, "after"),
        field(payload, "repository.default_branch", ""),
    )


PARSER = Parser("push", (), parse)
