"""A prompt's text as a document: title, opening, and sections by name; what was read can be written back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from service.claims.fences import fenced
from service.claims.headings import NAMES, called, heading

MOST = 60_000
"""Characters that are read: more than 1,800 words ever need."""
LAST = "RETURN CONTRACT"


@dataclass(frozen=True, slots=True)
class Document:
    """A title, an opening paragraph, and sections in their order, named in capitals."""

    title: str
    opening: str
    sections: Mapping[str, str]

    def text(self) -> str:
        """The text again: byte for byte what was read, when one empty line stood between its parts."""
        headed = (f"{name}\n{text}" for name, text in self.sections.items())
        return "\n\n".join(part for part in (self.title, self.opening, *headed) if part)

    def section(self, *names: str) -> str:
        """The text of the first of these sections that is there and says anything."""
        return next((text for name in names if (text := self.sections.get(called(name), ""))), "")

    def replaced(self, name: str, text: str) -> "Document":
        """With another text in that section; a new one gets its usual place, an empty text takes the section away."""
        name = called(name)
        sections = {**self.sections, name: text.strip("\n")}
        if not text.strip():
            del sections[name]
        elif name not in self.sections:
            sections = {each: sections[each] for each in _placed(name, list(self.sections))}
        return replace(self, sections=MappingProxyType(sections))


def read(text: str) -> Document:
    """Any text as a document, in linear time; what comes after 60,000 characters is left out.

    Knows the prompts of Hone (headings are lines of capitals) and pasted Markdown. Sections of one name are joined.
    """
    lines = list(fenced(text[:MOST].replace("\r\n", "\n")))
    at = next((number for number, (line, _) in enumerate(lines) if line.strip()), len(lines))
    title, start = _title(lines[at]) if at < len(lines) else ("", 0)
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line, language in lines[at + start :]:
        if language is None and (name := heading(line)):
            parts.append((name, []))
        else:
            parts[-1][1].append(line)
    return Document(title, _joined(parts[0][1]), MappingProxyType(_gathered(parts[1:])))


def _title(first: tuple[str, str | None]) -> tuple[str, int]:
    """The title, and how many lines it takes: a text may begin with a section or a fence and have none."""
    line, language = first
    if language is not None or heading(line) in NAMES:
        return "", 0
    return line.strip().lstrip("#").strip(), 1


def _gathered(parts: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    sections: dict[str, str] = {}
    for name, lines in parts:
        text = _joined(lines)
        sections[name] = f"{sections[name]}\n{text}".strip("\n") if name in sections else text
    return sections


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()


def _placed(name: str, present: list[str]) -> list[str]:
    """The names with a new one: before the first that usually follows it, else before the last section."""
    order = list(NAMES)
    later = set(order[order.index(name) + 1 :]) if name in order else {LAST}
    at = next((number for number, each in enumerate(present) if each in later), len(present))
    return [*present[:at], name, *present[at:]]
