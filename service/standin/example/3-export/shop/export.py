"""Figures for the bookkeeper."""

import csv
from collections.abc import Iterable
from pathlib import Path


def write(rows: Iterable[tuple[str, int]], target: Path) -> None:
    """Write one row per day: date and turnover in cents."""
    with target.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
