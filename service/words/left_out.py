"""What a change leaves out, one line each: tests, documentation; and settings that it changes for nothing here."""

from collections.abc import Sequence

from service.model import Analysis, Function
from service.words.markdown import code

_NAMED = 3


def left_out(analysis: Analysis) -> list[str]:
    """Sentences for the check run; none when nothing is left out."""
    lines = [
        (analysis.untested, f"No test changed with {_listed(analysis.untested)}."),
        (analysis.undocumented, f"Without documentation, unlike most around them: {_functions(analysis)}."),
    ]
    return [*(line for some, line in lines if some), *([unread(analysis)] if analysis.suppressed else [])]


def unread(analysis: Analysis) -> str:
    """Which settings of analyzers the change touches for nothing; empty when it touches none."""
    touched = _listed(analysis.suppressed)
    return f"Hone does not read settings of analyzers such as {touched}." if analysis.suppressed else ""


def asked_for(analysis: Analysis) -> str:
    """One line for the comment: tests and documentation that reviewers will ask for; empty when there is nothing."""
    wanted = [
        f"no test changed with {_listed(analysis.untested)}" if analysis.untested else "",
        f"no documentation of {_functions(analysis)}" if analysis.undocumented else "",
    ]
    said = "; ".join(part for part in wanted if part)
    return f"**A reviewer may ask:** {said}." if said else ""


def _functions(analysis: Analysis) -> str:
    return _listed([_named(function) for function in analysis.undocumented])


def _named(function: Function) -> str:
    return f"{function.path}:{function.start} {function.name}"


def _listed(names: Sequence[str]) -> str:
    """The first three as code spans, and how many more."""
    shown, more = [code(name) for name in names[:_NAMED]], len(names) - _NAMED
    return ", ".join(shown) + (f" and {more:,} more" if more > 0 else "")
