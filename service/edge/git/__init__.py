"""Code access: repositories read by SHA through hardened git, never checked out."""

from service.edge.git.command import version
from service.edge.git.local import Local, default_base
from service.edge.git.mirror import Mirror

__all__ = ["Local", "Mirror", "default_base", "version"]
