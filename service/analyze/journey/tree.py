"""Tags as the elements they make: who stands in whom, and what text is inside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from service.analyze.journey.source import MARK, Source
from service.analyze.journey.tags import Tag, tags

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
MAX_ELEMENTS = 5_000
MAX_DEPTH = 60
MAX_INSIDE = 200
"""Elements inside another one that are looked at."""
_ANY_TAG = re.compile(r"<[^<>]*>")
_ENTITY_SPACE = re.compile(r"&nbsp;|&#160;|&#8203;|\s+")


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a page; `parent` and `last` are places in `Page.elements`."""

    tag: Tag
    parent: int
    """-1 for an outermost one."""
    last: int
    """Where the elements inside of it end; exclusive."""
    stop: int
    """Offset of its closing tag; -1 for none."""

    @property
    def name(self) -> str:
        return self.tag.name

    def has(self, *names: str) -> bool:
        """True when it has one of the attributes, or may get attributes from elsewhere."""
        return self.tag.open_ended or any(self.tag.attributes.get(name, "").strip() for name in names)

    def says(self, name: str) -> str:
        """The value of an attribute in lower case; empty where there is none."""
        return self.tag.attributes.get(name, "").strip().lower()


@dataclass(frozen=True, slots=True)
class Page:
    """One interface file, read."""

    source: Source
    elements: tuple[Element, ...]

    def named(self, *names: str) -> Iterator[tuple[int, Element]]:
        """Elements of these names with their places, in order."""
        return ((at, each) for at, each in enumerate(self.elements) if each.name in names)

    def around(self, element: Element) -> Iterator[Element]:
        """The elements it stands in, innermost first."""
        at = element.parent
        while at >= 0:
            yield self.elements[at]
            at = self.elements[at].parent

    def inside(self, at: int) -> tuple[Element, ...]:
        """The elements in the one at that place, in order; at most 200."""
        return self.elements[at + 1 : min(self.elements[at].last, at + 1 + MAX_INSIDE)]

    def line(self, offset: int) -> int:
        """The line of a place in the text, 1-based."""
        return self.source.text.count("\n", 0, offset) + 1

    def words(self, element: Element) -> str:
        """The text in an element, with `MARK` where some of it is known at run time alone."""
        inner = _ANY_TAG.sub(" ", self.source.text[element.tag.stop : element.stop])
        if self.source.braces and ("{" in inner or "}" in inner):
            return MARK
        return _ENTITY_SPACE.sub(" ", inner).strip()


def page(source: Source) -> Page:
    """The elements of a text; a closing tag closes the nearest element of its name, and all that is open in it."""
    all: list[Tag] = []
    parents: list[int] = []
    ends: dict[int, tuple[int, int]] = {}
    open: list[int] = []
    for tag in islice(tags(source), 2 * MAX_ELEMENTS):
        if not tag.closes:
            all.append(tag)
            parents.append(open[-1] if open else -1)
            if not tag.empty and tag.name not in VOID and len(open) < MAX_DEPTH:
                open.append(len(all) - 1)
            continue
        depth = next((depth for depth in range(len(open) - 1, -1, -1) if all[open[depth]].name == tag.name), -1)
        if depth >= 0:
            ends[open[depth]] = (len(all), tag.start)
            ends.update({at: (len(all), -1) for at in open[depth + 1 :]})
            del open[depth:]
    rest = {at: (len(all), -1) for at in open}
    last = rest | ends
    return Page(
        source,
        tuple(Element(tag, parents[at], *last.get(at, (at + 1, -1))) for at, tag in enumerate(all)),
    )
