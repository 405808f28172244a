"""Source files of the product that grew while their tests stayed as they were."""

from collections.abc import Callable

from service.analyze.risk.facts import UNTESTED_LINES, is_source
from service.model import Diff
from service.paths import is_test, unwanted


def untested(diff: Diff, test_of: Callable[[str], str]) -> tuple[str, ...]:
    """Changed source files with at least 10 added lines for which no test changed.

    That is: no test changed at all, or the file has a test of its own, `test_of(path)`, and just that one did not.
    """
    changed = {file.path for file in diff.files if is_test(file.path)}
    grown = [
        file.path
        for file in diff.files
        if file.added >= UNTESTED_LINES and is_source(file.path) and not unwanted(file.path)
    ]
    return tuple(path for path in grown if not changed or ((own := test_of(path)) and own not in changed))
