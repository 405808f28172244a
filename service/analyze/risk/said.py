"""Says in words what each group of measures saw; about code and its history, never about people."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from service.analyze.risk.facts import count
from service.analyze.risk.metrics import entropy
from service.model import METRICS, ChangedFile
from service.model.evidence import Group

ONE_FILE, EVEN = 0.4, 0.8
"""Shares of the greatest possible entropy below and above which the spread is called so."""


def said(group: Group, files: Sequence[ChangedFile], values: Sequence[float], all: int) -> str:
    """One clause of facts behind a group of METRICS of these files of the product, out of `all` that changed."""
    named = dict(zip(METRICS, values, strict=True))
    if group == "size":
        return size(files) + (", tests and documents apart" if len(files) < all else "")
    if group == "spread":
        return spread(files)
    return _history(named, len(files)) if group == "history" else _familiarity(named, len(files))


def size(files: Sequence[ChangedFile]) -> str:
    """`42 lines added, 7 deleted`."""
    return f"{count(sum(file.added for file in files), 'line')} added, {sum(file.deleted for file in files):,} deleted"


def spread(files: Sequence[ChangedFile]) -> str:
    """`3 files in 2 directories, spread evenly`."""
    if len(files) == 1:
        return "one file"
    places = {str(PurePosixPath(file.path).parent) for file in files}
    lines = [file.added + file.deleted for file in files]
    evenness = entropy(lines) / max(1.0, entropy([1] * len(files)))
    how = "mostly one file" if evenness < ONE_FILE else "spread evenly" if evenness > EVEN else "spread unevenly"
    return f"{count(len(files), 'file')} in {count(len(places), 'directory', 'directories')}, {how}"


def _history(named: Mapping[str, float], files: int) -> str:
    before = int(named["nuc"]) - files
    if before <= 0:
        return "new files"
    people, age = count(int(named["ndev"]), "author"), count(round(named["age"]), "day")
    return f"its files changed {count(before, 'time')} before in all, {people} so far, on average {age} ago"


def _familiarity(named: Mapping[str, float], files: int) -> str:
    before = int(named["exp"]) - files
    if before <= 0:
        return "the author's first change here"
    if named["sexp"] <= named["nf"]:
        return "touches code new to the author"
    return "the author has worked in these directories before"
