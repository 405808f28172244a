"""One improvement prompt as people meet it: what it is worth, folded, in a fence that is copied whole."""

import hashlib
from collections.abc import Iterable

from service.model import Change, Evaluation, Kind, Prompt
from service.words.debt import effort
from service.words.evaluation import categories, gaps
from service.words.markdown import Section, code, fence, html, prose, visible
from service.words.parts import count, short

MARKER = "<!-- hone:prompt id={} template={} base={} head={} body={} -->"
_KIND: dict[Kind, str] = {
    "quick": "quick win",
    "performance": "performance",
    "structure": "long-term structure",
    "tests": "tests",
    "docs": "documentation",
    "experience": "user experience",
    "feature": "feature",
}
_DIGITS = 12
_MOST_TITLE = 120


def kind(of: Kind) -> str:
    """What people call that kind of prompt."""
    return _KIND[of]


def marker(prompt: Prompt, change: Change) -> str:
    """The invisible line before the fence: which prompt, of which template, made for which commits.

    `body` begins the SHA-256 of the fenced text: another one there tells that somebody changed it.
    """
    digest = hashlib.sha256(visible(prompt.body, keep="\n\t").rstrip("\n").encode()).hexdigest()[:_DIGITS]
    return MARKER.format(prompt.id, prompt.template, short(change.base), short(change.head), digest)


def block(prompt: Prompt, change: Change, number: int = 0) -> str:
    """The prompt behind a fold, ready for a comment or an issue; `number` stands before its title, 0 for none."""
    title = f"<b>{_nth(number)}{html(prompt.title, _MOST_TITLE)}</b> · {_standing(prompt)}"
    return Section(title, inside(prompt, change)).folded()


def blocks(prompts: Iterable[Prompt], change: Change) -> str:
    """Several prompts, each behind a fold of its own, numbered."""
    return "\n\n".join(block(prompt, change, number) for number, prompt in enumerate(prompts, 1))


def inside(prompt: Prompt, change: Change) -> tuple[str, ...]:
    """What stands behind the fold: what is known of the prompt, the marker, and the fence."""
    return (*_about(prompt), f"{marker(prompt, change)}\n{fence(prompt.body)}")


def headed(prompt: Prompt, number: int = 0) -> str:
    """The prompt open, under a heading, without HTML: for a terminal or a file."""
    title = f"{_nth(number)}{prose(prompt.title, _MOST_TITLE)} · {_standing(prompt)}"
    return Section(title, (*_about(prompt), fence(prompt.body))).headed()


def _nth(number: int) -> str:
    return f"{number}. " if number else ""


def _standing(prompt: Prompt) -> str:
    """`quick win · 9.3 of 10`, and honestly when it is no more than a draft."""
    found = prompt.evaluation
    points = f"{found.average:.1f} of 10" if found else "not evaluated"
    return f"{kind(prompt.kind)} · {points}" if prompt.ready else f"{kind(prompt.kind)} · draft, not ready · {points}"


def _about(prompt: Prompt) -> tuple[str, ...]:
    """How good it is and why, how much work, from which template; of a draft, what is missing."""
    facts = (
        categories(prompt.evaluation) if prompt.evaluation else "",
        f"about {effort(prompt.minutes)} of work" if prompt.minutes else "",
        f"template {code(prompt.template, 60)}",
        f"improved in {count(prompt.rounds, 'round')}" if prompt.rounds else "",
        f"worded by {code(prompt.writer, 60)}" if prompt.writer else "",
        f"judged by {code(prompt.evaluation.judge, 60)}" if prompt.evaluation and prompt.evaluation.judge else "",
    )
    said = " · ".join(fact for fact in facts if fact)
    return tuple(part for part in (said, _draft(prompt), _divided(prompt.evaluation)) if part)


def _draft(prompt: Prompt) -> str:
    if prompt.ready or prompt.evaluation is None:
        return ""
    lines = [f"- {gap}" for gap in gaps(prompt.evaluation)]
    return "**Draft, not ready.** Mend this before you hand it to anybody:\n\n" + "\n".join(lines)


def _divided(found: Evaluation | None) -> str:
    if found is None or not found.divided:
        return ""
    return "The judge's samples lie more than a point apart: let a person decide."
