"""Change coupling: files that usually change together, and those that a change leaves behind.

The measure is that of logical coupling (Gall, Hajek and Jazayeri, ICSM 1998), as code-maat publishes it: shared changes
by the mean of both files' changes. What is said to an author asks for more than it: the other file was in most changes
of this one.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import permutations

from service.model import Coupled, Coupling, Diff, Past
from service.paths import is_test, unwanted

MOST_FILES = 30
"""Files of a change above which it says nothing of any two of them: a sweep, such as a new licence header."""
LEAST_SHARED, LEAST_DEGREE, LEAST_SHARE = 8, 0.3, 0.6
"""What a habit is: eight times together, half of all changes to either, and seven of ten changes to the one at hand."""
SECONDS = 2 * 365 * 86_400
"""How far back habits are looked for."""
MOST_COUPLINGS, SHOWN = 400, 3
LONGEST = 200
"""Characters of a path that is remembered: with longer ones a hostile tree could fill the memory of a step."""
BESIDE = re.compile(
    r"(^|/)(docs?|docs_src|examples?|locales?|translations?|i18n|lang|snapshots?|__snapshots__|migrations|changes|news)/"
    r"|\.(md|mdx|rst|adoc|txt|po|pot|mo|svg|png|snap|lock|json|ya?ml|toml|cfg|ini|xml|csv|html?|css|s[ac]ss|less)$"
    r"|(^|/)(changelog|changes|history|news|authors|contributors|version|licen[cs]e|notice|makefile|dockerfile)[^/]*$"
    r"|(^|/)(__init__|__version__|_?version|setup|conf)\.py$|(^|/)\.[^/]+$|\.d\.ts$|(^|/)index\.[jt]sx?$",
    re.IGNORECASE,
)
"""Files that change with everything, or that a machine or a release brings along."""


def couplings(changes: Sequence[Past], tree: Collection[str]) -> tuple[Coupling, ...]:
    """Pairs of files of the tree that usually change together, strongest first, each seen from the one that asks."""
    shared: Counter[tuple[str, str]] = Counter()
    alone: Counter[str] = Counter()
    since = max((change.time for change in changes), default=0) - SECONDS
    for paths in _together(changes, since):
        known = [path for path in paths if path in tree]
        alone.update(known)
        shared.update(permutations(sorted(known), 2))
    found = (
        Coupling(path, other, together, alone[path], round(2 * together / (alone[path] + alone[other]), 2))
        for (path, other), together in shared.items()
        if together >= LEAST_SHARED and together >= LEAST_SHARE * alone[path]
    )
    strong = (one for one in found if one.degree >= LEAST_DEGREE)
    return tuple(nlargest(MOST_COUPLINGS, strong, key=lambda one: (one.degree, one.together, one.path, one.other)))


def left_behind(diff: Diff, known: Iterable[Coupling]) -> tuple[Coupled, ...]:
    """Files that usually change with a modified one and are not in the change, at most three, each named once."""
    touched = {file.path for file in diff.files} | {file.old_path for file in diff.files}
    modified = {file.path for file in diff.files if file.status == "modified" and file.hunks}
    absent: dict[str, Coupled] = {}
    for one in known:
        if one.path in modified and one.other not in touched:
            absent.setdefault(one.other, Coupled(one.path, one.other, one.together, one.revisions))
    return tuple(nlargest(SHOWN, absent.values(), key=lambda one: one.together / one.revisions))


def _together(changes: Sequence[Past], since: int) -> Iterator[set[str]]:
    """The source files of each change that is recent and no sweep, under their newest names."""
    names: dict[str, str] = {}
    for change in reversed(changes):
        paths = {names.get(touch.path, touch.path) for touch in change.files}
        names |= {touch.old_path: names.get(touch.path, touch.path) for touch in change.files if touch.old_path}
        if change.time >= since and len(paths) <= MOST_FILES:
            yield {path for path in paths if len(path) <= LONGEST and not _beside(path)}


def _beside(path: str) -> bool:
    return bool(BESIDE.search(path) or is_test(path) or unwanted(path))
