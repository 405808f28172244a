"""What was read of a history, before anything is learned from it; free of numpy, which learning needs."""

from dataclasses import dataclass

from service.model import Row


@dataclass(frozen=True, slots=True)
class Mined:
    """What was read of a history: its rows, oldest first; when each repaired one was first repaired; lines in all."""

    rows: tuple[Row, ...]
    fixed: dict[str, int]
    added: dict[str, int]
    """Lines added by each change, tests and documents included: what "lines added alone" goes by."""
    until: int
    """Time of the newest change that was read: what was not repaired by then may be repaired later."""
