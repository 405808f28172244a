"""CONFIG: the text of `.github/hone.yml` becomes settings, and every mistake in it a sentence with its line."""

from service.config.given import Given, Unheeded, read
from service.config.globs import matcher
from service.config.merging import merged
from service.config.publish import schema

__all__ = ["Given", "Unheeded", "matcher", "merged", "read", "schema"]
