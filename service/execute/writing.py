"""Renders one improvement through its meta prompt into the master's frame, and refuses what must not be seen."""

from collections.abc import Mapping

from service import prompts as meta
from service.execute import facts, proof, tasks
from service.execute.check import MAX_WORDS, generic, unresolved, words
from service.execute.scene import Scene, staged
from service.execute.ulid import ulid
from service.model import Change, Grounding, Improvement, Prompt
from service.prompts import MetaPrompt

_LETTERS = {"context": "F", "requirements": "R", "success criteria": "AC", "edge cases": "E"}


class Unfit(Exception):
    """A prompt that must not be published; the message names every offending token."""


def write(
    improvement: Improvement,
    grounding: Grounding,
    change: Change,
    now: float,
    template: MetaPrompt | None = None,
) -> Prompt:
    """The prompt of one improvement, the same for the same input; the template is `prompts/quality.md` by default.

    Raises Unfit when a citation does not resolve at the head, when the text would read the same for another
    repository, or above 1,800 words.
    """
    quality = template or meta.load("quality")
    try:
        scene = staged(improvement, grounding, change.head[:7])
    except KeyError as missing:
        raise Unfit(f"the head has no passage for finding {missing}") from None
    asked = _values(scene)
    requirements = _numbered(quality.render("requirements", asked), "R")
    numbers = {text: number for number, _, text in (line.partition(". ") for line in requirements.splitlines())}
    if lost := {*tasks.fixes(scene), asked["keep"], asked["tests"]} - numbers.keys():
        raise Unfit(f"{quality.label} no longer asks for: {', '.join(sorted(lost))}")
    values = asked | {"criteria": proof.criteria_lines(scene, numbers)}
    id = ulid(now, change.repo.id, change.number or change.ref, improvement.id)
    validation = proof.validation(scene, numbers)
    sections = {name: _numbered(quality.render(name, values), _LETTERS.get(name, "")) for name in quality.sections}
    prompt = Prompt(
        id=id,
        improvement=improvement.id,
        kind=improvement.kind,
        title=improvement.title,
        template=quality.label,
        body=_framed(id, scene, sections, validation),
        criteria=proof.criteria(scene),
        validation=validation,
        next_iteration=sections["next iteration"],
        findings=tuple(finding.id for finding in improvement.findings),
    )
    return _fit(prompt, grounding)


def _values(scene: Scene) -> dict[str, str]:
    said = {
        part.__name__: part(scene)
        for part in (
            facts.harm,
            facts.measure,
            facts.findings,
            facts.tests_now,
            facts.guides,
            facts.dependencies,
            facts.allowed,
            facts.performance,
            facts.security,
            facts.left,
            facts.beyond,
            tasks.keep,
            tasks.tests,
            tasks.special,
        )
    }
    minutes = sum(finding.minutes for finding in scene.improvement.findings)
    fixes = "\n".join(f"- {text}" for text in tasks.fixes(scene))
    return said | {"minutes": str(minutes), "fixes": fixes, "criteria": ""}


def _framed(id: str, scene: Scene, sections: Mapping[str, str], validation: tuple[str, ...]) -> str:
    """The master's frame: the prompt, its success criteria, its validation, the next iteration, the contract."""
    master = meta.load("master")
    apart = {"success criteria", "next iteration"}
    inner = "\n\n".join(f"{name.upper()}\n{text}" for name, text in sections.items() if name not in apart)
    values = {
        "title": scene.improvement.title,
        "head": scene.head,
        "prompt": inner,
        "criteria": sections["success criteria"],
        "verify": _numbered("\n".join(f"- {step}" for step in validation), "V"),
        "next": sections["next iteration"],
        "id": id,
    }
    return "\n\n".join(
        text if name in {"opening", "the prompt"} else f"{name.upper()}\n{text}"
        for name in master.sections
        if (text := master.render(name, values))
    )


def _numbered(text: str, letter: str) -> str:
    """Items (`- ...`) get their number, such as `R-1.`; empty lines left by absent facts go away."""
    lines, count = [], 0
    for line in filter(None, text.splitlines()):
        if letter and line.startswith("- "):
            count += 1
            lines.append(f"{letter}-{count}. {line[2:]}")
        else:
            lines.append(line)
    return "\n".join(lines)


def _fit(prompt: Prompt, grounding: Grounding) -> Prompt:
    faults = [f"not at the head: {token}" for token in unresolved(prompt, grounding)]
    faults += generic(prompt, grounding)
    if words(prompt.body) > MAX_WORDS:
        faults.append(f"{words(prompt.body)} words, at most {MAX_WORDS}")
    if faults:
        raise Unfit("; ".join(faults))
    return prompt
