"""What a prompt asks for: one requirement for each place, what stays as it is, and the tests it needs."""

from collections.abc import Iterator, Sequence

from service.execute.around import callers
from service.execute.choosing import SUPPRESSIONS
from service.execute.limits import tested
from service.execute.names import advice, prose
from service.execute.refusing import refuses
from service.execute.replacing import apart, exact, instruction
from service.execute.scene import Scene, Spot, at, code, lines, named
from service.model import Category, Finding, Fix, Symbol

MAX_PARTS = 3
"""Symbols of a file that a requirement names."""


def order(scene: Scene) -> str:
    """How to take exact replacements, which move the lines below them; empty for one or none."""
    many = len(_exact(scene)) > 1
    return (
        f"Line numbers are those at {scene.head}: take the requirements in this order, last lines first."
        if many
        else ""
    )


def fixes(scene: Scene) -> tuple[str, ...]:
    """One requirement a place, exact replacements first and from the last line upwards."""
    if scene.first.tool == "secrets":
        return (_revoke(scene), *(_remove(spot) for spot in scene.spots))
    if scene.improvement.kind == "tests":
        return _tests_of(scene)
    if scene.improvement.kind == "docs":
        return tuple(_document(spot) for spot in scene.spots)
    if scene.hotspot:
        return (_part(scene),)
    if scene.metric:
        return tuple(_split(spot) for spot in scene.spots)
    found = _exact(scene)
    mechanical = sorted((spot for spot in scene.spots if spot.first.id in found), key=lambda spot: -spot.first.start)
    done = [spot for spot in scene.spots if spot.first.id not in found and exact(spot.first) in found.values()]
    rest = [spot for spot in scene.spots if spot.first.id not in found and spot not in done]
    return (*(_replace(scene, spot, found[spot.first.id]) for spot in mechanical), *map(_done, done), *_repairs(rest))


def keep(scene: Scene) -> str:
    """What must not change."""
    subject = scene.subject
    if scene.nature == "tests":
        return f"Every other test in {scene.path} stays as it is."
    if scene.nature in {"mechanical", "characters"}:
        return f"Every other line of {scene.path} stays as it is."
    if scene.nature == "settings":
        return f"Every other setting and step of {scene.path} stays as it is at {scene.head}."
    used = callers(scene)
    those = f"callers such as {code(used[0])}" if used else "its callers"
    if scene.hotspot:
        return f"Every name that other files use of {scene.path} at {scene.head} can still be used as it is there."
    return f"Keep names, parameters, return values and errors of {subject}; {those} stay as they are."


def tests(scene: Scene) -> str:
    """The work on tests that this kind of change needs."""
    subject, path, where = scene.subject, scene.path, tested(scene)
    if scene.nature == "tests":
        return f"The tests in {path} assert at least what they assert at {scene.head}."
    if scene.nature in {"mechanical", "characters"}:
        return f"Add no test for it, and change none: the existing tests of {path} pass as they are."
    if scene.nature == "settings":
        return f"Say in the pull request how you ran {path} with the change, and what it printed."
    if scene.metric or scene.hotspot:
        return f"Before you split, cover the branches of {subject} by tests in {where}; the same tests pass afterwards."
    if scene.first.tool == SUPPRESSIONS and scene.nature == "code":
        return f"Where the repair changes what {subject} does, add a test of it in {where}; weaken none."
    if scene.first.category is Category.MAINTAINABILITY:
        return f"Change no test of {path}: the behaviour stays, so the existing tests pass as they are."
    if not scene.tests and not scene.created:
        return (
            f"The repository has no tests: say in the pull request which input of {subject} you tried, and the result."
        )
    if scene.first.category is Category.PERFORMANCE:
        return f"First pin the result of {subject} by a test in {where}; it passes before and afterwards."
    return f"Add a test of {subject} in {where}: it fails at {scene.head} because of F-1, and passes afterwards."


def _exact(scene: Scene) -> dict[str, Fix]:
    """The repairs whose lines can be cited: those of the passage, or of a file that was read."""
    read = {outline.path for outline in scene.grounding.outlines}
    plain = (spot for spot in scene.spots if not spot.hidden)
    known = (spot.first for spot in plain if spot.passage.path in read or _inside(spot, exact(spot.first)))
    return apart(known)


def _replace(scene: Scene, spot: Spot, fix: Fix) -> str:
    """The finding by its id where the fix lies in the same passage, else by its number."""
    what = named(spot.ids) if _inside(spot, fix) else f"F-{scene.spots.index(spot) + 1}"
    return instruction(lines(spot.passage.path, fix.start, fix.end), fix, what)


