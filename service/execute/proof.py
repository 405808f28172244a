"""How a prompt is proved: criteria that a machine can check, and the steps of the validation."""

from collections.abc import Iterator, Mapping

from service.execute.choosing import SUPPRESSIONS
from service.execute.limits import adds_tests
from service.execute.names import prose
from service.execute.scene import Scene, code, listed
from service.execute.tasks import fixes
from service.model import CommandSucceeds, Criterion, Finding, FindingGone, Kind, MetricAtMost, Passage

ASKED: Mapping[Kind, str] = {
    "tests": "/hone prompts tests",
    "docs": "/hone prompts docs",
    "experience": "/hone ux {path}",
}
"""What is no part of the check run, and the command whose answer tells; an area is a part of a path, or all of it."""


def criteria(scene: Scene) -> tuple[Criterion, ...]:
    """One criterion a finding, then the declared commands: all of them checkable without a person."""
    gone = tuple(_criterion(finding, spot.passage) for spot in scene.spots for finding in spot.findings)
    return gone + tuple(CommandSucceeds(command.run, command.source) for command in scene.commands)


def criteria_lines(scene: Scene, numbers: Mapping[str, str]) -> str:
    """The criteria in words, each with its requirements; `numbers` maps a requirement's text to `R-1` and so on."""
    return "\n".join(f"- {line}" for line in _criteria(scene, numbers))


def steps(scene: Scene, numbers: Mapping[str, str]) -> tuple[str, ...]:
    """The steps that prove the work: declared commands first, then Hone's own re-check."""
    rest = _rest(scene, numbers)
    scope = f", the last lists what AC-{2 + bool(scene.commands)} allows" if _narrow(scene) else ""
    declared = (f"{'Commit first; each' if scope else 'Each'} exits 0{scope} ({rest}).",) if commands(scene) else ()
    revoked = ("The issuer shows the old credential as revoked (R-1).",) if scene.first.tool == "secrets" else ()
    return (*revoked, *declared, f"{_again(scene)} ({_repairs(scene, numbers)}).")


def commands(scene: Scene) -> tuple[str, ...]:
    """What to run, line by line, exactly."""
    scope = (scope_command(scene),) if _narrow(scene) else ()
    return (*(command.run for command in scene.commands), *scope)


def scope_command(scene: Scene) -> str:
    """Which files the work changed; every clone can tell, new files as soon as they are committed."""
    return f"git diff --name-only {scene.head}"


def _criteria(scene: Scene, numbers: Mapping[str, str]) -> Iterator[str]:
    rest = _rest(scene, numbers)
    yield f"({_repairs(scene, numbers)}) When Hone {_look(scene)} head, {_gone(scene)}"
    runs = [code(command.run) for command in scene.commands]
    if runs:
        yield f"({rest}) When {_all(runs)} {'runs, it' if len(runs) == 1 else 'run, each'} shall exit 0."
    if _narrow(scene):
        listing = f"your change is committed and {code(scope_command(scene))} runs"
        yield f"({rest}) When {listing}, it shall list 0 files beside {_touched(scene)}."
    else:
        whole = f"every part split from {scene.subject}"
        yield f"({rest}) When Hone analyses the new head, {whole} shall have 0 new findings."
    seen = scene.improvement.kind == "experience"
    if seen or not runs:
        look, more = _look(scene) if seen else "analyses the new", f"0 findings that it lacks at {scene.head}"
        yield f"({rest}) When Hone {look} head, {scene.path} shall have {more}."


def _all(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _look(scene: Scene) -> str:
    """How Hone looks for these findings: what nobody is bothered with by itself is looked for when somebody asks."""
    if scene.hotspot:
        return "looks at the merged"
    asked = _asked(scene)
    return f"answers {asked} at the new" if asked else "analyses the new"


def _asked(scene: Scene) -> str:
    """The command that makes Hone look; empty where it looks by itself."""
    return ASKED.get(scene.improvement.kind, "").format(path=scene.passages[0].path)


def _again(scene: Scene) -> str:
    """The step that proves the findings gone, where they are listed."""
    if scene.hotspot:
        return f"Merge: the improvement queue no longer lists {scene.ids}"
    if asked := _asked(scene):
        return f"Push and comment {asked}: its answer no longer lists {scene.ids}"
    if scene.cause == "the change":
        return f"Push: the check run hone of the new head no longer lists {scene.ids}"
    return f"Push: the check run hone of the new head counts {scene.ids} as fixed"


def _narrow(scene: Scene) -> bool:
    """True when it is known beforehand which files the work changes."""
    return not scene.metric and not scene.hotspot


def _touched(scene: Scene) -> str:
    paths = dict.fromkeys(passage.path for passage in scene.passages)
    tests = (scene.tests or ((scene.created,) if scene.created else ())) if adds_tests(scene) else ()
    if scene.improvement.kind == "tests":
        return listed(tests) if tests else f"tests of {scene.path}"
    return listed((*paths, *tests))


def _repairs(scene: Scene, numbers: Mapping[str, str]) -> str:
    return ", ".join(numbers[text] for text in fixes(scene))


def _rest(scene: Scene, numbers: Mapping[str, str]) -> str:
    """The requirements that stand for no finding: proved by commands and by the scope of the change."""
    repairs = {numbers[text] for text in fixes(scene)}
    return ", ".join(number for number in numbers.values() if number not in repairs) or ", ".join(sorted(repairs))


def _criterion(finding: Finding, passage: Passage) -> Criterion:
    if finding.metric is not None and finding.limit is not None and passage.symbol:
        return MetricAtMost(finding.rule, finding.path, passage.symbol, finding.limit, finding.metric)
    return FindingGone(finding.fingerprint, finding.rule, finding.path, passage.symbol)


def _gone(scene: Scene) -> str:
    first = scene.spots[0]
    criterion = _criterion(first.first, first.passage)
    if isinstance(criterion, MetricAtMost):
        limit = f"a cyclomatic complexity of at most {criterion.limit} (now {criterion.now})"
        return f"{code(criterion.symbol)} in {code(criterion.path)} shall have {limit}, and so each part split from it."
    if scene.hotspot and first.first.metric:
        least = f"at most {first.first.metric // 2} in all (now {first.first.metric})"
        return f"{scene.path} shall have a cyclomatic complexity of {least}, and the queue 0 entries {scene.ids}."
    every = [finding for spot in scene.spots for finding in spot.findings]
    rules = ", ".join(f"{each.id} ({prose(each.rule, 60)})" for each in every)
    reasoned = ", but for markers with their reason beside them" if scene.first.tool == SUPPRESSIONS else ""
    goes = "; each goes when a changed test names that code" if scene.improvement.kind == "tests" else ""
    return f"{scene.path} shall have 0 findings {rules}{reasoned}{goes}."
