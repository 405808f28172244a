"""What was asked of this GitHub: calls by route, git fetches, refusals, addresses nobody serves."""

from collections import Counter
from dataclasses import dataclass, field

from service.standin.state import Json


@dataclass(slots=True)
class Counters:
    """Counts since the last reset."""

    calls: Counter[str] = field(default_factory=Counter)
    fetches: Counter[str] = field(default_factory=Counter)
    git_requests: Counter[str] = field(default_factory=Counter)
    git_bytes: Counter[str] = field(default_factory=Counter)
    not_modified: int = 0
    refused: list[Json] = field(default_factory=list)
    unknown_routes: list[str] = field(default_factory=list)

    def refuse(self, method: str, path: str, status: int, message: str, kind: str) -> None:
        """Remember a refusal: what was asked, what was answered, and why in one word."""
        self.refused.append({"method": method, "path": path, "status": status, "message": message, "kind": kind})

    def report(self) -> Json:
        """Everything counted, in JSON; `fetches` are the git requests that were answered with objects."""
        return {
            "calls": dict(self.calls),
            "total": self.calls.total(),
            "not_modified": self.not_modified,
            "fetches": dict(self.fetches),
            "git_requests": dict(self.git_requests),
            "git_bytes": dict(self.git_bytes),
            "refused": self.refused,
            "unknown_routes": self.unknown_routes,
        }
