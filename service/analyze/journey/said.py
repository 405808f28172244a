"""What one check says of one element."""

from dataclasses import dataclass

from service.analyze.journey.tree import Element, Page


@dataclass(frozen=True, slots=True)
class Said:
    """A rule of the table, the element that breaks it, and what is to be seen there: no word of the file itself."""

    rule: str
    element: Element
    message: str
    whole: bool = False
    """True when what is missing belongs between its tags: the work may touch all of it."""

    def last(self, page: Page) -> int:
        """The last line that the work may touch, 1-based."""
        stop = self.element.stop
        return page.line(stop) if self.whole and stop >= 0 else self.element.tag.last
