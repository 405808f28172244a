"""Meta prompts: one Markdown file each, with front matter and named sections that are rendered strictly.

A version, once used, stays what it was: prompts out in the world name it. `versions.json` holds the SHA-256 of every
version there has been; whoever changes a text gives it the next version and adds its line.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template
from types import MappingProxyType

SECTIONS = range(5, 9)
"""A meta prompt has five to eight sections: enough to edit one at a time, few enough to read at once."""


@dataclass(frozen=True, slots=True)
class MetaPrompt:
    """A versioned text with `$input` placeholders, in named sections."""

    name: str
    version: str
    inputs: frozenset[str]
    sections: Mapping[str, str]

    @property
    def label(self) -> str:
        """What a prompt records as its origin, such as `quality@1`."""
        return f"{self.name}@{self.version}"

    def render(self, section: str, values: Mapping[str, str]) -> str:
        """The section with its placeholders filled, each once: a value is never read as a template.

        Raises KeyError when the section is unknown or an input is missing.
        """
        return Template(self.sections[section]).substitute(values)


@cache
def load(name: str) -> MetaPrompt:
    """The meta prompt of that name. Raises FileNotFoundError, or ValueError when its file is malformed."""
    return parse((files(__name__) / f"{name}.md").read_text(encoding="utf-8"))


def names() -> tuple[str, ...]:
    """The meta prompts that are shipped."""
    found = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in found if name.endswith(".md")))


def digest(name: str) -> str:
    """SHA-256 of a meta prompt's file, in hexadecimal."""
    return sha256((files(__name__) / f"{name}.md").read_bytes()).hexdigest()


def versions() -> dict[str, str]:
    """SHA-256 of every version there has been, by its label such as `quality@2`."""
    return dict(json.loads((files(__name__) / "versions.json").read_text(encoding="utf-8")))


def parse(text: str) -> MetaPrompt:
    """Read front matter (name, version, inputs) and `## ` sections.

    Raises ValueError when a part is missing, a placeholder is not a declared input, or an input is never used.
    """
    if not text.startswith("---\n") or "\n---\n" not in text[4:]:
        raise ValueError("a meta prompt begins with front matter between two lines of ---")
    head, body = text[4:].split("\n---\n", 1)
    facts = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
    if missing := {"name", "version", "inputs"} - facts.keys():
        raise ValueError(f"front matter lacks {', '.join(sorted(missing))}")
    found = MetaPrompt(
        name=facts["name"],
        version=facts["version"],
        inputs=frozenset(facts["inputs"].replace(",", " ").split()),
        sections=MappingProxyType(_sections(body)),
    )
    return _checked(found)


def _sections(body: str) -> dict[str, str]:
    parts = body.split("\n## ") if body.startswith("\n") else f"\n{body}".split("\n## ")
    named = (part.partition("\n") for part in parts[1:])
    return {name.strip(): text.strip("\n") for name, _, text in named}


def _checked(found: MetaPrompt) -> MetaPrompt:
    if len(found.sections) not in SECTIONS:
        raise ValueError(f"{found.name} has {len(found.sections)} sections, not five to eight")
    templates = [Template(text) for text in found.sections.values()]
    if not all(template.is_valid() for template in templates):
        raise ValueError(f"{found.name} holds a $ that starts no placeholder; write $$")
    used = {name for template in templates for name in template.get_identifiers()}
    if odd := used ^ found.inputs:
        raise ValueError(f"{found.name}: inputs declared and inputs used differ in {', '.join(sorted(odd))}")
    return found
