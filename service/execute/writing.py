"""Renders one improvement through its meta prompt into the master's frame, and refuses what must not be seen."""

from collections.abc import Callable, Mapping

from service import prompts as meta
from service.claims import MAX_WORDS, generic, items, read, unresolved, words
from service.execute import around, experience, facts, frame, limits, proof, tasks
from service.execute.choosing import template_of
from service.execute.scene import Scene, staged
from service.execute.ulid import ulid
from service.model import Change, Grounding, Improvement, Prompt
from service.prompts import MetaPrompt


class Unfit(Exception):
    """A prompt that must not be published; the message names every offending token."""


PARTS: Mapping[str, Callable[[Scene], str]] = {
    "harm": facts.harm,
    "measure": facts.measure,
    "minutes": facts.minutes,
    "findings": facts.findings,
    "ids": facts.ids,
    "case": facts.case,
    "fail": facts.fail,
    "fails": facts.fails,
    "aim": facts.aim,
    "inputs": facts.inputs,
    "look": facts.look,
    "around": around.around,
    "dependencies": limits.dependencies,
    "allowed": limits.allowed,
    "testfile": limits.tested,
    "performance": limits.performance,
    "security": limits.security,
    "order": tasks.order,
    "keep": tasks.keep,
    "tests": tasks.tests,
    "fixes": lambda scene: "\n".join(f"- {text}" for text in tasks.fixes(scene)),
    "subject": lambda scene: scene.subject,
    "path": lambda scene: scene.path,
    "head": lambda scene: scene.head,
    "cause": lambda scene: scene.cause,
}
"""What a meta prompt may ask for by name; `criteria` come last, which need the numbers of the requirements."""


def write(
    improvement: Improvement,
    grounding: Grounding,
    change: Change,
    now: float,
    template: MetaPrompt | None = None,
) -> Prompt:
    """The prompt of one improvement, the same for the same input; the template is that of `template_of` by default.

    `now` is in seconds since 1970. Raises Unfit when a citation does not resolve at the head, when the text would read
    the same for another repository, or above 1,800 words.
    """
    used = template or meta.load(template_of(improvement))
    try:
        scene = staged(improvement, grounding, change)
    except KeyError as missing:
        raise Unfit(f"the head has no passage for finding {missing}") from None
    id = ulid(now, change.repo.id, change.number or change.ref, improvement.id)
    sections, numbers = _sections(used, scene, values(scene))
    validation, back = proof.steps(scene, numbers), _rollback(scene)
    closes = tuple(issue.number for issue in grounding.issues[:1])
    framed = frame.Framed(id, improvement.title, scene.head, sections, proof.commands(scene), validation, back, closes)
    prompt = Prompt(
        id=id,
        improvement=improvement.id,
        kind=improvement.kind,
        title=improvement.title,
        template=used.label,
        body=frame.body(framed),
        criteria=proof.criteria(scene),
        validation=validation,
        next_iteration=sections["next iteration"],
        findings=tuple(finding.id for finding in improvement.findings),
        rollback=back,
        minutes=int(facts.minutes(scene)),
    )
    return fit(prompt, grounding)


def values(scene: Scene) -> dict[str, str]:
    """Everything a meta prompt may ask for, but the criteria."""
    return {name: part(scene) for name, part in PARTS.items()} | experience.values(scene)


def fit(prompt: Prompt, grounding: Grounding) -> Prompt:
    """The same prompt. Raises Unfit, with every fault, where it must not be published."""
    faults = [f"not at the head: {token}" for token in unresolved(prompt.body, grounding)]
    faults += generic(prompt.body, grounding)
    if (length := words(prompt.body)) > MAX_WORDS:
        faults.append(f"{length} words, at most {MAX_WORDS}")
    if faults:
        raise Unfit("; ".join(faults))
    return prompt


def _sections(used: MetaPrompt, scene: Scene, known: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The rendered sections by name, and the number of each requirement by its text."""
    asked = read(frame.numbered(f"title\n\nREQUIREMENTS\n{used.render('requirements', known)}"))
    numbers = {item.text: item.id for item in items(asked.section("REQUIREMENTS"))}
    if lost := set(tasks.fixes(scene)) - numbers.keys():
        raise Unfit(f"{used.label} no longer asks for: {', '.join(sorted(lost))}")
    known |= {"criteria": proof.criteria_lines(scene, numbers)}
    return {name: used.render(name, known) for name in used.sections if name not in frame.MODEL_ONLY}, numbers


def _rollback(scene: Scene) -> str:
    back = frame.rollback(scene.head)
    if scene.first.tool == "secrets":
        return f"{back} The credential in {scene.path} stays revoked, and no commit brings it back."
    return back
