"""Work that somebody asked for with a command or a label: it is answered in one reply, edited when it is done."""

from dataclasses import dataclass

from service.model.change import Repo

MOST_TEXT = 40_000
"""Characters of a comment that a request carries along."""
REFINE = "refine"
"""The verb of what a review asks for, and no command can: a model goes over its prompts. `arguments`: the check run."""


@dataclass(frozen=True, slots=True)
class Request:
    """A command whose answer takes reading, writing, or a model."""

    repo: Repo
    number: int
    verb: str
    arguments: tuple[str, ...] = ()
    comment: int = 0
    """The comment it stood in; 0: a label asked."""
    on_pull: bool = False
    author: str = ""
    text: str = ""
    """The whole comment, for verbs that read more than its first line."""

    @property
    def key(self) -> str:
        """The subject whose requests keep their order; what people ask for does not wait for what nobody asked for."""
        return f"{self.repo.id}/{self.number}/{REFINE if self.verb == REFINE else 'request'}"
