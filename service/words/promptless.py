"""Why some findings have no prompt of their own: one line, so that nobody looks for what is not there."""

from service.model import Report, Severity
from service.words.parts import count

_PLACES = 3


def promptless(report: Report) -> str:
    """One line for the comment; empty when every finding has its prompt, or the settings want none."""
    places = min(report.config.prompts, _PLACES)
    served = {id for prompt in report.prompts for id in prompt.findings}
    without = [each for each in report.analysis.introduced if each.id not in served]
    if not without or not places:
        return ""
    queued = {each.id for improvement in report.improvements for each in improvement.findings}
    waiting = sum(each.id in queued for each in without)
    small = sum(each.id not in queued and each.severity is Severity.LOW for each in without)
    hidden = len(without) - waiting - small
    said = [
        f"{_have(waiting)} to wait: {_limit(places)}" if waiting else "",
        f"{_are(small)} too small for an instruction" if small else "",
        f"{_have(hidden)} a place that no instruction can cite safely" if hidden else "",
    ]
    return f"Without a prompt: {'; '.join(part for part in said if part)}."


def _limit(places: int) -> str:
    kinds = "one prompt each for quick win, performance and long-term structure"
    return f"{kinds}, best first" if places == _PLACES else f"{kinds}, best first, and {places} by the settings"


def _have(number: int) -> str:
    return f"{count(number, 'finding')} {'has' if number == 1 else 'have'}"


def _are(number: int) -> str:
    return f"{count(number, 'finding')} {'is' if number == 1 else 'are'}"
