"""`/hone debt`: how the default branch stands, where it hurts, and how it came to that."""

from service.commands import Answer, Given, Verb, View
from service.words.debt import page


def act(_given: Given, view: View) -> Answer:
    """The rating, the trend and the hotspots of the newest look."""
    if view.baseline is None:
        return Answer("😕 Nobody has looked at the whole repository yet; `/hone init` does.", done=False)
    return Answer(page(view.baseline, view.trend))


VERB = Verb("debt", "/hone debt", "Show technical debt, its trend, and the hotspots", "anyone", act, whole=True)
