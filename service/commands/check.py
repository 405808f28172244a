"""`/hone check`: run the gate again on the newest commit."""

from service.commands import Answer, Given, Verb, View
from service.model import Start


def act(given: Given, view: View) -> Answer:
    """A review of the newest head, as a new check run."""
    if view.pull is None:
        return Answer("😕 There is no pull request here to check.", done=False)
    if not view.pull.open:
        return Answer("😕 This pull request is closed; there is nothing left to check.", done=False)
    return Answer(start=Start(view.pull.change(given.comment.repo, attempt=f"comment-{given.comment.comment}")))


VERB = Verb("check", "/hone check", "Run the gate again on the newest commit", "write", act, pull_author=True)
