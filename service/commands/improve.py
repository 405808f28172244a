"""`/hone improve <id>`: a better version of a prompt that was handed out."""

import re

from service.commands import Answer, Given, Verb, View, request
from service.words import replies
from service.words.markdown import code

FORM = "/hone improve <id>"
_ID = re.compile(r"[0-9A-Za-z]{2,40}")


def act(given: Given, _view: View) -> Answer:
    """A request to improve the prompt of that id: its own, its improvement's, or one of its findings'."""
    if len(given.arguments) != 1:
        return Answer(replies.usage("improve", FORM, "it needs one id"), done=False)
    if not _ID.fullmatch(given.arguments[0]):
        return Answer(f"😕 No prompt here has the id {code(given.arguments[0], 40)}.", done=False)
    return Answer(
        "⏳ Looking for what this prompt lacks; the better one will stand here.", request(given, *given.arguments)
    )


VERB = Verb("improve", FORM, "Improve a prompt by its id, or that of its improvement or finding", "write", act)
