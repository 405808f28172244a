"""What is wrong with the fields of a form: nameless, mistyped, or hostile to whoever fills them in."""

import re
from collections.abc import Iterator

from service.analyze.journey.said import Said
from service.analyze.journey.source import MARK
from service.analyze.journey.tree import Element, Page

FIELDS = ("input", "select", "textarea")
_UNSEEN = frozenset({"hidden", "submit", "button", "reset", "image"})
_HIDING = re.compile(
    r"\b(hidden|d-none|invisible|sr-only|visually-hidden|screen-reader-text|hp|honeypot)\b|display: ?none"
)
_WRAPPING = re.compile(r"label|field|form-?(control|item|group|input)|input", re.IGNORECASE)
_KNOWN = {"email": "email", "e-mail": "email", "tel": "tel", "phone": "tel", "telephone": "tel"}
_ERRORS = re.compile(
    r"error|invalid|alert|message|feedback|warning|aria-live|aria-describedby|toast|flash", re.IGNORECASE
)
MANY = 12
"""Fields of one form that people still take in without groups."""


def visible(page: Page, field: Element) -> bool:
    """True for a field that somebody fills in, as far as the markup tells."""
    if field.says("type") in _UNSEEN or MARK in field.says("type") or field.says("tabindex") == "-1":
        return False
    return not any(_hidden(each) for each in (field, *page.around(field)))


def without_label(page: Page) -> Iterator[Said]:
    """Fields that no label, title or aria attribute names; nothing where labels are made by expressions."""
    if "label" in page.source.expressions:
        return
    targets = [label.says("for") for _, label in page.named("label")]
    if any(MARK in each for each in targets) or any(label.tag.open_ended for _, label in page.named("label")):
        return
    for _, field in page.named(*FIELDS):
        if visible(page, field) and not _shut(field) and not _labelled(page, field, targets):
            holds = field.has("placeholder")
            rule = "placeholder-as-label" if holds else "field-without-label"
            yield Said(
                rule, field, "The field is named by its placeholder alone" if holds else "The field has no label"
            )


def without_help(page: Page) -> Iterator[Said]:
    """Fields for an address, a number or a password whose type or autocomplete is missing."""
    for _, field in page.named("input"):
        if field.tag.open_ended or _shut(field) or not visible(page, field):
            continue
        kind, name = field.says("type") or "text", field.says("name") or field.says("id")
        if kind == "text" and name in _KNOWN and not _user(field):
            yield Said("field-of-type-text", field, f"The field asks for {_KNOWN[name]} and is of type text")
        elif kind in {"email", "tel", "password"} and not _completes(page, field):
            yield Said("field-without-autocomplete", field, f"The {kind} field has no autocomplete")


def blocked(page: Page) -> Iterator[Said]:
    """Fields that refuse what is pasted."""
    for _, field in page.named("input", "textarea"):
        if re.search(r"return\s+false|preventdefault", field.says("onpaste")):
            yield Said("paste-blocked", field, "The field refuses what is pasted")


def forms(page: Page) -> Iterator[Said]:
    """Forms that say nothing of mistakes, or ask for everything at once."""
    for at, form in page.named("form"):
        inside = page.inside(at)
        fields = [each for each in inside if each.name in FIELDS and visible(page, each)]
        if form.stop < 0 or any(each.tag.component for each in inside):
            continue
        text = page.source.text[form.tag.start : form.stop]
        silent = "novalidate" in form.tag.attributes and not form.tag.open_ended
        if silent and fields and MARK not in text and "{" not in text and not _ERRORS.search(page.source.text):
            said = "The form switches the browser's messages off and has none of its own"
            yield Said("form-without-errors", form, said, whole=True)
        asked = [each for each in fields if each.says("type") not in {"checkbox", "radio"}]
        if len(asked) > MANY and not any(each.name in {"fieldset", "h2", "h3", "h4"} for each in inside):
            said = f"The form asks for {len(asked)} fields in one step, without groups"
            yield Said("form-in-one-step", form, said, whole=True)


def _labelled(page: Page, field: Element, targets: list[str]) -> bool:
    if field.has("aria-label", "aria-labelledby", "title"):
        return True
    id, around = field.says("id"), list(page.around(field))
    if MARK in id or (id and id in targets) or not _own(around):
        return True
    if any(each.name == "label" or (each.tag.component and _WRAPPING.search(each.name)) for each in around):
        return True
    return around[0].tag.component


def _shut(field: Element) -> bool:
    """True for a field that only shows something: nobody ever types there. What run time decides is open at times."""
    values = (field.tag.attributes[name] for name in ("readonly", "disabled") if name in field.tag.attributes)
    return any(MARK not in value and value.strip().lower() != "false" for value in values)


def _own(around: list[Element]) -> bool:
    """False for what a component is made of alone: its label stands where the component is used."""
    return any(not each.tag.component and each.name != "template" for each in around)


def _user(field: Element) -> bool:
    """True for a field that takes a name as well as an address."""
    return any(
        "user" in value.lower() or "name" in value.lower()
        for key, value in field.tag.attributes.items()
        if key != "name"
    )


def _completes(page: Page, field: Element) -> bool:
    return field.has("autocomplete") or any(
        each.has("autocomplete") or each.tag.component for each in page.around(field) if each.name == "form"
    )


def _hidden(element: Element) -> bool:
    attributes = element.tag.attributes
    return (
        "hidden" in attributes
        or element.says("aria-hidden") == "true"
        or bool(_HIDING.search(f"{element.says('class')} {element.says('classname')} {element.says('style')}"))
    )
