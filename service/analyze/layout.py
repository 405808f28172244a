"""What a tree holds, by role: a few files of each, as far as their paths tell, those near the work first."""

from collections.abc import Callable, Collection, Iterable, Iterator
from heapq import nsmallest
from itertools import islice
from typing import get_args

from service.analyze.near import Near, Rank
from service.analyze.roles import TEXTS, Folders, role_of
from service.model import Place
from service.model.grounding import Role
from service.paths import is_beside, is_test, unwanted

FEW = 4
"""Files of one role that are named: enough to follow an example, few enough to read."""
MOST_ROADMAPS = 6
DECISIONS = ("adr", "adrs", "decisions", "rfcs")
"""Folders of architecture decision records: https://adr.github.io."""


def layout(
    paths: Collection[str], near: Iterable[str] = (), fit: Callable[[str], bool] = lambda _path: True
) -> tuple[Place, ...]:
    """At most four files of each role, nearest to `near` first, then those higher up in the tree; in the roles' order.

    `fit` says which paths may be named at all; it is asked only of files that would be.
    """
    folders = Folders(Near(near))
    found: dict[Role, list[tuple[Rank, str]]] = {role: [] for role in get_args(Role)}
    for path in paths:
        way, _, name = path.rpartition("/")
        folder = folders(way)
        if folder.wanted and (role := role_of(folder, name.lower())):
            found[role].append((folder.rank, path))
    return tuple(Place(role, path) for role, ranked in found.items() for path in _first(role, ranked, fit))


def roadmap(paths: Iterable[str], fit: Callable[[str], bool] = lambda _path: True) -> tuple[str, ...]:
    """Files that say where the project is going, at most six: roadmaps, then the newest architecture decisions."""
    plans, decisions = [], []
    for path in paths:
        folder, _, name = path.lower().rpartition("/")
        stem, _, ending = name.rpartition(".") if "." in name else (name, "", "")
        if ending not in TEXTS:
            continue
        if stem.startswith("roadmap") and folder in {"", "docs", "doc", ".github"}:
            plans.append(path)
        elif folder.rpartition("/")[2] in DECISIONS and any(letter.isdigit() for letter in stem) and fit(path):
            decisions.append(path)
    chosen = [path for path in sorted(plans, key=lambda path: (path.count("/"), path)) if fit(path)]
    return tuple([*chosen, *sorted(decisions, reverse=True)][:MOST_ROADMAPS])


def _true(role: Role, path: str) -> bool:
    """Whether the whole path bears out what its parts promise: a second look at the few that would be named."""
    if role == "tests":
        return is_test(path)
    return not unwanted(path) and not (role == "source" and (is_beside(path) or ".config." in path))


def _first(role: Role, ranked: list[tuple[Rank, str]], fit: Callable[[str], bool]) -> Iterator[str]:
    """The best that may be named; a role whose best dozens may not is better left out than searched to its end."""
    good = (path for _, path in nsmallest(FEW * 8, ranked) if _true(role, path) and fit(path))
    return islice(good, FEW)
