"""What one settings file decides, and what in it has no effect."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from service.config import keys
from service.config.document import Malformed, Node, parse
from service.config.shapes import Section, Single, Value, Wrong, found

MOST_FAULTS = 20
"""Mistakes that are told of one file; who mends those sees the next."""


@dataclass(frozen=True, slots=True)
class Unheeded:
    """One mistake: where, about which setting (empty: the file, or an unknown one), and a sentence without its end."""

    line: int
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Given:
    """Values by dotted path, such as `gates.coverage.limit`; `gates.coverage` alone is its switch."""

    values: Mapping[str, Value] = field(default_factory=dict)
    faults: tuple[Unheeded, ...] = ()


def read(content: bytes) -> Given:
    """What the file decides. It never fails: what is not understood is a fault, and the rest counts."""
    try:
        node = parse(content)
    except Malformed as fault:
        return Given(faults=(Unheeded(fault.line, "", str(fault)),))
    values: dict[str, Value] = {}
    faults: list[Unheeded] = []
    if node:
        _section(keys.root(), node, "", values, faults)
    return Given(values, tuple(faults[:MOST_FAULTS]))


def _section(shape: Section, node: Node, path: str, values: dict[str, Value], faults: list[Unheeded]) -> None:
    if node.kind != "section":
        faults.append(Unheeded(node.line, path.rstrip("."), f"must be a section (found {found(node)})"))
        return
    seen: set[str] = set()
    for key, value in node.entries():
        name = key.text
        if name not in shape.keys:
            faults.append(Unheeded(key.line, "", _unknown(key, path, shape)))
        elif name in seen:
            faults.append(Unheeded(key.line, f"{path}{name}", "stands here a second time; the first counts"))
        elif not value.empty:
            _take(shape.keys[name], value, f"{path}{name}", values, faults)
        seen.add(name)


def _take(shape: Single | Section, node: Node, path: str, values: dict[str, Value], faults: list[Unheeded]) -> None:
    try:
        if not isinstance(shape, Section):
            values[path] = shape.read(node)
        elif shape.switch is None:
            _section(shape, node, f"{path}.", values, faults)
        elif node.kind == "section" and shape.keys:
            values[path] = True
            _section(shape, node, f"{path}.", values, faults)
        else:
            values[path] = shape.switch.read(node)
    except Wrong as wrong:
        faults.append(Unheeded(wrong.line, path, str(wrong)))


def _unknown(key: Node, path: str, shape: Section) -> str:
    near = next(iter(get_close_matches(key.text[:60], list(shape.keys), 1)), "")
    known = f"did you mean `{path}{near}`?" if near else f"known here: {', '.join(_some(shape))}"
    named = found(key).replace("`", f"`{path}", 1) if key.kind == "text" else found(key)
    return f"{named} is not a setting; {known}"


def _some(shape: Section) -> Iterator[str]:
    return iter(shape.keys)
