"""Resolving: which citations of a text the facts of the head bear out, and which they do not."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from service.claims.citations import At, Cited, at, cited
from service.claims.index import Known, known
from service.claims.phrases import measured, reacts, vague
from service.claims.running import runs
from service.claims.shapes import TOOLS, bare, is_symbol
from service.model import Grounding

_FINDING = re.compile(r"\b[a-z][a-z0-9]{4,31}\b")
_ENDS = re.compile(r"\b(?:exits?|pass(?:es)?|succeeds?|fails?|prints?|reports?|is green)\b", re.IGNORECASE)
_SLASHED = re.compile(r"(?!(?:application|audio|image|multipart|text|video)/)[\w.+@-]+(?:/[\w.+@-]+)+\Z")
_EMPTY = re.compile(r"(?<!`)``(?!`)")


@dataclass(frozen=True, slots=True)
class Resolved:
    """The claims of a text, told apart."""

    real: tuple[At, ...] = ()
    new: tuple[str, ...] = ()
    """Paths and symbols the text says are to be made."""
    bad: tuple[str, ...] = ()
    """Paths and lines that are not there."""
    ok: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """Commands that the repository does not declare."""
    symbols: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    """Names that no code has that was read."""
    issues: tuple[int, ...] = ()
    foreign: tuple[int, ...] = ()
    """Issues that were not fetched."""
    findings: tuple[str, ...] = ()

    @property
    def grounded(self) -> bool:
        """True when the text names anything that is there."""
        return any((self.real, self.new, self.ok, self.symbols, self.issues, self.findings))

    @property
    def files(self) -> frozenset[str]:
        """The paths that are there or to be made."""
        return frozenset({each.path for each in self.real} | {name for name in self.new if "." in name})

    @property
    def wrong(self) -> tuple[str, ...]:
        """Every claim that does not hold, as it is cited."""
        return (*self.bad, *self.unknown, *self.strange, *(f"#{number}" for number in self.foreign))


def resolve(text: str, facts: Known, new: Collection[str] = ()) -> Resolved:
    """Every claim of the text against the facts; `new` are names that the text around it declares."""
    found = cited(text)
    made = {*found.new, *new}
    files = [name for name in (*found.symbols, *found.names) if _is_place(name, facts)]
    paths = [(each, _there(each, facts)) for each in (*found.paths, *map(at, files))]
    symbols = [name for name in (*found.symbols, *found.names) if name not in files and _is_name(name, found, facts)]
    runnable = [*found.commands, *(name for name in found.names if name in facts.commands or name in TOOLS)]
    return Resolved(
        real=tuple(dict.fromkeys(each for each, there in paths if there)),
        new=tuple(sorted({*(each.path for each, there in paths if not there), *map(bare, symbols)} & made)),
        bad=tuple(each.token for each, there in paths if not there and each.path not in made),
        ok=tuple(run for run in dict.fromkeys(runnable) if runs(run, facts)),
        unknown=tuple(run for run in found.commands if not runs(run, facts)),
        symbols=tuple(name for name in dict.fromkeys(symbols) if facts.has_symbol(name)),
        strange=tuple(name for name in symbols if not facts.has_symbol(name) and bare(name) not in made),
        issues=tuple(number for number in found.issues if number in facts.issues),
        foreign=tuple(number for number in found.issues if number not in facts.issues),
        findings=tuple(dict.fromkeys(word for word in _FINDING.findall(text) if word in facts.findings)),
    )


def unresolved(body: str, grounding: Grounding) -> tuple[str, ...]:
    """Every claim of a text, one item or a whole body, that the head does not bear out; an empty citation is one."""
    return tuple(_wrong(body, known(grounding)))


def verifiable(text: str, facts: Known, new: Collection[str] = ()) -> bool:
    """True for what can be checked: it cites what is there, with a number, a reaction or a command's end."""
    found = resolve(text, facts, new)
    ends = bool(found.ok) and _ENDS.search(text)
    return found.grounded and not vague(text) and bool(ends or measured(text) or reacts(text))


def _wrong(body: str, facts: Known) -> Iterator[str]:
    yield from resolve(body, facts).wrong
    if _EMPTY.search(body):
        yield ""


def _is_place(name: str, facts: Known) -> bool:
    """True for a name that is a path here; in a repair every name with a slash is meant as one."""
    path = at(name).path
    slashed = _SLASHED.match(path) is not None
    return path in facts.paths or (slashed and (bool(facts.findings) or facts.has_path(path)))


def _is_name(name: str, found: Cited, facts: Known) -> bool:
    """True for what is meant as code: a repair speaks of what is there, in a wish a plain word may be a word."""
    meant = bool(facts.findings) and is_symbol(name, placed=True) and name not in facts.commands
    return name in found.symbols or facts.has_symbol(name) or meant


def _there(cited: At, facts: Known) -> bool:
    path = cited.path.removeprefix("./")
    return facts.has_path(path) and (not (cited.start or cited.end) or facts.has_lines(path, cited.start, cited.end))
