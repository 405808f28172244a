"""What a prompt says of one improvement: the values of its template, from evidence alone."""

from service.execute.choosing import SUPPRESSIONS
from service.execute.names import prose
from service.execute.refusing import refuse, refuses
from service.execute.scene import Scene, Spot, at, named
from service.model import Category

LOOSE = (".py", ".rb", ".php", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte")
"""Endings of languages whose compiler does not hold a caller to types."""


def harm(scene: Scene) -> str:
    """Who can't do what, because of what is there."""
    subject, cause = scene.subject, scene.cause
    if scene.hotspot:
        return (
            f"Maintainers cannot change one thing in {scene.path} without reading all of it, because it "
            f"{prose(scene.first.message)}."
        )
    if scene.metric:
        return (
            f"Nobody can test or review {subject} path by path, because it has {scene.first.metric} independent paths "
            f"(limit {scene.first.limit})."
        )
    if scene.nature == "tests":
        return f"Nobody can rely on {subject} to catch a mistake, because {cause} holds a test that misleads."
    if scene.first.tool == SUPPRESSIONS:
        return f"Reviewers cannot see what is hidden in {subject}, because {cause} asks analyzers to look away there."
    match scene.first.category:
        case Category.SECURITY:
            return f"Users cannot trust {subject} with input from outside, because {cause} opens a weakness there."
        case Category.RELIABILITY:
            return (
                f"Users cannot rely on {subject}, because {cause} holds code there that fails or misleads at run time."
            )
        case Category.PERFORMANCE:
            return f"Users of {subject} wait longer than they need to, because {cause} does avoidable work there."
        case Category.MAINTAINABILITY:
            return f"Readers cannot take {subject} at its word, because {cause} holds code there that misleads."


def measure(scene: Scene) -> str:
    """Baseline and target with the ids of what was measured."""
    count = len(scene.improvement.findings)
    source = f"source: {'finding' if count == 1 else 'findings'} {scene.ids}"
    if scene.metric:
        return f"cyclomatic complexity {scene.first.metric} -> at most {scene.first.limit} ({source})"
    return f"open findings {count} -> 0 ({source})"


def minutes(scene: Scene) -> str:
    """Estimated work; where nobody estimated it, what the rules themselves say."""
    return str(scene.improvement.minutes or sum(finding.minutes for finding in scene.improvement.findings))


def findings(scene: Scene) -> str:
    """One line a place: where, which rules, what was reported, the same but once. A secret's text is never repeated."""
    told: dict[tuple[str, ...], None] = {}
    rows = []
    for spot in scene.spots:
        same = tuple(f"{each.rule}\0{each.message}" for each in spot.findings)
        said = f"the same, {named(spot.ids)}" if same in told else _reported(spot)
        told[same] = None
        rows.append(f"- {at(spot)}: {said}")
    return "\n".join(rows)


def _reported(spot: Spot) -> str:
    first, *others = spot.findings
    if first.tool == "gaps":
        return f"{prose(first.rule)}, finding {first.id}"
    parts = [f"{first.tool} {prose(first.rule, 60)}, {first.severity} severity, finding {first.id}"]
    parts += [f"also {each.tool} {prose(each.rule, 60)}, finding {each.id}" for each in others]
    told = first.tool == "secrets" or first.limit is not None  # the measure says it
    said = "" if told else prose(first.message)
    return "; ".join(parts) + (f': "{said}"' if said else "")


def ids(scene: Scene) -> str:
    """What is expected to be gone at the next look."""
    return scene.ids


def case(scene: Scene) -> str:
    """The edge case of work that has no template of its own."""
    subject = scene.subject
    if scene.nature == "tests":
        return f"When a test of {scene.path} that now runs fails, report it and do not change what it expects."
    if scene.nature == "mechanical":
        return f"When the lines named above read differently in {scene.path} by now, stop and report; guess no others."
    if scene.nature == "characters":
        return f"When a character in {scene.path} is meant, as in a translation, write it as an escape and report that."
    if scene.first.tool == SUPPRESSIONS:
        return f"When the marker in {scene.path} hides a false alarm, keep it, and say beside it what the error is."
    if scene.nature == "settings":
        return f"When a step of {scene.path} that works at {scene.head} fails afterwards, report it with its exit code."
    if scene.first.category is Category.MAINTAINABILITY:
        return f"When a caller of {subject} would notice the change, stop and report that caller with its line."
    return f"When the case that F-1 warns of occurs, {subject} shall {fail(scene)} that says why."


def fail(scene: Scene) -> str:
    """How code of this language refuses, such as `raise an exception`."""
    return refuse(scene.passages[0].path)


def fails(scene: Scene) -> str:
    """As `fail`, in the third person."""
    return refuses(scene.passages[0].path)


def inputs(scene: Scene) -> str:
    """Input that goes wrong: what a compiler refuses anyway is not asked for."""
    loose = scene.passages[0].path.endswith(LOOSE)
    return "empty, missing or of another type" if loose else "empty, zero or at its limit"


def look(scene: Scene) -> str:
    """When Hone looks again by itself."""
    if scene.hotspot:
        return "When your change is merged, Hone looks at the default branch again"
    return "When you push, Hone checks again"


def aim(scene: Scene) -> str:
    """The next step after a restructuring."""
    if scene.hotspot:
        return f"count after 3 months how often {scene.path} and each part split from it changed."
    return f"give each part split from {scene.subject} a test of its own."
