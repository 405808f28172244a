"""YAML to plain nodes with their lines: no aliases, no tags, no objects, and never more than a settings file holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

MOST_BYTES = 64 * 1024
MOST_NODES = 4_000
DEEPEST = 8
"""Levels of sections; what is understood needs three."""


class Malformed(Exception):
    """Not a document that can be read; `line` is where it goes wrong."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Node:
    """One value and the line it begins in; plain text is what stands there, whatever YAML would make of it."""

    line: int
    kind: Literal["text", "list", "section"]
    text: str = ""
    empty: bool = False
    """True where nothing, `~` or `null` stands."""
    items: tuple["Node", ...] = ()
    """Of a list its values, of a section key, value, key, value ..."""

    def entries(self) -> Iterator[tuple["Node", "Node"]]:
        """Keys and values of a section."""
        return zip(self.items[::2], self.items[1::2], strict=True)


def parse(content: bytes) -> Node | None:
    """The one document, or None when there is nothing in it. Raises Malformed."""
    if len(content) > MOST_BYTES:
        raise Malformed(1, f"the file is longer than {MOST_BYTES // 1024} KB")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Malformed(content[: error.start].count(b"\n") + 1, "the file is not UTF-8") from None
    found = list(_read(text))
    if len(found) > 1:
        raise Malformed(found[1].line, "a second document begins here")
    return None if not found or found[0].empty else found[0]


def _read(text: str) -> Iterator[Node]:
    """Every document of the text, built from the events of the parser alone: nothing is resolved or constructed."""
    import yaml  # a fifth of a process's start, and most changes find no settings

    opened: list[tuple[int, Literal["list", "section"], list[Node]]] = []
    try:
        for count, event in enumerate(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))):
            line = event.start_mark.line + 1 if event.start_mark else 1
            _allow(event, line, count, len(opened))
            node = _node(event, line, opened)
            if node and opened:
                opened[-1][2].append(node)
            elif node:
                yield node
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        last = text.count("\n") + 1
        raise Malformed(min(mark.line + 1, last) if mark else 1, f"this is not YAML: {_problem(error)}") from None


def _allow(event: Any, line: int, count: int, depth: int) -> None:
    """Refuse what no settings need. Raises Malformed."""
    if type(event).__name__ == "AliasEvent" or getattr(event, "anchor", None):
        raise Malformed(line, "anchors and aliases are not understood here")
    if getattr(event, "tag", None):
        raise Malformed(line, "tags are not understood here")
    if count > MOST_NODES or depth > DEEPEST:
        raise Malformed(line, "the file holds more than settings need")


def _node(event: Any, line: int, opened: list[tuple[int, Literal["list", "section"], list[Node]]]) -> Node | None:
    """The node this event completes, if it does; a list or section that begins is noted in `opened`."""
    kinds: Mapping[str, Literal["list", "section"]] = {"SequenceStartEvent": "list", "MappingStartEvent": "section"}
    name = type(event).__name__
    if name in kinds:
        opened.append((line, kinds[name], []))
    elif name in {"SequenceEndEvent", "MappingEndEvent"}:
        begun, kind, items = opened.pop()
        return Node(begun, kind, items=tuple(items))
    elif name == "ScalarEvent":
        return Node(line, "text", event.value, not event.style and event.value in {"", "~", "null"})
    return None


def _problem(error: Exception) -> str:
    return str(getattr(error, "problem", "") or "a character is not allowed")
