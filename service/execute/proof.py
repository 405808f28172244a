"""How a prompt is proved: criteria that a machine can check, and the steps of the validation."""

from collections.abc import Iterable, Mapping

from service.execute.names import prose
from service.execute.scene import Scene, code
from service.execute.tasks import fixes, keep, revoke, tests
from service.model import CommandSucceeds, Criterion, Finding, FindingGone, MetricAtMost, Passage


def criteria(scene: Scene) -> tuple[Criterion, ...]:
    """One criterion a finding, then the declared commands: all of them checkable without a person."""
    gone = tuple(_criterion(*pair) for pair in scene.pairs)
    return gone + tuple(CommandSucceeds(command.run, command.source) for command in scene.commands)


def criteria_lines(scene: Scene, numbers: Mapping[str, str]) -> str:
    """The criteria in words and in the same order, each with its requirements.

    `numbers` maps a requirement's text to its number, such as `R-1`.
    """
    rest = _listed(numbers, (keep(scene), tests(scene)))
    gone = [f"- ({numbers[text]}) {_gone(*pair)}" for text, pair in zip(_repairs(scene), scene.pairs, strict=True)]
    return "\n".join([*gone, *(f"- ({rest}) {code(command.run)} exits 0." for command in scene.commands)])


def validation(scene: Scene, numbers: Mapping[str, str]) -> tuple[str, ...]:
    """The steps that prove the work: declared commands first, then Hone's own re-check."""
    rest = _listed(numbers, (keep(scene), tests(scene)))
    steps = [
        f"{code(command.run)}, declared in {code(command.source)}, exits 0 ({rest})." for command in scene.commands
    ]
    if scene.secret:
        steps.insert(0, f"The issuer shows the old credential as revoked ({numbers[revoke(scene)]}).")
    if not scene.commands:
        steps.append(
            f"The repository declares no test or lint command for {scene.path}, so Hone's re-check decides; read your "
            f"diff once more against {rest}."
        )
    ids = ", ".join(finding.id for finding, _ in scene.pairs)
    which = _listed(numbers, _repairs(scene))
    return (*steps, f"Push: the check run hone of the new head no longer lists {ids} ({which}).")


def _repairs(scene: Scene) -> tuple[str, ...]:
    """The requirements that stand for one finding each, in the order of the findings."""
    return fixes(scene)[-len(scene.pairs) :]


def _listed(numbers: Mapping[str, str], texts: Iterable[str]) -> str:
    return ", ".join(numbers[text] for text in texts)


def _criterion(finding: Finding, passage: Passage) -> Criterion:
    if finding.metric is not None and finding.limit is not None and passage.symbol:
        return MetricAtMost(finding.rule, finding.path, passage.symbol, finding.limit, finding.metric)
    return FindingGone(finding.fingerprint, finding.rule, finding.path, passage.symbol)


def _gone(finding: Finding, passage: Passage) -> str:
    if isinstance(_criterion(finding, passage), MetricAtMost):
        return (
            f"The complexity of {code(passage.symbol)} in {code(passage.path)} is at most {finding.limit} (now "
            f"{finding.metric}), and so is that of every part split from it."
        )
    rule = prose(finding.rule, 60)
    return f"Hone's analysis of the new head has 0 findings {finding.id} ({rule}) in {code(passage.path)}."
