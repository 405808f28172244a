"""Prompts that were handed out: they are found again by any of their ids."""

from typing import Protocol

from service.model import Change, Prompt, Repo


class Handed(Protocol):
    """Every prompt that somebody may refer to."""

    async def prompt(self, repo: Repo, id: str) -> tuple[Change, Prompt] | None:
        """The newest prompt with that id of a prompt, an improvement or a finding, and the change it was made for."""
        ...
