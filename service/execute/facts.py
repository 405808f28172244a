"""What a prompt says of one improvement: the values of its template, from evidence alone."""

from service.execute.names import prose
from service.execute.scene import Scene, at, lines, listed
from service.model import Category, Finding


def harm(scene: Scene) -> str:
    """Who can't do what, because of what the change adds."""
    if scene.secret:
        return (
            f"Whoever can read the repository could use the credential in {scene.path}, "
            "because the change commits it as plain text."
        )
    if scene.metric:
        return (
            f"Nobody can test or review {scene.subject} path by path, because it has {scene.first.metric} "
            f"independent paths (limit {scene.first.limit})."
        )
    subject = scene.subject
    if scene.in_tests:
        return f"Nobody can rely on {subject} to catch a mistake, because the change adds a test that misleads."
    match scene.first.category:
        case Category.SECURITY:
            return f"Users cannot trust {subject} with input from outside, because the change opens a weakness there."
        case Category.RELIABILITY:
            return f"Callers cannot rely on {subject}, because the change adds code that fails or misleads at run time."
        case Category.PERFORMANCE:
            return f"Users of {subject} wait longer than they need to, because the change adds avoidable work."
        case Category.MAINTAINABILITY:
            return f"The next reader cannot take {subject} at its word, because the change adds code that misleads."


def measure(scene: Scene) -> str:
    """Baseline and target with the ids of what was measured."""
    ids = ", ".join(finding.id for finding, _ in scene.pairs)
    source = f"source: {'finding' if len(scene.pairs) == 1 else 'findings'} {ids}"
    if scene.metric:
        return f"cyclomatic complexity {scene.first.metric} -> at most {scene.first.limit} ({source})"
    return f"open findings {len(scene.pairs)} -> 0 ({source})"


def findings(scene: Scene) -> str:
    """One line a finding: where, which rule, what was reported. The text of a secret is never repeated."""
    return "\n".join(f"- {at(*pair)}: {_reported(pair[0])}" for pair in scene.pairs)


def _reported(finding: Finding) -> str:
    label = f"{finding.tool} {prose(finding.rule, 60)}, {finding.severity} severity, finding {finding.id}"
    said = "" if finding.tool == "secrets" else prose(finding.message)
    return f'{label}: "{said}"' if said else f"{label}"


def tests_now(scene: Scene) -> str:
    """The test files that belong to the cited files, or that none was found."""
    if scene.in_tests:
        return f"This is test code; no user runs {scene.path}."
    if scene.tests:
        return f"Tests of this code: {listed(scene.tests)}."
    return f"No test file named after {scene.path} was found."


def guides(scene: Scene) -> str:
    """The contributor documents to read first."""
    return f"Read first: {listed(scene.guides)}." if scene.guides else ""


def dependencies(scene: Scene) -> str:
    """What the work stands on."""
    if scene.secret:
        return f"access to the issuer of the credential in {scene.path}; no new package or service."
    return f"none but {scene.path} at {scene.head}; a new package only where a requirement cannot do without."


def allowed(scene: Scene) -> str:
    """The only places the work may touch."""
    if scene.metric:
        own = f" and {listed(scene.tests)}" if scene.tests else " and its tests"
        place = scene.subject if scene.path in scene.subject else f"{scene.subject} in {scene.path}"
        return f"{place}, the functions split from it, the imports they need{own}"
    places = sorted({lines(passage.path, passage.start, passage.end) for passage in scene.passages})
    if scene.in_tests:
        return f"{', '.join(places)}; the imports that code needs count as part of it"
    more = f" and the tests in {listed(scene.tests)}" if scene.tests else " and a test for it"
    return f"{', '.join(places)}{more}; the imports that code needs count as part of it"


def performance(scene: Scene) -> str:
    """The budget."""
    if scene.secret:
        return "reading the setting costs 1 lookup at start, nothing on each call."
    if scene.in_tests:
        return f"{scene.path} may take as long as its tests need; no user waits for it."
    if scene.first.category is Category.PERFORMANCE:
        return f"{scene.subject} takes at most 100 % of its time at {scene.head} on the same input; report both."
    return f"{scene.subject} may take at most 5 % longer than at {scene.head}."


def security(scene: Scene) -> str:
    """The affected surface, or none with its reason."""
    if scene.first.category is Category.SECURITY:
        return f"affected surface is {scene.subject}; the change may only narrow what it accepts or exposes."
    return f"none expected; no finding here concerns security. Keep every check {scene.subject} makes today."


def left(scene: Scene) -> str:
    """What the next analysis looks at."""
    ids = ", ".join(finding.id for finding, _ in scene.pairs)
    if scene.metric:
        return f"the complexity of {scene.subject} ({ids}) and of every function split from it"
    return f"{ids} should be gone from {scene.path}, with nothing new in place of it"


def beyond(scene: Scene) -> str:
    """The next logical step."""
    if scene.secret:
        return f"Next step: turn on push protection for secrets, so that {scene.path} is the last place this happens."
    if scene.metric:
        return f"Next step: give each part split from {scene.subject} a test of its own."
    return f"Next step: look for {prose(scene.first.rule, 60)} in the code beside {scene.path}, in a change of its own."
