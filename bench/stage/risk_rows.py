"""Rows to learn risk from: five projects of a public collection, and public repositories mined on the spot."""

import asyncio
import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from service.analyze.risk.labels import WAITING, percentiles
from service.analyze.risk.mined import Mined
from service.analyze.risk.shipped import ADDED
from service.edge.git import Local
from service.model import METRICS, Repo, Row
from service.stats.logistic import Floats
from service.workflows.calibrate import mine

CHANGES = 8_000
SECONDS = 1_800.0
FAULTY = 60
"""Repaired changes below which a repository says too little of a model."""
HERE = Repo(0, "local", "clone")


@dataclass(frozen=True)
class Project:
    """One project: percentiles, lines added to the product, lines added in all, and what was repaired; by time."""

    name: str
    places: Floats
    product: Floats
    added: Floats
    truth: Floats

    @property
    def columns(self) -> Floats:
        """What the model sees: 14 percentiles and the log of the lines added."""
        return np.column_stack([self.places, np.log1p(self.product)])


def published(path: Path) -> list[Project]:
    """The projects of jit_train.csv.gz; their percentiles are those of the file."""
    rows: dict[str, list[list[float]]] = {}
    with gzip.open(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            places = [float(row[f"q_{metric}"]) for metric in METRICS[:-1]]
            added, deleted = float(row["la"]), float(row["ld"])
            rows.setdefault(row["project"], []).append([*places, added / (added + deleted), added, float(row["buggy"])])
    return [_project(name, np.array(found)) for name, found in rows.items()]


def _project(name: str, found: Floats) -> Project:
    return Project(name, found[:, : len(METRICS)], found[:, -2], found[:, -2], found[:, -1])


def mined(clone: Path, kept: Path | None) -> tuple[Mined, float]:
    """What `hone risk calibrate` reads of a clone, and the seconds it took; read back from `kept` when it is there."""
    file = kept / f"{clone.name}.json.gz" if kept else None
    if file and file.is_file():
        read = json.loads(gzip.decompress(file.read_bytes()))
        rows = tuple(Row(id, time, tuple(values)) for id, time, values in read["rows"])
        return Mined(rows, read["fixed"], read["added"], read["until"]), read["seconds"]
    found, seconds = asyncio.run(_mine(clone))
    if file:
        file.write_bytes(gzip.compress(json.dumps({**asdict(found), "seconds": seconds}).encode(), mtime=0))
    return found, seconds


async def _mine(clone: Path) -> tuple[Mined, float]:
    code = Local(clone)
    commit = await code.resolve("HEAD")
    time = asyncio.get_running_loop().time
    began = time()
    found = await mine(code, HERE, commit, changes=CHANGES, seconds=SECONDS)
    return found, time() - began


def labelled(name: str, found: Mined) -> Project | None:
    """The rows whose fate is known, as a project; None when too few were repaired."""
    values = np.array([row.values for row in found.rows])
    old = np.array([row.time <= found.until - WAITING for row in found.rows])
    truth = np.array([float(row.id in found.fixed) for row in found.rows])[old]
    if truth.sum() < FAULTY:
        return None
    added = np.array([float(found.added[row.id]) for row in found.rows])[old]
    return Project(name, percentiles(values)[old], values[old, ADDED], added, truth)


def projects(data: Path, names: Sequence[str], kept: Path | None) -> Iterator[Project]:
    """The five published projects, then every named clone with enough labels."""
    yield from published(data / "jit_train.csv.gz")
    for name in names:
        if project := labelled(name, mined(data / name, kept)[0]):
            yield project
