"""`/hone prompts [kind]`: improvement prompts of one kind, or the three places."""

from difflib import get_close_matches

from service.commands import CLOSED, Answer, Given, Verb, View, request
from service.words.markdown import code

KINDS = ("quality", "security", "performance", "refactor", "tests", "docs", "experience")
FORM = "/hone prompts [kind]"


def act(given: Given, view: View) -> Answer:
    """A request for prompts about the pull request's newest commit, or about the queue on an issue."""
    kind = " ".join(given.arguments).lower() or KINDS[0]
    if kind not in KINDS:
        return Answer(f"😕 No kind {code(kind, 40)} of prompt.{_guess(kind)} {_every()}", done=False)
    if view.pull and not view.pull.open:
        return Answer(CLOSED, done=False)
    return Answer("⏳ Looking for what is worth doing; the prompts will stand here.", request(given, kind))


def _guess(kind: str) -> str:
    near = get_close_matches(kind, KINDS, 1)
    return f" Did you mean {code(f'/hone prompts {near[0]}')}?" if near else ""


def _every() -> str:
    return f"There are {', '.join(code(kind) for kind in KINDS)}."


VERB = Verb("prompts", FORM, "Write improvement prompts: the three best places, or those of one kind", "write", act)
