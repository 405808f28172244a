"""Which of a repository's declared commands check a given piece of code."""

from collections.abc import Iterable

from service.claims import covers, of_language
from service.execute.declared import Kind
from service.model import Command, Passage

OWN: tuple[Kind, ...] = ("lint", "types")
"""Kinds whose tools read one language alone."""
KINDS: tuple[Kind, ...] = ("test", "lint", "types")


def fitting(commands: Iterable[Command], passages: Iterable[Passage]) -> tuple[Command, ...]:
    """The commands that check these passages: test, lint and types, at most one each, from the nearest manifest.

    A manifest of another language is left out, and so is one of a folder that the passages are not in. What lints and
    checks types comes from a manifest of the passages' own language where one declares it: what `make lint` reads
    cannot be known by its name.
    """
    paths = [passage.path for passage in passages]
    able = [command for command in commands if any(covers(command, path) for path in paths)]
    able.sort(key=lambda command: (command.kind in OWN and not of_language(command), -command.source.count("/")))
    nearest = {command.kind: command for command in reversed(able)}
    checks = tuple(nearest[kind] for kind in KINDS if kind in nearest)
    return checks or tuple(nearest[kind] for kind in ("build",) if kind in nearest)  # compiling is a check, too
