"""`/hone evaluate`: how good a prompt is that stands in the same comment."""

from service.commands import Answer, Given, Verb, View, pasted, request
from service.words import replies

FORM = "/hone evaluate"


def act(given: Given, _view: View) -> Answer:
    """A request to judge the prompt in the comment's first fence, or below its first line."""
    if given.arguments or not pasted(given.comment.body).strip():
        why = "the prompt stands below it, best in a fence" if not given.arguments else "it takes no arguments"
        return Answer(replies.usage("evaluate", FORM, why), done=False)
    return Answer("⏳ Reading this prompt; its score will stand here.", request(given, text=given.comment.body))


VERB = Verb("evaluate", FORM, "Score the prompt that stands below, in a fence", "write", act)
