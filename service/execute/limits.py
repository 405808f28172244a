"""What the work stands on, what it may touch, and what it may cost."""

from service.execute.choosing import SUPPRESSIONS
from service.execute.scene import Scene, Spot, code, lines, listed
from service.model import Category


def dependencies(scene: Scene) -> str:
    """What the work stands on, one item a line."""
    sources = tuple(dict.fromkeys(command.source for command in scene.commands))
    tools = f" and the tools of {listed(sources)}" if sources else ""
    if scene.first.tool == "secrets":
        return f"- Access to the issuer of the credential in {scene.path}{tools}."
    if scene.hotspot and (first := scene.measured):
        ids = ", ".join(each.finding for each in first)
        return f"- First the prompts of its functions above the limit (findings {ids}): they decide what moves."
    return f"- None{f' but the tools of {listed(sources)}' if sources else ''}; no new package."


def allowed(scene: Scene) -> str:
    """The only places the work may touch."""
    if scene.hotspot:
        return f"{scene.path}, the files split from it, imports of what moved, and {tested(scene)}"
    if scene.metric:
        place = scene.subject if scene.path in scene.subject else f"{scene.subject} in {scene.path}"
        return f"{place}, the functions split from it, the imports they need, and {tested(scene)}"
    if scene.improvement.kind == "tests":
        return tested(scene)
    places = ", ".join(sorted({lines(each.path, each.start, each.end) for each in scene.passages}))
    if scene.first.tool == SUPPRESSIONS and scene.nature == "code":
        return f"{surrounded(scene)}, the imports that code needs, and {tested(scene)}"
    if scene.nature != "code" or scene.improvement.kind == "docs":
        return places
    return f"{places} and the imports that code needs{f', and {tested(scene)}' if adds_tests(scene) else ''}"


def surrounded(scene: Scene) -> str:
    """The functions around the places at fault, as far as they are known; else the blocks around their lines."""
    return ", ".join(dict.fromkeys(_surrounded(scene, spot) for spot in scene.spots))


def _surrounded(scene: Scene, spot: Spot) -> str:
    passage, line = spot.passage, spot.first.start
    if passage.end > passage.start:
        return lines(passage.path, passage.start, passage.end)
    outlines = (each for each in scene.grounding.outlines if each.path == passage.path)
    around = [each for outline in outlines for each in outline.symbols if each.start <= line <= each.end]
    if around:
        inner = min(around, key=lambda each: each.end - each.start)
        return f"{code(inner.name)} ({lines(passage.path, inner.start, inner.end)})"
    return f"the block around {lines(passage.path, line, line)}"


def adds_tests(scene: Scene) -> bool:
    """True when the work needs a test that fails before it, and there is a place for one."""
    if scene.metric or scene.hotspot or scene.improvement.kind == "tests":
        return True
    behaves = scene.nature == "code" and scene.first.tool != "secrets" and scene.improvement.kind != "docs"
    changes = scene.first.category is not Category.MAINTAINABILITY or scene.first.tool == SUPPRESSIONS
    return behaves and changes and bool(scene.tests or scene.created)


def tested(scene: Scene) -> str:
    """The test files of the code: those that exist, or the one to be made."""
    if scene.tests:
        return listed(scene.tests)
    return f"a new test file (create {code(scene.created)})" if scene.created else f"tests of {scene.path}"


def performance(scene: Scene) -> str:
    """A budget where code moves, or its speed is the point; else why there is none."""
    if scene.improvement.kind == "tests" or scene.nature == "tests":
        return f"none, because no user waits for tests of {scene.path}."
    if scene.improvement.kind == "docs" or scene.nature == "characters":
        return f"none, because {scene.path} runs the same statements before and after."
    if scene.nature == "settings":
        return f"none, because {scene.path} is read once, and no request waits for it."
    if scene.nature == "mechanical":
        return f"none, because the new lines of {scene.path} cost what the old ones did."
    if scene.first.category is Category.PERFORMANCE:
        return f"{scene.subject} takes at most 100 % of its time at {scene.head} on the same input; report both times."
    if scene.metric or scene.hotspot:
        return f"{scene.subject} takes at most 5 % longer than at {scene.head} on the same input."
    return f"none, because no requirement adds a loop or a query to {scene.subject}."


def security(scene: Scene) -> str:
    """The affected surface, or none with its reason."""
    if any(each.category is Category.SECURITY for each in scene.improvement.findings):
        return f"the affected surface is {scene.subject}; the change may only narrow what it accepts or exposes."
    return "none, because no finding here concerns security."
