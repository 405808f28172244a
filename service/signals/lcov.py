"""LCOV tracefiles, as lcov, Jest, Vitest, nyc and cargo-llvm-cov write them."""

import re

from service.signals import Covered, Format, Lines, bounded

_LINE = re.compile(r"DA:(\d{1,8}),(\d{1,19})")


def read(content: bytes) -> Covered:
    """Lines by source file. Raises Unreadable."""
    found: dict[str, Lines] = {}
    current: Lines | None = None
    for line in content.decode(errors="replace").splitlines():
        if line.startswith("SF:"):
            current = found.setdefault(line[3:].strip(), Lines())
        elif line.startswith("end_of_record"):
            current = None
        elif current is not None and (counted := _LINE.match(line)):
            number = int(counted[1])
            (current.hit if counted[2].strip("0") else current.missed).add(number)
    for lines in found.values():
        lines.missed -= lines.hit
    return bounded(found)


LCOV = Format("lcov", "coverage", re.compile(r"(?i)lcov[\w.-]*(\.info)?|[\w.-]*lcov\.info"), read)
