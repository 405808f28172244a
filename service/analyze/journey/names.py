"""What has no name for whoever cannot see it: images, buttons, links and frames."""

import re
from collections.abc import Iterator

from service.analyze.journey.said import Said
from service.analyze.journey.source import MARK
from service.analyze.journey.tree import Element, Page

_DRAWING = ("svg", "path", "g", "use", "circle", "rect", "line", "polyline", "polygon", "ellipse", "defs")
_DECORATION = frozenset((*_DRAWING, "i", "span", "b", "em", "img", "br", "div"))
"""Elements that say nothing by themselves."""
_FILLED = re.compile(
    r"i18n|l10n|translate|^text$|^utext$|-text$|-html$|innerhtml|textcontent|^ng-bind|^data-bind|^content$"
)
"""Attributes that put text into an element."""
_CLOSING = re.compile(r"\b(btn|button|close|icon|fa|bi|toggle)")
_NOTHING = frozenset({"click here", "here", "read more", "learn more", "more", "more...", "link", "this link", "this"})
_NAMING = ("aria-label", "aria-labelledby", "title")


def images(page: Page) -> Iterator[Said]:
    """Images that show something and do not say what."""
    for _, image in page.named("img"):
        named = "alt" in image.tag.attributes or image.has(*_NAMING)
        shown = any(image.says(source) for source in ("src", "srcset", "data-src"))
        if shown and not named and not _silent(image) and "1" not in {image.says("width"), image.says("height")}:
            yield Said("image-without-alt", image, "The image has no alt")


def controls(page: Page) -> Iterator[Said]:
    """Buttons and links with a picture in them and no name."""
    for at, control in page.named("button", "a"):
        if (control.name == "a" and not control.says("href")) or control.stop < 0 or _anchor(control):
            continue
        if not control.has(*_NAMING) and not _silent(control) and _nameless(page, at, control):
            kind = "button" if control.name == "button" else "link"
            yield Said(f"{kind}-without-name", control, f"The {kind} has no text and no aria-label")


def links(page: Page) -> Iterator[Said]:
    """Links whose text says nothing of where they lead."""
    for at, link in page.named("a"):
        if link.stop < 0 or not link.says("href") or link.has(*_NAMING, "aria-describedby") or page.inside(at):
            continue
        if page.words(link).lower().rstrip(" .!»›→") in _NOTHING and not _filled(link):
            yield Said("link-says-nothing", link, "The text of the link does not say where it leads")


def frames(page: Page) -> Iterator[Said]:
    """Frames without a title that somebody sees."""
    for _, frame in page.named("iframe"):
        tiny = {"0", "1"} & {frame.says("width"), frame.says("height")}
        hidden = "hidden" in frame.tag.attributes or "none" in frame.says("style") or tiny
        if not frame.has(*_NAMING) and not _silent(frame) and not hidden and frame.says("src"):
            yield Said("frame-without-title", frame, "The frame has no title")


def _nameless(page: Page, at: int, control: Element) -> bool:
    """True when nothing inside can be read out, and something is to be seen."""
    inside = page.inside(at)
    if page.words(control) or any(each.name not in _DECORATION for each in inside) or _filled(control):
        return False
    if any(each.tag.open_ended or _filled(each) or each.has("alt", *_NAMING) for each in inside):
        return False
    return bool(inside) or bool(_CLOSING.search(f"{control.says('class')} {control.says('classname')}"))


def _filled(element: Element) -> bool:
    return any(_FILLED.search(name) for name in element.tag.attributes)


def _anchor(control: Element) -> bool:
    return "anchor" in control.says("class") or MARK in control.says("class") or MARK in control.says("classname")


def _silent(element: Element) -> bool:
    return element.says("aria-hidden") == "true" or element.says("role") in {"presentation", "none", MARK}
