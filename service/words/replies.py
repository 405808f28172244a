"""Short answers to people: one calm sentence, never a command at the start of a line."""

import hashlib
from collections.abc import Iterable

from service.words.markdown import code, table, text

REPLY = "<!-- hone:reply to={} -->"


def marker(comment: int) -> str:
    """What a reply to that comment begins with."""
    return REPLY.format(comment)


def reply(comment: int, sentence: str) -> str:
    """The body of a reply to that comment; `sentence` is ready-made Markdown of our own."""
    return f"{marker(comment)}\n{sentence}"


def unknown(verb: str, nearest: str) -> str:
    """Answer to a verb that does not exist."""
    guess = f" Did you mean {code(f'/hone {nearest}')}?" if nearest else ""
    return f"😕 No command {code(verb, 40)}.{guess} · `/hone help` lists all."


def later(verb: str, gives: str) -> str:
    """Answer to a verb of the contract that is not built yet."""
    return f"😕 {code(f'/hone {verb}')} is not built yet: {gives} will come with a later version."


def refusal_marker(login: str, hour: str) -> str:
    """What a refusal begins with: one a person, a place and an hour, because equal markers are one comment."""
    return f"<!-- hone:refused {hashlib.sha256(f'{login} {hour}'.encode()).hexdigest()[:12]} -->"


def usage(verb: str, form: str, reason: str) -> str:
    """Answer to a command whose arguments do not fit."""
    return f"😕 {code(f'/hone {verb}')}: {text(reason)}. It is written {code(form)}."


def refused(verb: str, needs: str, login: str, has: str) -> str:
    """Answer to a command its author may not run."""
    return f"😕 {code(f'/hone {verb}')} needs **{needs}** access; {code(login, 40)} has **{text(has or 'none')}**."


def help_page(rows: Iterable[tuple[str, str, str]]) -> str:
    """The list of commands: form, what it does, who may."""
    cells = [(code(form), text(what), text(who)) for form, what, who in rows]
    return "\n\n".join(
        (
            "**Hone commands** (first line of a comment)",
            table(("Command", "What it does", "Who"), "lll", cells),
            "👀 seen · 🚀 done · 😕 could not do it (a reply says why) · editing a comment does not run it again.",
        )
    )
