"""What a prompt must pass before anybody sees it: everything cited exists, and it is about this repository."""

import re
from collections.abc import Iterable

from service.model import Grounding, Prompt

MAX_WORDS = 1800
"""Hard cap; a prompt of that length is not read."""

OWN_COMMANDS = frozenset({"git revert <commit>"})
"""Commands any clone understands."""

CONCRETE = ("REQUIREMENTS", "SUCCESS CRITERIA")
"""Sections that must speak of this repository by themselves."""

_CITED = re.compile(r"`([^`\n]*)`")
_QUOTED = re.compile(r'"[^"\n]*"')
_LINES = re.compile(r"(?P<path>.+):(?P<start>\d+)(?:-(?P<end>\d+))?\Z")
_PATH_LIKE = re.compile(r"(?<![\w./`])[\w.-]+(?:/[\w.-]+)+\.[A-Za-z]\w{0,5}\b")
_HEADING = re.compile(r"^([A-Z]+(?: [A-Z]+)*)$", re.MULTILINE)


def unresolved(prompt: Prompt, grounding: Grounding) -> tuple[str, ...]:
    """Every citation in the body that the head does not have: path, line range, symbol or command.

    What stands in backticks is a citation, and so is any bare word that looks like a path; quoted messages are not.
    """
    cited = dict.fromkeys(_CITED.findall(prompt.body))
    bare = _QUOTED.sub(" ", _CITED.sub(" ", prompt.body))
    for path in sorted(grounding.paths, key=len, reverse=True):
        bare = bare.replace(path, " ")
    wrong = [token for token in cited if not _resolves(token, grounding)]
    return (*wrong, *dict.fromkeys(_PATH_LIKE.findall(bare)))


def generic(prompt: Prompt, grounding: Grounding) -> tuple[str, ...]:
    """Why the text would read the same for another repository; empty when it would not.

    The test takes away all that belongs to this repository: a section that loses nothing said nothing of it.
    """
    tokens = set(_CITED.findall(prompt.body))
    paths = {match["path"] for token in tokens if (match := _LINES.match(token))}
    symbols = {passage.symbol for passage in grounding.passages if passage.symbol}
    named = tokens & symbols or any(finding in prompt.body for finding in prompt.findings)
    faults = [] if paths & grounding.paths else ["cites no line of a file of this repository"]
    if not named:
        faults.append("names no symbol or finding of this repository")
    sections = headed(prompt.body)
    for name in CONCRETE:
        text = sections.get(name, "")
        if text == _without(text, grounding, prompt.findings):
            faults.append(f"{name.lower()} would read the same for another repository")
    return tuple(faults)


def headed(body: str) -> dict[str, str]:
    """The text under each heading; a heading is a line of capitals, which no single-line value can forge."""
    parts = _HEADING.split(body)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))


def words(text: str) -> int:
    """Words as a reader counts them."""
    return len(text.split())


def _resolves(token: str, grounding: Grounding) -> bool:
    if token in OWN_COMMANDS or token in grounding.paths:
        return True
    if any(token == command.run for command in grounding.commands):
        return True
    if any(token == passage.symbol for passage in grounding.passages if token):
        return True
    lines = _LINES.match(token)
    if lines is None:
        return False
    start, end = int(lines["start"]), int(lines["end"] or lines["start"])
    return any(
        passage.path == lines["path"] and passage.start <= start <= end <= passage.end for passage in grounding.passages
    )


def _without(text: str, grounding: Grounding, findings: Iterable[str]) -> str:
    text = _CITED.sub(lambda cited: "" if _resolves(cited[1], grounding) else cited[0], text)
    for finding in findings:
        text = text.replace(finding, "")
    return text
