"""Figures for the bookkeeper."""

import csv
import subprocess
from collections.abc import Iterable
from pathlib import Path


def write(rows: Iterable[tuple[str, int]], target: Path) -> None:
    """Write one row per day: date and turnover in cents."""
    with target.open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def upload(target: Path, host: str) -> None:
    """Send the figures to the bookkeeper's machine."""
    subprocess.run(f"scp {target} {host}:inbox/", shell=True, check=True)
