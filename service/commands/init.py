"""`/hone init`: look at the whole repository, now."""

from service.commands import Answer, Given, Verb, View
from service.model import Start, Survey


def act(given: Given, _view: View) -> Answer:
    """A survey of the live head of the default branch, behind every review that waits."""
    said = (
        "Looking at the whole default branch: debt, maintainability, hotspots, history. Reviews go first;"
        " `/hone debt` shows the result."
    )
    return Answer(said, Start(Survey(given.comment.repo, again=True)))


VERB = Verb("init", "/hone init", "Look at the whole default branch again, and refresh the queue", "maintain", act)
