"""Asking by a command and reading what came of it."""

import re
from typing import TYPE_CHECKING

from service.model import Change, Prompt, Repo
from tests.maintainer import Pull, Talk
from tests.world import World

if TYPE_CHECKING:
    from tests.serving import Served

ULID = re.compile(r"Prompt-Id: ([0-9A-Z]{26})")


def answer(talk: Talk, comment: int) -> str:
    """The reply to a comment, without its marker; there is exactly one."""
    own = [body for body in talk.said if body.startswith(f"<!-- hone:reply to={comment} -->")]
    assert len(own) == 1, talk.said
    return own[0].partition("\n")[2]


async def ask(hone: World, talk: Talk, body: str, by: str = "bob", role: str = "write") -> tuple[str, list[str]]:
    """Comment, wait until all is done, and hand back the reply with the reactions."""
    comment = await talk.reply(body, by=by, role=role)
    await hone.settled()
    return answer(talk, comment), talk.reactions(comment)


async def served_prompt(served: "Served", pull: Pull) -> tuple[Change, Prompt]:
    """The prompt in the sticky comment of a pull request, as it is kept."""
    owner, _, name = pull.repo.name.partition("/")
    id = ULID.search(pull.comment)
    assert id, pull.comment
    kept = await served.hone.edge.store.prompt(Repo(pull.repo.id, owner, name), id[1])
    assert kept
    return kept
