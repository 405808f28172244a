"""What a change leaves out: documentation and tests; and settings it touches that Hone leaves out."""

from service.analyze.gaps.documentation import Public, publics, undocumented
from service.analyze.gaps.settings import settings
from service.analyze.gaps.untested import untested

__all__ = ["Public", "publics", "settings", "undocumented", "untested"]
