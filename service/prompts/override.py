"""A repository's own texts for the templates that write its prompts; frame, safety text and rubric stay Hone's."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType

from service import claims
from service.claims.headings import heading
from service.model import ConfigFault
from service.prompts import MetaPrompt, load, parse

OVERRIDABLE = ("quality", "security", "performance", "refactor", "tests", "docs", "feature", "experience")
"""What a repository may word by itself; `master`, `evaluator` and `improver` are nobody's to change."""
FOLDER = ".github/hone/prompts"
PATHS: Mapping[str, str] = MappingProxyType({f"{FOLDER}/{name}.md": name for name in OVERRIDABLE})
"""Template by the path of its override."""
MOST_BYTES = 32 * 1024
"""Ten times the longest template Hone ships."""
FREE = frozenset({"the three places"})
"""Sections that are no part of a prompt: an override need not have them."""

_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
"""Characters that are read by machines and seen by nobody, or that turn the direction of writing."""
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


class Unusable(Exception):
    """An override that is not used; `line` is 1-based, 0 for the file as a whole."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates in force for one change: the repository's own where they can be used, else those Hone ships."""

    own: Mapping[str, MetaPrompt] = field(default_factory=dict)
    faults: tuple[ConfigFault, ...] = ()

    def get(self, name: str) -> MetaPrompt:
        """The template of that name. Raises FileNotFoundError when Hone ships none."""
        return self.own.get(name) or load(name)


SHIPPED = Templates()


def read(files: Mapping[str, bytes | None]) -> Templates:
    """The overrides among these files, by path; one that cannot be used is a fault in one line, never an error.

    None stands for a file that is there and too large to be read.
    """
    own: dict[str, MetaPrompt] = {}
    faults: list[ConfigFault] = []
    for path in sorted(PATHS.keys() & files.keys()):
        try:
            own[PATHS[path]] = override(PATHS[path], files[path])
        except Unusable as fault:
            faults.append(ConfigFault(fault.line, f"{fault}; the shipped `{PATHS[path]}` is in force", path=path))
    return Templates(own, tuple(faults))


def override(name: str, content: bytes | None) -> MetaPrompt:
    """The template as the repository words it, its version the first eight digits of the SHA-256 of the file.

    Its placeholders are among the shipped template's inputs, and every section of the shipped one is there.
    Raises Unusable.
    """
    if content is None or len(content) > MOST_BYTES:
        raise Unusable(0, f"the file is longer than {MOST_BYTES // 1024} KB")
    try:
        text = content.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Unusable(content[: error.start].count(b"\n") + 1, "the file is not UTF-8") from None
    shipped, version = load(name), sha256(content).hexdigest()[:8]
    try:
        declared = _declared(text, name, version)
        for line, message in _unseemly(text, shipped):
            raise Unusable(line, message)
        found = parse(declared)
    except ValueError as fault:
        raise Unusable(1, str(fault)) from None
    if missing := shipped.sections.keys() - found.sections.keys() - FREE:
        raise Unusable(0, f"it lacks the section{'s' * (len(missing) > 1)} {', '.join(sorted(missing))}")
    if odd := found.inputs - shipped.inputs:
        raise Unusable(0, f"`${min(odd)}` is no input of this template")
    return found


def _unseemly(text: str, shipped: MetaPrompt) -> Iterator[tuple[int, str]]:
    """What no template may hold, with its line: what a reader would not see, or what would leave its section."""
    if hidden := _HIDDEN.search(text):
        yield _line(text, hidden.start()), f"it holds a character nobody sees (U+{ord(hidden[0]):04X})"
    if "<!--" in text:
        yield _line(text, text.index("<!--")), "it holds a comment nobody sees"
    fences = [*_FENCE.finditer(text)]
    if len(fences) % 2:
        yield _line(text, fences[-1].start()), "a fence is opened and never closed"
    known = {name for section in shipped.sections.values() for _, name in _headings(section)}
    for line, name in _headings(text):
        if name not in known:
            yield line, f"the line {name} would begin a section of the prompt that is not the template's"


def _headings(text: str) -> Iterator[tuple[int, str]]:
    """Lines that would begin a section of a prompt, beside those that begin one of the template."""
    for number, (line, language) in enumerate(claims.fenced(text), 1):
        if language is None and not line.startswith("## ") and (name := heading(line)):
            yield number, name


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _declared(text: str, name: str, version: str) -> str:
    """The text with front matter of ours: the name of its file, its version, the inputs it uses.

    Raises ValueError when its own front matter is broken or names another template.
    """
    if not text.startswith("---\n") or "\n---\n" not in text[3:]:
        raise ValueError("a meta prompt begins with front matter between two lines of ---")
    head, body = text[4:].split("---\n", 1)
    for line in filter(str.strip, head.splitlines()):
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in {"name", "version", "inputs"}:
            raise ValueError("front matter holds lines of `name:`, `version:` and `inputs:` alone")
        if key.strip() == "name" and value.strip() != name:
            raise ValueError(f"front matter must name `{name}`, as its file does")
    inputs = {braced or bare for braced, bare in _PLACEHOLDER.findall(body.replace("$$", ""))}
    return f"---\nname: {name}\nversion: {version}\ninputs: {', '.join(sorted(inputs))}\n---\n{body}"
