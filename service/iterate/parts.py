"""A section in parts: items that are changed, added and numbered, and sentences that can be taken out."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count

from service import claims
from service.claims.fences import SHELLS

_SENTENCE = re.compile(r"(?<=[.!?])[ \t]+(?=[A-Z`\"(])")
_LABEL = re.compile(
    r"[ \t]*(?:[-*+][ \t]+)?(?:[A-Z]{1,3}-\d{1,3}[.):]?[ \t]+)?(?:\([A-Z]{1,3}-\d[^)\n]{0,80}\)[ \t]+)?"
)
_PREFIX = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)]|[A-Z]{1,3}-\d{1,3}[.):]?)[ \t]+")


def blocks(text: str) -> tuple[str, ...]:
    """Items with the indented lines and fences below them, and every other line: joined by line ends they are `text`.

    What stands below a list and at the margin is nobody's item: it stays when the last item goes.
    """
    found: list[list[str]] = []
    for line, language in claims.fenced(text):
        below = language is not None or (line[:1].isspace() and not is_item(line))
        if found and below:
            found[-1].append(line)
        else:
            found.append([line])
    return tuple("\n".join(lines) for lines in found)


def is_item(block: str) -> bool:
    """True for a block that is an item of a list, numbered or not."""
    return bool(claims.items(block.partition("\n")[0]))


def mapped(text: str, change: Callable[[str], str | None]) -> str:
    """The section with each item changed; None takes the item away, and all else stays."""
    changed = (change(block) if is_item(block) else block for block in blocks(text))
    return "\n".join(block for block in changed if block is not None)


def numbered(text: str, letter: str) -> str:
    """The section with a number for every item that has none, such as `R-4.`: the lowest ones that are free.

    Where one item of a numbered list lost its number, that is the number it had; of two with one number the second
    gets another.
    """
    taken = {item.id for item in claims.items(text)}
    free = (f"{letter}-{number}" for number in count(1) if f"{letter}-{number}" not in taken)
    seen: set[str] = set()

    def own(block: str) -> str:
        id = claims.items(block)[0].id
        if id and id not in seen:
            seen.add(id)
            return block
        return _named(block, next(free))

    return mapped(text, own)


def added(text: str, letter: str, sentences: Iterable[str]) -> str:
    """The section with these sentences as further numbered items, behind the last item; one that is there is not."""
    parts = list(blocks(text)) if text else []
    at = max((place + 1 for place, block in enumerate(parts) if is_item(block)), default=0)
    number, new = last(text, letter), []
    for sentence in sentences:
        if sentence not in text:
            number += 1
            new.append(f"{letter}-{number}. {sentence}")
    return "\n".join([*parts[:at], *new, *parts[at:]]).strip("\n")


def last(text: str, letter: str) -> int:
    """The highest number an item of that letter has; 0 where there is none."""
    ids = (item.id.partition("-") for item in claims.items(text))
    return max((int(number) for name, _, number in ids if name == letter and number.isdigit()), default=0)


def without(text: str, tokens: Sequence[str]) -> str:
    """The text without the sentences that hold one of these tokens; an item that says nothing then goes, too.

    Of a shell fence the whole line goes; what stands in any other fence is data and stays.
    """
    guilty = _holds(tokens)
    if guilty is None:
        return text
    return "\n".join(part for block in blocks(text) if (part := _spared(block, guilty)) is not None)


def fresh(pool: Iterable[str], said: Iterable[str]) -> list[str]:
    """Those of the pool that would say something new beside what is said, in order."""
    known = list(said)
    new: list[str] = []
    for text in pool:
        if len(claims.distinct([*known, text])) > len(claims.distinct(known)):
            known.append(text)
            new.append(text)
    return new


def outside(text: str, change: Callable[[str], str]) -> str:
    """The text with every line changed that stands in no fence."""
    return "\n".join(change(line) if language is None else line for line, language in claims.fenced(text))


def sentences(line: str) -> tuple[str, list[str]]:
    """An item's label (number and references; may be empty), and its sentences."""
    label = _LABEL.match(line)
    start = label.end() if label else 0
    return line[:start], _SENTENCE.split(line[start:])


def _named(block: str, id: str) -> str:
    return f"{id}. {_PREFIX.sub('', block, count=1)}"


def _spared(block: str, guilty: re.Pattern[str]) -> str | None:
    kept = list(_lines(block, guilty))
    said = [line for line in kept if line.strip()]
    return "\n".join(kept) if said or not block.strip() else None


def _lines(block: str, guilty: re.Pattern[str]) -> Iterator[str]:
    for line, language in claims.fenced(block):
        if not guilty.search(line) or not (language is None or language in SHELLS):
            yield line
        elif language is None:
            label, said = sentences(line)
            if kept := [sentence for sentence in said if not guilty.search(sentence)]:
                yield label + " ".join(kept)


def _holds(tokens: Sequence[str]) -> re.Pattern[str] | None:
    """What finds the tokens as words of their own; None when there is nothing to find."""
    words = [re.escape(token) for token in tokens if token.strip()]
    return re.compile(rf"(?<![\w/])(?:{'|'.join(words)})(?![\w])") if words else None