def _done(spot: Spot) -> str:
    return f"At {at(spot)}, see that the new lines mend it, too ({named(spot.ids)})."


def _inside(spot: Spot, fix: Fix | None) -> bool:
    return fix is not None and spot.passage.start <= fix.start <= fix.end <= spot.passage.end


def _repairs(spots: Sequence[Spot]) -> Iterator[str]:
    """What the advice of each says; the same advice is given once."""
    before = ""
    for spot in spots:
        said = _unhidden(spot)
        yield f"At {at(spot)}, {'do the same as above' if said == before else said} ({named(spot.ids)})."
        before = said


def _unhidden(spot: Spot) -> str:
    """The advice, and what becomes of a marker that hides the place from analyzers."""
    if not spot.hidden:
        return _advice(spot.first)
    if hidden := [each for each in spot.findings if each.tool != SUPPRESSIONS]:
        return f"{_advice(hidden[0])}; in the same edit, delete the marker that hides it"
    return (
        "mend what the marker hides and delete the marker in the same edit; where it is a false alarm, keep the marker "
        "and give the reason in a comment beside it"
    )


def _advice(finding: Finding) -> str:
    said = advice(finding.advice or f"Resolve {finding.rule}: {finding.message}").rstrip(". ")
    return said if said[:2].isupper() else said[:1].lower() + said[1:]


def _revoke(scene: Scene) -> str:
    spot, many = scene.spots[0], len(scene.improvement.findings)
    place = lines(spot.passage.path, spot.first.start, spot.first.end)
    what = f"all {many} credentials, from {place} on," if many > 1 else f"the credential at {place}"
    its, it = ("their", "them") if many > 1 else ("its", "it")
    return (
        f"Before any edit, revoke {what} with {its} issuer: removing the text leaves {it} readable in the git "
        "history. Never copy a value into code, logs, issues or the pull request."
    )


def _remove(spot: Spot) -> str:
    return (
        f"Remove the credential at {at(spot)} ({named(spot.ids)}) and read a new one from the environment, or from "
        "the secret store the project already uses."
    )


def _split(spot: Spot) -> str:
    first = spot.first
    name = code(spot.passage.symbol) if spot.passage.symbol else "the function"
    place = lines(spot.passage.path, spot.passage.start, spot.passage.end)
    return (
        f"Bring the cyclomatic complexity of {name} ({place}, finding {first.id}) from {first.metric} to at most "
        f"{first.limit}, and that of each new part, too. {prose(first.advice, 240).rstrip('. ')}."
    )


def _part(scene: Scene) -> str:
    return (
        f"Move what changes together out of {scene.path} into at least 1 file of its own, so that at most half of its "
        f"cyclomatic complexity of {scene.first.metric} is left ({named(scene.spots[0].ids)})."
    )


def _document(spot: Spot) -> str:
    name = code(spot.passage.symbol) if spot.passage.symbol else "the function"
    place = lines(spot.passage.path, spot.first.start, spot.first.end)
    told = f"what it is for, what it returns, and when it {refuses(spot.passage.path)}"
    return f"Document {name} at {place}: {told} ({named(spot.ids)})."


def _tests_of(scene: Scene) -> tuple[str, ...]:
    if any(spot.first.end > 1 for spot in scene.spots):
        return tuple(f"Test {at(spot)}: {_advice(spot.first)} ({named(spot.ids)})." for spot in scene.spots)
    path = scene.passages[0].path
    outline = next((each for each in scene.grounding.outlines if each.path == path), None)
    changed = _innermost(outline.symbols)[:MAX_PARTS] if outline else []
    if not changed:
        return (f"Test what {scene.cause} wrote in {code(path)}: 1 usual case, and 1 case for each way it fails.",)
    return tuple(
        f"Test {code(each.name)} ({lines(path, each.start, each.end)}): 1 usual case, and 1 case for each way it fails."
        for each in changed
    )


def _innermost(symbols: Sequence[Symbol]) -> list[Symbol]:
    """The changed definitions that hold no other changed one, longest first: short ones say all by themselves."""
    changed = [each for each in symbols if each.changed]
    inner = [
        each
        for each in changed
        if not any(each is not other and each.start <= other.start and other.end <= each.end for other in changed)
    ]
    return sorted(inner, key=lambda each: (each.start - each.end, each.start))
