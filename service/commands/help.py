"""`/hone help`: what can be asked, and by whom."""

from service.commands import LATER, PREFIX, Answer, Given, Verb, View
from service.words.markdown import code
from service.words.replies import help_page


def act(_given: Given, view: View) -> Answer:
    """The table of commands, made from the command files themselves."""
    rows = ((verb.form, verb.what, f"{verb.who}{', the author' if verb.pull_author else ''}") for verb in view.verbs)
    later = ", ".join(code(f"{PREFIX} {verb}") for verb in LATER)
    return Answer(f"{help_page(rows)}\n\n<sub>Not built yet: {later}.</sub>")


VERB = Verb("help", "/hone help", "List the commands", "anyone", act)
