"""GitHub's REST API: asked with patience, written to exactly once."""

from service.edge.github.live import Live

__all__ = ["Live"]
