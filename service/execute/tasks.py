"""What a prompt asks for: requirements and edge cases of each kind of change."""

from service.execute.names import prose
from service.execute.scene import Scene, at, code, lines
from service.model import Category, Finding, Passage


def fixes(scene: Scene) -> tuple[str, ...]:
    """One requirement a finding; leaked credentials are revoked before anything else."""
    if scene.secret:
        return (revoke(scene), *(_remove(*pair) for pair in scene.pairs))
    if scene.metric:
        return tuple(_split(*pair) for pair in scene.pairs)
    return tuple(f"At {at(*pair)}, {_advice(pair[0])} (finding {pair[0].id})." for pair in scene.pairs)


def keep(scene: Scene) -> str:
    """What must not change."""
    if scene.secret:
        return f"Change nothing else that {scene.path} does."
    if scene.in_tests:
        return f"Every other test in {scene.path} stays as it is."
    return f"Keep names, parameters, return values and raised errors of {scene.subject}; its callers stay as they are."


def tests(scene: Scene) -> str:
    """The work on tests that this kind of change needs."""
    subject, path = scene.subject, scene.path
    where = f"in {code(scene.tests[0])}" if scene.tests else "where the repository keeps its tests"
    if scene.in_tests:
        return f"The tests in {path} assert at least what they assert at {scene.head}."
    if scene.secret:
        return f"Tests of {path} use an obvious placeholder, never a real credential."
    if scene.metric:
        return f"Before you split, cover the branches of {subject} by tests {where}; the same tests pass afterwards."
    if scene.first.category is Category.MAINTAINABILITY:
        return f"Change no test of {path}: the behaviour stays, so the existing tests pass as they are."
    if scene.first.category is Category.PERFORMANCE:
        return f"First pin the result of {subject} by a test {where}; it passes before and afterwards."
    return f"Add a test of {subject} {where}: it fails at {scene.head} because of F-1, and passes afterwards."


def special(scene: Scene) -> str:
    """The edge case of this kind of change."""
    subject = scene.subject
    if scene.secret:
        return (
            f"- When the new setting is missing or empty, {scene.path} raises an error that names the setting, never "
            "a value.\n- When a credential turns out to be a dummy, change nothing and report why."
        )
    if scene.metric:
        return f"- When a branch of {subject} raises an exception at {scene.head}, its new place raises the same type."
    if scene.in_tests:
        return f"- When a test of {scene.path} that now runs fails, report it; do not change what it expects."
    match scene.first.category:
        case Category.SECURITY:
            case = f"When the safe way fails, {subject} raises an error; it never takes the old way."
        case Category.RELIABILITY:
            case = f"When the failing case occurs, {subject} raises an error that says why; it makes no value up."
        case Category.PERFORMANCE:
            case = f"When the work fails or finds nothing, {subject} raises or returns what it does at {scene.head}."
        case Category.MAINTAINABILITY:
            case = f"When {subject} is used by name only (plug-in, export), keep it and report that as skipped."
    return f"- {case}"


def revoke(scene: Scene) -> str:
    """The requirement that comes before every other one when credentials leaked."""
    place = lines(scene.passages[0].path, scene.first.start, scene.first.end)
    many = len(scene.pairs)
    what = f"all {many} credentials, from {place} on," if many > 1 else f"the credential at {place}"
    its, it = ("their", "them") if many > 1 else ("its", "it")
    return (
        f"Before any edit, revoke {what} with {its} issuer: removing the text leaves {it} readable in the git "
        "history. Never copy a value into code, logs, issues or the pull request."
    )


def _remove(finding: Finding, passage: Passage) -> str:
    return (
        f"Remove the credential at {at(finding, passage)} (finding {finding.id}) and read a new one from the "
        "environment, or from the secret store the project already uses."
    )


def _split(finding: Finding, passage: Passage) -> str:
    name = code(passage.symbol) if passage.symbol else "the function"
    place = lines(passage.path, passage.start, passage.end)
    return (
        f"Bring the cyclomatic complexity of {name} ({place}, finding {finding.id}) from {finding.metric} to at most "
        f"{finding.limit}, and that of each new part, too. {_sentence(finding)}."
    )


def _sentence(finding: Finding) -> str:
    return prose(finding.advice or f"Resolve {finding.rule}: {finding.message}", 240).rstrip(". ")


def _advice(finding: Finding) -> str:
    said = _sentence(finding)
    return said if said[:2].isupper() else said[:1].lower() + said[1:]
