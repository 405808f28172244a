"""Prompts that were handed out: they are found again by any of their ids."""

from collections.abc import Sequence
from typing import Protocol

from service.model import Change, Prompt, Repo


class Handed(Protocol):
    """Every prompt that somebody may refer to."""

    async def prompt(self, repo: Repo, id: str) -> tuple[Change, Prompt] | None:
        """The newest prompt with that id of a prompt, an improvement or a finding, and the change it was made for.

        None: this repository has none; other repositories' prompts are none of its business.
        """
        ...

    async def save_prompts(self, change: Change, prompts: Sequence[Prompt]) -> None:
        """Keep the prompts handed out on this change; one that is kept already stays as it is."""
        ...

    async def revise_prompts(self, change: Change, prompts: Sequence[Prompt]) -> None:
        """Keep these, in the place of those with the same id: what they say now is what their readers see."""
        ...
