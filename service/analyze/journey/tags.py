"""Tags and their attributes, read as tolerantly as a browser does, in HTML, templates and JSX."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.analyze.journey.source import MARK, Source

MAX_VALUE = 10_000
"""Characters of one attribute that people write."""
MAX_ATTRIBUTES = 100
_TAG = re.compile(rf"<(?P<close>/?)(?P<name>[A-Za-z][\w.:-]*)(?=[\s/>{MARK}])")
_NAME = re.compile(rf"[^\s=<>\"'{{{MARK}]+")
_BARE = re.compile(r"[^\s>\"'<]+")
_SPACE = re.compile(r"\s*")
_BRACE = re.compile(r"[{}]")
_LITERAL = re.compile(r"\{\s*(\"[^\"{}]*\"|'[^'{}]*'|`[^`${}]*`|-?\d+)\s*\}")
_BOUND = re.compile(r"^(?::|v-bind:|x-bind:|bind:|th:|\[attr\.|\[)|\]$")
_BAGS = frozenset({"v-bind", "x-bind", "attr", "attrs", "asp-for", "replace", "insert", "include"})
"""Attributes that bring others with them, by name without its prefix."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One opening or closing tag; `start` and `stop` are offsets, `line` is 1-based."""

    name: str
    attributes: Mapping[str, str]
    """By name in lower case; a value that holds `MARK` is known at run time alone."""
    start: int
    stop: int
    line: int
    last: int
    closes: bool = False
    empty: bool = False
    """True for `<name/>`."""
    open_ended: bool = False
    """True when attributes may come from elsewhere: what is missing here may be there."""

    @property
    def component(self) -> bool:
        """True for what is no HTML element: its own markup stands elsewhere."""
        return not self.name.islower() or bool({"-", ".", ":"} & set(self.name)) or self.name == "slot"


def tags(source: Source) -> Iterator[Tag]:
    """All tags in order."""
    text, at, line, counted = source.text, 0, 1, 0
    room = [4 * len(text)]
    while found := _TAG.search(text, at):
        at = found.end()
        if source.dialect == "jsx" and _is_code(text, found):
            continue
        read = _attributes(text, found.end(), source.braces, room)
        if read is None:
            continue
        line += text.count("\n", counted, found.start())
        counted = found.start()
        attributes, open_ended, at = read
        yield Tag(
            name=found["name"] if source.dialect != "html" else found["name"].lower(),
            attributes=attributes,
            start=found.start(),
            stop=at,
            line=line,
            last=line + text.count("\n", found.start(), at),
            closes=bool(found["close"]),
            empty=text[at - 2] == "/",
            open_ended=open_ended,
        )


def _is_code(text: str, found: re.Match[str]) -> bool:
    """True for a comparison, a type parameter or a quoted string, which only look like a tag."""
    before = text[found.start() - 1 : found.start()]
    return before in {'"', "'", "`"} or ((before.isalnum() or before in {")", "_"}) and not found["name"].islower())


def _attributes(text: str, at: int, braces: bool, room: list[int]) -> tuple[dict[str, str], bool, int] | None:
    """(attributes, whether others may come, where the tag ends); None when this is no tag after all."""
    found: dict[str, str] = {}
    open_ended = False
    for _ in range(MAX_ATTRIBUTES):
        at = _space(text, at)
        char = text[at : at + 1]
        if char == ">":
            return found, open_ended, at + 1
        if char in {"", "<"}:
            return None
        if char in {"/", '"', "'", "="}:
            at += 1
        elif char == MARK:
            at, open_ended = at + 1, True
        elif char == "{":
            at, open_ended = _block(text, at, room) if braces else at + 1, True
        else:
            named = _NAME.match(text, at)
            if named is None:
                return None
            name = named[0].rstrip("/") or "/"
            at = at + len(name)
            value, at = _value(text, at, braces, room)
            own, bound = _own(name)
            open_ended = open_ended or own in _BAGS or (name.startswith("@") and not value)
            found.setdefault(own, MARK if bound else value)
        if at < 0:
            return None
    return None


def _own(name: str) -> tuple[str, bool]:
    """The attribute that a bound name such as `:alt` or `[attr.aria-label]` fills, and whether it is bound."""
    lowered = name.lower()
    own = _BOUND.sub("", lowered)
    return {"htmlfor": "for"}.get(own, own), own != lowered


def _value(text: str, at: int, braces: bool, room: list[int]) -> tuple[str, int]:
    """The value after a name, and where it ends; -1 when it does not end."""
    after = _space(text, at)
    if text[after : after + 1] != "=":
        return "", at
    at = _space(text, after + 1)
    char = text[at : at + 1]
    if char in {'"', "'"}:
        end = text.find(char, at + 1, at + 1 + MAX_VALUE)
        value = text[at + 1 : end]
        return (MARK if braces and "{" in value and char == '"' and "}" in value else value), end + 1 if end > 0 else -1
    if char == "{" and braces:
        literal = _LITERAL.match(text, at)
        return (literal[1].strip("\"'`"), literal.end()) if literal else (MARK, _block(text, at, room))
    bare = _BARE.match(text, at)
    return (bare[0].rstrip("/"), at + len(bare[0].rstrip("/")) or -1) if bare else ("", at)


def _block(text: str, at: int, room: list[int]) -> int:
    """Where the braces that open here are closed; -1 when they are not, or when the file asks for too much."""
    if room[0] <= 0:
        return -1
    depth = 0
    for brace in _BRACE.finditer(text, at, at + MAX_VALUE):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            room[0] -= brace.end() - at
            return brace.end()
    room[0] -= MAX_VALUE
    return -1


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
