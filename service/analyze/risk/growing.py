"""Brings what is known of a repository's history up to date, change by change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.analyze.risk.metrics import Ledger, lengths_before, product
from service.model import Past, Profile, Row

WINDOW = 1000
"""Changes a new one is compared with."""
DIGITS = 4


def grow(known: Profile, changes: Sequence[Past], lengths: Mapping[str, int], window: int = WINDOW) -> Profile:
    """What is known after these changes, oldest first, that follow the known ones.

    `lengths` are the lines of their files after the last of them. The newest `window` rows are kept.
    """
    if not changes:
        return known
    ledger, rows = Ledger(known), list(known.rows)
    for change, length in zip(changes, lengths_before(changes, lengths), strict=True):
        files = product(change.files)
        if change.counted and change.parent and any(file.added or file.deleted for file in files):
            values = ledger.measure(files, change.author, change.time, length)
            rows.append(Row(change.id, change.time, tuple(round(value, DIGITS) for value in values)))
        ledger.record(change)
    return replace(
        known,
        commit=changes[-1].id,
        changes=known.changes + len(changes),
        authors=ledger.authors,
        touches=ledger.touches,
        files=ledger.files,
        rows=tuple(rows[-window:]),
    )
