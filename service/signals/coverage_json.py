"""The JSON report of coverage.py (`coverage json`)."""

import re

from service.signals import Covered, Format, Lines, Unreadable, at, bounded, parsed


def read(content: bytes) -> Covered:
    """Lines by file. Raises Unreadable."""
    files = at(parsed(content), "files")
    if not isinstance(files, dict):
        raise Unreadable("it has no `files`")
    found = {}
    for path, file in files.items():
        hit, missed = at(file, "executed_lines"), at(file, "missing_lines")
        if not isinstance(hit, list) or not isinstance(missed, list):
            raise Unreadable("a file in it has no `executed_lines` and `missing_lines`")
        found[path] = Lines(_numbers(hit), _numbers(missed))
    return bounded(found)


def _numbers(lines: list[object]) -> set[int]:
    return {line for line in lines if isinstance(line, int) and not isinstance(line, bool)}


COVERAGE_JSON = Format("coverage.py JSON", "coverage", re.compile(r"(?i)coverage[\w.-]*\.json"), read)
