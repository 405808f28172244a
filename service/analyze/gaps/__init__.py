"""What a change leaves out: documentation and tests; and settings it touches that Hone leaves out."""

from service.analyze.gaps.documentation import Public, publics, undocumented
from service.analyze.gaps.mentions import mentions
from service.analyze.gaps.settings import settings
from service.analyze.gaps.untested import untested
from service.analyze.gaps.untried import Read, untried

__all__ = ["Public", "Read", "mentions", "publics", "settings", "undocumented", "untested", "untried"]
