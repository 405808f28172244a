"""`/hone ux [area]`: prompts for what people see and use."""

from service.commands import CLOSED, Answer, Given, Verb, View, request
from service.words import replies

LONGEST = 200
"""Characters of an area; no path people would name is longer."""
FORM = "/hone ux [area]"


def act(given: Given, view: View) -> Answer:
    """A request for prompts about the interface files whose path holds the area."""
    area = " ".join(given.arguments)
    if len(area) > LONGEST:
        return Answer(replies.usage("ux", FORM, f"an area has at most {LONGEST} characters"), done=False)
    if view.pull and not view.pull.open:
        return Answer(CLOSED, done=False)
    return Answer("⏳ Reading the interface files; the prompts will stand here.", request(given, area))


VERB = Verb("ux", FORM, "Write prompts for the user experience of a part of the interface", "write", act)
