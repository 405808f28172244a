"""What a model is told of a repository as such: the same bytes for every question about it at one base."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from service.execute.context.excerpts import Excerpt, excerpt, readable
from service.execute.context.hushing import hushed
from service.execute.documents import pipeline, readme
from service.execute.names import prose
from service.model import Command, Commit, Place

MOST_COMMITS = 8
HEADS: tuple[tuple[str, int], ...] = (
    ("agents", 60),
    ("guide", 40),
    ("readme", 30),
    ("roadmap", 30),
    ("owners", 15),
    ("CI", 40),
)
"""Which files tell how a repository is worked on, most telling first, and how many lines are shown of each."""


def told(layout: Sequence[Place], commands: Sequence[Command], commits: Sequence[Commit]) -> str:
    """Layout, commands and the newest commits, as one text."""
    return "\n\n".join(part for part in (_layout(layout), _commands(commands), _commits(commits)) if part)


def documents(files: Mapping[str, Sequence[str]], contents: Mapping[str, bytes]) -> Iterator[Excerpt]:
    """The beginnings of the files that tell how the repository is worked on; `files` are their paths by kind."""
    for kind, most in HEADS:
        for path in files.get(kind, ()):
            if path in contents:
                yield from excerpt(path, readable(path, contents[path]), 1, most, kind)


def files(
    layout: Sequence[Place], guides: Sequence[str], roadmap: Sequence[str], paths: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """The files that `documents` shows, by kind."""
    agents = tuple(guide for guide in guides if guide.lower().endswith("agents.md"))
    return {
        "agents": agents or tuple(place.path for place in layout if place.role == "agents")[:1],
        "guide": tuple(guide for guide in guides if guide not in agents),
        "readme": _found(readme(paths)),
        "roadmap": tuple(roadmap[:1]),
        "owners": tuple(place.path for place in layout if place.role == "owners")[:1],
        "CI": _found(pipeline(paths)),
    }


def _found(path: str) -> tuple[str, ...]:
    return (path,) if path else ()


def _layout(layout: Sequence[Place]) -> str:
    roles: dict[str, list[str]] = {}
    for place in layout:
        roles.setdefault(place.role, []).append(place.path)
    lines = [f"- {role}: {', '.join(paths)}" for role, paths in roles.items()]
    return "\n".join(["Layout:", *lines]) if lines else ""


def _commands(commands: Sequence[Command]) -> str:
    lines = [f"- {each.kind}: {each.run} (declared in {each.source})" for each in commands]
    return "\n".join(["Commands:", *lines]) if lines else "Commands: the repository declares none."


def _commits(commits: Sequence[Commit]) -> str:
    lines = [f"- {hushed('', prose(each.subject, 100))}" for each in commits[:MOST_COMMITS] if each.subject.strip()]
    return "\n".join(["Newest commits of the base:", *lines]) if lines else ""
