"""What a whole page owes its readers: a language, a title, a width that fits, a way to zoom and to tab."""

import re
from collections.abc import Iterator

from service.analyze.journey.said import Said
from service.analyze.journey.source import MARK
from service.analyze.journey.tree import Page

_LETTER = re.compile(r"(^|[/_.-])(e?mails?|newsletters?|notifications?|pdf|print|invoice)([/_.-]|$)", re.IGNORECASE)
"""Pages that no browser window shows."""
_FIXED = re.compile(r"user-scalable\s*=\s*(no|0)|maximum-scale\s*=\s*1(\.0*)?(\s|,|$)")

_POSITIVE = re.compile(r"[1-9][0-9]{0,5}")


def heads(page: Page) -> Iterator[Said]:
    """Pages without language, title or viewport; an expression in the head may bring the last two.

    Nothing of a page that a script closes again: nobody gets to read it.
    """
    if _LETTER.search(page.source.path) or page.source.closes:
        return
    for _, root in page.named("html"):
        if not root.has("lang", "xml:lang"):
            yield Said("page-without-language", root, "The page does not say which language it is written in")
    for at, head in page.named("head") if page.source.dialect == "html" else ():
        inside = page.inside(at)
        within = page.source.text[head.tag.stop : head.stop]
        if head.stop < 0 or head.parent < 0 or MARK in within or any(each.tag.component for each in inside):
            continue
        if not any(each.name == "title" for each in inside):
            yield Said("page-without-title", head, "The page has no title", whole=True)
        if not any(each.name == "meta" and each.says("name") == "viewport" for each in inside):
            yield Said("page-without-viewport", head, "The page does not fit its width to the device", whole=True)


def zoom(page: Page) -> Iterator[Said]:
    """Pages that forbid to zoom."""
    for _, meta in page.named("meta"):
        if meta.says("name") == "viewport" and _FIXED.search(meta.says("content")):
            yield Said("zoom-switched-off", meta, "The viewport forbids to zoom")


def tabbing(page: Page) -> Iterator[Said]:
    """Elements that come out of turn."""
    for each in page.elements:
        if not each.tag.component and _POSITIVE.fullmatch(each.says("tabindex")):
            yield Said("tab-order-forced", each, "The element is tabbed to out of turn")
