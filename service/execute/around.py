"""What stands around the code in question: its callers and tests, the rest of the change, guides, the issue."""

from collections.abc import Iterator

from service.execute.names import prose
from service.execute.scene import Scene, code, lines, listed
from service.model import Outline

MAX_CALLERS, MAX_FILES, MAX_SYMBOLS = 3, 2, 2
"""What is named: enough to look further, not so much that nobody reads it."""


def around(scene: Scene) -> str:
    """One line each; what is not known is left out."""
    return "\n".join(_lines(scene))


def callers(scene: Scene) -> tuple[str, ...]:
    """Where the code in question is used, as `path:line`."""
    return tuple(dict.fromkeys(each for passage in scene.passages for each in passage.callers))[:MAX_CALLERS]


def _lines(scene: Scene) -> Iterator[str]:
    grounding = scene.grounding
    if scene.hotspot and (
        above := [f"{code(each.symbol)} ({lines(each.path, each.start, each.end)})" for each in scene.measured]
    ):
        yield f"Its functions above the limit, longest first: {', '.join(above)}."
    if used := callers(scene):
        yield f"Used in: {listed(used)}."
    if scene.nature == "tests":
        yield f"This is test code; no user runs {scene.path}."
    elif scene.tests:
        yield f"Tests of this code: {listed(scene.tests)}."
    if scene.improvement.kind not in {"tests", "docs"} and (others := _changed(scene)):
        yield f"Changed with it: {'; '.join(others)}."
    if grounding.guides:
        yield f"Read first: {listed(grounding.guides)}."
    for issue in grounding.issues[:1]:
        plan = f", milestone {prose(issue.milestone, 60)}" if issue.milestone else ""
        yield f'Belongs to issue #{issue.number}: "{prose(issue.title, 100)}"{plan}.'
    if grounding.roadmap:
        yield f"Where the project goes: {code(grounding.roadmap[0])}."


def _changed(scene: Scene) -> list[str]:
    """The outlined files of the change, the one in question first, with what the change wrote in them."""
    own = {passage.path for passage in scene.passages}
    outlines = [each for each in scene.grounding.outlines if each.path in scene.grounding.changed]
    ordered = sorted(outlines, key=lambda each: each.path not in own)
    return [said for each in ordered if (said := _told(each, own=each.path in own))][:MAX_FILES]


def _told(outline: Outline, *, own: bool) -> str:
    names = tuple(dict.fromkeys(symbol.name for symbol in outline.symbols if symbol.changed))[:MAX_SYMBOLS]
    if names:
        return f"{listed(names)} in {code(outline.path)}"
    return "" if own else code(outline.path)
