"""What a repair may say: the places of the repository that a text is about, and the commands that check them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service import claims
from service.claims import Document, Known
from service.model import Command, Grounding
from service.paths import is_test

MOST_SPOTS = 3
"""Places a repair names: more would lengthen the text and add nothing to it."""
KINDS = ("test", "lint", "types")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place the text is about, its lines 1-based and inclusive; 0 where they are not known."""

    path: str
    start: int = 0
    end: int = 0
    symbol: str = ""
    finding: str = ""
    test: str = ""
    callers: tuple[str, ...] = ()

    @property
    def at(self) -> str:
        """The lines as a citation."""
        if not self.start:
            return f"`{self.path}`"
        return f"`{self.path}:{self.start}`" if self.start == self.end else f"`{self.path}:{self.start}-{self.end}`"

    @property
    def name(self) -> str:
        """The symbol as a citation, else the file."""
        return f"`{self.symbol}`" if self.symbol else f"the code in `{self.path}`"

    @property
    def inside(self) -> str:
        """Lines and symbol as citations."""
        return f"{self.at} in `{self.symbol}`" if self.symbol else self.at


@dataclass(frozen=True, slots=True)
class Facts:
    """The places a text is about, the commands that check them, and all that may be cited."""

    spots: tuple[Spot, ...]
    commands: tuple[Command, ...]
    grounding: Grounding
    known: Known

    @property
    def tests(self) -> tuple[str, ...]:
        """Existing test files of the places, each once."""
        return tuple(dict.fromkeys(spot.test for spot in self.spots if spot.test))

    @property
    def idle(self) -> bool:
        """True when nobody waits for this code while it runs: tests, documents, settings."""
        return bool(self.spots) and all(_idle(spot.path) for spot in self.spots)


def facts(document: Document, grounding: Grounding) -> Facts:
    """What the grounding knows of the places the text is about; of a text about none, the places that changed."""
    known, text = claims.known(grounding), document.text()
    cited = {at.path for at in claims.resolve(text, known).real}
    found: dict[tuple[str, str], Spot] = {}
    for spot in _spots(grounding):
        found.setdefault((spot.path, spot.symbol), spot)
    every = list(found.values())
    meant = [spot for spot in every if spot.finding and spot.finding in text]
    meant = meant or [spot for spot in every if spot.path in cited]
    spots = tuple((meant or every)[:MOST_SPOTS])
    return Facts(spots, tuple(_commands(grounding, [spot.path for spot in spots])), grounding, known)


def _spots(grounding: Grounding) -> Iterator[Spot]:
    """Places worth naming: those of findings, then what changed, then what was read; of a file the lines, if known."""
    named: set[str] = set()
    for each in grounding.passages:
        named.add(each.path)
        yield Spot(each.path, each.start, each.end, each.symbol, each.finding, each.test, each.callers)
    changed = set(grounding.changed)
    for outline in sorted(grounding.outlines, key=lambda each: each.path not in changed):
        symbols = sorted(outline.symbols, key=lambda symbol: not symbol.changed)[:1]
        if outline.path not in named:
            yield from (Spot(outline.path, symbol.start, symbol.end, symbol.name) for symbol in symbols)
            if not symbols:
                yield Spot(outline.path, 1, max(1, outline.lines))
        named.add(outline.path)
    for path in (*grounding.changed, *(place.path for place in grounding.layout if place.role == "source")):
        if path in grounding.paths - named:
            yield Spot(path)


def _commands(grounding: Grounding, paths: list[str]) -> Iterator[Command]:
    """At most one declared command of each kind that checks these files, from the nearest manifest."""
    able = [command for command in grounding.commands if any(claims.covers(command, path) for path in paths)]
    able.sort(key=lambda command: -command.source.count("/"))
    found = list(_firsts(able, KINDS))
    yield from found or _firsts(able, ("build",))


def _firsts(commands: list[Command], kinds: Iterable[str]) -> Iterator[Command]:
    for kind in kinds:
        yield from [command for command in commands if command.kind == kind][:1]


def _idle(path: str) -> bool:
    return is_test(path) or path.endswith((".md", ".rst", ".txt", ".yml", ".yaml", ".toml", ".json", ".cfg", ".ini"))
