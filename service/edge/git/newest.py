"""The newest commit of the default branch, found and fetched in one request."""

from service.edge.git.answers import Missing, Unreachable
from service.edge.git.clone import Clone
from service.edge.git.command import Exceeded, git
from service.edge.git.remote import Remote
from service.ports import Unfetchable

REF = "refs/hone/newest"
SHA_1 = 40
"""Hexadecimal digits of an object id on GitHub, which hosts no other."""


async def newest(clone: Clone, remote: Remote) -> str:
    """The SHA of the host's HEAD, fetched with its history, or alone where all of it is too much.

    Raises Unfetchable, or GitFailed when the clone itself seems damaged.
    """
    if not clone.ready:
        await clone.create(SHA_1)
    wants = [f"+HEAD:{REF}"]
    async with clone.locked() as held:
        try:
            await remote.fetch(held, wants, depth=1 if clone.shallow else 0)
        except Exceeded:
            await remote.fetch(held, wants, depth=1)
        except Missing:
            raise Unfetchable("The repository has no commit on its default branch yet.") from None
        except Unreachable:
            raise Unfetchable("The git host cannot be reached.") from None
        await clone.tidy(held)
        return (await git(held, "rev-parse", "--verify", f"{REF}^{{commit}}")).decode().strip()
