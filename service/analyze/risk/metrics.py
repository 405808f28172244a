"""Counts the 14 measures of a change, as the training data counts them; `docs/risk-model.md` explains each."""

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

from service.analyze.risk.facts import DOCUMENT
from service.model import FilePast, Past, Profile, Touch
from service.paths import is_test, unwanted

DAY = 86_400
NOREPLY = re.compile(r"(?:\d+\+)?([a-z0-9](?:-?[a-z0-9])*(?:\[bot\])?)@users\.noreply\.github\.com")
FILES = 50_000
"""Files of which the past is kept, those that changed last."""


@lru_cache(1 << 14)
def person(email: str) -> str:
    """The GitHub login an address shows, else a hash of it: who it is matters to nobody, only that it is the same."""
    if match := NOREPLY.fullmatch(email):
        return match[1]
    return "#" + hashlib.sha256(email.encode()).hexdigest()[:12]


@lru_cache(1 << 17)
def is_product(path: str) -> bool:
    """True for what people write and others run: no tests, documents, lock files, vendored or generated ones.

    Lines of those would make a change look as risky as the same lines of the product; `docs/risk-model.md` has figures.
    """
    return not (unwanted(path) or is_test(path) or DOCUMENT.search(path))


def product(files: Iterable[Touch]) -> tuple[Touch, ...]:
    """The files of the product."""
    return tuple(file for file in files if is_product(file.path))


@lru_cache(1 << 17)
def top(path: str) -> str:
    """The top-level directory of a file; a file beside them counts as in `root`."""
    first, slash, _ = path.partition("/")
    return first if slash else "root"


def entropy(lines: Sequence[int]) -> float:
    """How evenly changed lines are spread over files: 0 for one file, log2(n) for n equal ones."""
    total = sum(lines)
    return max(0.0, -sum(n / total * math.log2(n / total) for n in lines if n)) if total else 0.0


@dataclass(slots=True)
class _File:
    changes: int = 0
    last: int = 0
    authors: set[int] = field(default_factory=set)


class Ledger:
    """Who touched what and when: grows change by change, and measures a change against what came before it."""

    def __init__(self, known: Profile) -> None:
        self._numbers = {author: number for number, author in enumerate(known.authors)}
        self._days = [dict(days) for days in known.touches]
        self._files = {file.path: _File(file.changes, file.last, set(file.authors)) for file in known.files}
        self._places: dict[tuple[int, str], set[str]] = {}
        for file in known.files:
            for number in file.authors:
                self._places.setdefault((number, top(file.path)), set()).add(file.path)

    def measure(self, files: Sequence[Touch], author: str, time: int, length: int) -> tuple[float, ...]:
        """The METRICS of a change to these files, itself included where experience and changes are counted.

        `length` is the sum of the lines the files had before.
        """
        paths = [file.path for file in files]
        added, deleted = sum(file.added for file in files), sum(file.deleted for file in files)
        pasts = [self._files.get(file.old_path or file.path) for file in files]
        known = [past for past in pasts if past]
        number = self._numbers.get(person(author), -1)
        authors = set[int]().union(*(past.authors for past in known)) | {number}
        return (
            len({top(path) for path in paths}),
            len({str(PurePosixPath(path).parent) for path in paths}),
            len({PurePosixPath(path).name for path in paths}),
            entropy([file.added + file.deleted for file in files]),
            added,
            deleted,
            length,
            len(authors),
            sum(max(0, time - past.last) for past in known) / DAY / max(1, len(files)),
            sum(past.changes for past in known) + len(files),
            *self._experience(number, paths, time),
            added / (added + deleted) if added + deleted else 0.0,
        )

    def _experience(self, number: int, paths: Sequence[str], time: int) -> tuple[float, float, float]:
        """Files the author touched so far, the same with recent ones weighing more, and those in the same places."""
        days = self._days[number] if number >= 0 else {}
        today = time // DAY
        recent = sum(count / (1 + max(0, today - day)) for day, count in days.items())
        near = {place: self._places.get((number, place), set()) for place in {top(path) for path in paths}}
        new = sum(path not in near[top(path)] for path in set(paths))
        return sum(days.values()) + len(paths), recent + len(paths), sum(map(len, near.values())) + new

    def record(self, past: Past) -> None:
        """Remember a change."""
        files = product(past.files)
        if not files:
            return
        number = self._numbers.setdefault(person(past.author), len(self._numbers))
        if number == len(self._days):
            self._days.append({})
        days, day = self._days[number], past.time // DAY
        days[day] = days.get(day, 0) + len(files)
        for file in files:
            of = self._renamed(file) if file.old_path else self._files.setdefault(file.path, _File())
            of.changes += 1
            of.last = max(of.last, past.time)
            of.authors.add(number)
            self._places.setdefault((number, top(file.path)), set()).add(file.path)

    def _renamed(self, file: Touch) -> _File:
        of = self._files.setdefault(file.path, self._files.pop(file.old_path, _File()))
        for number in of.authors:
            self._places.get((number, top(file.old_path)), set()).discard(file.old_path)
            self._places.setdefault((number, top(file.path)), set()).add(file.path)
        return of

    @property
    def authors(self) -> tuple[str, ...]:
        """Everybody seen, by number."""
        return tuple(self._numbers)

    @property
    def touches(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Of each author: (day, files touched)."""
        return tuple(tuple(days.items()) for days in self._days)

    @property
    def files(self) -> tuple[FilePast, ...]:
        """The past of each file, of those that changed last."""
        newest = sorted(self._files.items(), key=lambda item: -item[1].last)[:FILES]
        return tuple(FilePast(path, one.changes, one.last, tuple(sorted(one.authors))) for path, one in newest)


def lengths_before(changes: Sequence[Past], after: Mapping[str, int]) -> list[int]:
    """The summed lines of each change's files before it, told back from their lines `after` the last change."""
    lines = dict(after)
    sums = []
    for change in reversed(changes):
        total = 0
        for file in product(change.files) if change.counted else ():
            before = max(0, lines.pop(file.path, 0) - file.added + file.deleted)
            lines[file.old_path or file.path] = before
            total += before
        sums.append(total)
    return sums[::-1]


def touched(changes: Iterable[Past]) -> AbstractSet[str]:
    """Every path whose lines have to be known to tell them back through these changes."""
    return {file.path for change in changes if change.counted for file in change.files}
