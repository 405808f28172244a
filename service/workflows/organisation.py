"""ORGANISATION: the settings an account keeps in its `.github` repository, looked at beside reviews, never in one."""

from datetime import timedelta

from service.config.document import MOST_BYTES
from service.model import CONFIG_PATH, Repo
from service.ports import Edge, Fault

HOME = ".github"
"""The repository GitHub itself reads an account's defaults from."""
EVERY = timedelta(hours=1)


async def refresh(edge: Edge, repo: Repo) -> None:
    """Remember the settings of the repository's owner as they are now; what cannot be read stays as it was.

    A file that is too long is kept cut: one byte more than anybody reads makes it a fault that is told.
    """
    try:
        content = await edge.github.contents(repo, CONFIG_PATH)
    except Fault:
        return
    await edge.store.keep_organisation_settings(repo.owner, (content or b"")[: MOST_BYTES + 1].decode(errors="replace"))


async def refresh_old(edge: Edge, repo: Repo) -> None:
    """Look again after an hour: a push that nobody told Hone of must not count for ever."""
    seen = await edge.store.organisation_seen(repo.owner)
    if seen is None or edge.lab.clock.now() - seen >= EVERY:
        await refresh(edge, repo)
