"""What a setting may look like: a shape reads a node or says what it expected, and describes itself as JSON schema."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from service.config.document import Node

Value = str | float | bool | tuple[str, ...]

SWITCH = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?")
_UNCLEAN = re.compile(r"[^\w .,:;/@+*?=()\[\]{}!-]+")
MOST_ITEMS, LONGEST = 100, 200
SHOWN = 40
"""Characters of a wrong value that are repeated."""


class Wrong(Exception):
    """The node is not what the shape wants; the message is what was expected and what was found."""

    def __init__(self, node: Node, expected: str) -> None:
        super().__init__(f"must be {expected} (found {found(node)})")
        self.line = node.line


def found(node: Node) -> str:
    """What stands there, short and harmless."""
    if node.empty:
        return "nothing"
    if node.kind != "text":
        return f"a {node.kind}"
    clean = _UNCLEAN.sub(" ", node.text).strip()
    return f"`{clean[:SHOWN]}{'…' if len(clean) > SHOWN else ''}`" if clean else "unreadable text"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]
    about: str

    def read(self, node: Node) -> Value:
        """The word. Raises Wrong."""
        if node.kind != "text" or node.text not in self.words:
            raise Wrong(node, f"one of {', '.join(self.words)}")
        return node.text

    def schema(self) -> dict[str, object]:
        """`off` is a word here and a boolean in YAML 1.1."""
        return {"enum": [*self.words, *([False] if "off" in self.words else [])], "description": self.about}


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    about: str

    def read(self, node: Node) -> Value:
        """True for on. Raises Wrong."""
        if node.kind != "text" or node.text.lower() not in SWITCH:
            raise Wrong(node, "on or off")
        return SWITCH[node.text.lower()]

    def schema(self) -> dict[str, object]:
        """Words and booleans."""
        return {"enum": [True, False, *SWITCH], "description": self.about}


@dataclass(frozen=True, slots=True)
class Number:
    """A number within bounds."""

    least: float
    most: float
    about: str
    whole: bool = False

    def read(self, node: Node) -> Value:
        """The number. Raises Wrong."""
        bounds = f"{'a whole' if self.whole else 'a'} number from {self.least:g} to {self.most:g}"
        if node.kind != "text" or not _NUMBER.fullmatch(node.text):
            raise Wrong(node, bounds)
        number = float(node.text)
        if not self.least <= number <= self.most or (self.whole and number % 1):
            raise Wrong(node, bounds)
        return number

    def schema(self) -> dict[str, object]:
        """With both bounds."""
        kind = "integer" if self.whole else "number"
        return {"type": kind, "minimum": self.least, "maximum": self.most, "description": self.about}


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of short texts that a pattern allows; an address or a path out of the repository is never one."""

    allowed: str
    expected: str
    about: str

    def read(self, node: Node) -> Value:
        """The texts. Raises Wrong, on the line of the first that is not allowed."""
        if node.kind != "list" or len(node.items) > MOST_ITEMS:
            raise Wrong(node, f"a list of up to {MOST_ITEMS} {self.expected}s")
        for item in node.items:
            if item.kind != "text" or len(item.text) > LONGEST or not re.fullmatch(self.allowed, item.text):
                raise Wrong(item, f"a list of {self.expected}s")
        return tuple(item.text for item in node.items)

    def schema(self) -> dict[str, object]:
        """The pattern anchored, as JSON schema wants it."""
        item = {"type": "string", "pattern": f"^(?:{self.allowed})$", "maxLength": LONGEST}
        return {"type": "array", "items": item, "maxItems": MOST_ITEMS, "description": self.about}


Single = Choice | Switch | Number | Texts


@dataclass(frozen=True, slots=True)
class Section:
    """Settings under a common name; `switch` may stand in the place of all of them."""

    keys: "Mapping[str, Single | Section]"
    about: str
    switch: Switch | None = None

    def schema(self) -> dict[str, object]:
        """An object without other keys, or the switch."""
        keys = {name: shape.schema() for name, shape in self.keys.items()}
        section = {"type": "object", "properties": keys, "additionalProperties": False}
        if self.switch is None:
            return {**section, "description": self.about}
        choices = [self.switch.schema(), *([section] if keys else [])]
        return {"anyOf": choices, "description": self.about}
