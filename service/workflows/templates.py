"""TEMPLATES: the texts prompts are written by, the repository's own where the base of the change has them."""

from service.model import Change
from service.ports import Code, Unfetchable
from service.prompts import override
from service.prompts.override import SHIPPED, Templates


async def templates(code: Code, change: Change) -> Templates:
    """The templates in force, read where the change goes to, never where it comes from.

    A repository that cannot be read has the shipped ones: its review says already that it cannot be read.
    """
    try:
        return override.read(await code.base_files(change, tuple(override.PATHS)))
    except Unfetchable:
        return SHIPPED
