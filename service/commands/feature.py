"""`/hone feature "<name>"`: a prompt for something that is not there yet."""

from service.commands import Answer, Given, Verb, View, request
from service.words import replies

LONGEST = 200
"""Characters of a name; what it is to do stands in the issue."""
FORM = '/hone feature "<name>"'


def act(given: Given, _view: View) -> Answer:
    """A request for the prompt; on an issue its text is read, too."""
    name = " ".join(" ".join(given.arguments).split())
    if not name or len(name) > LONGEST:
        why = f"its name has at most {LONGEST} characters" if name else "it needs a name"
        return Answer(replies.usage("feature", FORM, why), done=False)
    return Answer("⏳ Writing a prompt for this feature; it will stand here.", request(given, name))


VERB = Verb("feature", FORM, "Write a prompt for a feature, from its name and the issue's text", "write", act)
