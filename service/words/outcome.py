"""What `hone prompt` gives, for people, for programs, and for an agent that is handed the text as it is."""

from dataclasses import asdict, dataclass
from typing import Any

from service.model import Change, Evaluation, Learning, Prompt
from service.words.evaluation import QUESTIONS, compared, report
from service.words.markdown import capital, code, fence, full_stop, page, text, visible
from service.words.parts import count, short
from service.words.prompt import headed

_PLENTY = 1_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """Prompts, or what the evaluator says of a text, or what became of one."""

    change: Change
    """What the prompts are about; for a text, the commit it was looked up in."""
    prompts: tuple[Prompt, ...] = ()
    said: str = ""
    """What goes before them, or why there is none: ready-made Markdown."""
    wording: str = ""
    """One line on what became of the language model's part."""
    before: Evaluation | None = None
    """What the evaluator said of the text that was given."""
    learnings: tuple[Learning, ...] = ()
    """What mended which gap of it."""

    @property
    def ready(self) -> bool:
        """True when there is something that may proceed, and nothing that may not."""
        if self.prompts:
            return all(prompt.ready for prompt in self.prompts)
        return self.before is not None and self.before.ready


def markdown(of: Outcome) -> str:
    """All of it without HTML, for a terminal or a file."""
    line = full_stop(text(of.wording))
    if of.before and not of.prompts:
        return page([_where(of), report(of.before), line], _PLENTY)
    if of.before:
        after = of.prompts[0]
        return page([_where(of), *_rewritten(of, of.before, after), line], _PLENTY)
    many = len(of.prompts) > 1
    shown = (headed(prompt, at * many) for at, prompt in enumerate(of.prompts, 1))
    return page([_head(of), of.said, *shown, line], _PLENTY)


def bare(of: Outcome) -> str:
    """The text of the first prompt that is ready and nothing else; empty when there is none."""
    found = next((prompt.body for prompt in of.prompts if prompt.ready), "")
    return visible(found, keep="\n\t")


def data(of: Outcome) -> dict[str, Any]:
    """All of it as JSON values."""
    return {
        "base": of.change.base,
        "head": of.change.head,
        "ready": of.ready,
        "said": of.said,
        "wording": of.wording,
        "evaluation": _evaluation(of.before) if of.before else None,
        "prompts": [_prompt(prompt) for prompt in of.prompts],
        "learnings": [asdict(learning) for learning in of.learnings],
    }


def _where(of: Outcome) -> str:
    return f"### A prompt, looked up in {code(short(of.change.head))}"


def _head(of: Outcome) -> str:
    if not of.prompts:
        return f"### No prompt for {code(short(of.change.head))}"
    range = (
        f"{short(of.change.base)}..{short(of.change.head)}" if of.change.base != of.change.head else of.change.head[:7]
    )
    return f"### {count(len(of.prompts), 'prompt')} for {code(range)}"


def _rewritten(of: Outcome, before: Evaluation, after: Prompt) -> tuple[str, ...]:
    if after.evaluation is None or not after.rounds:
        return (report(before), "Nothing that Hone knows makes it better.")
    mended = "\n".join(
        f"- {capital(text(each.key.replace('-', ' ')))}: {text(each.strategy)} ({each.gain:+.1f})"
        for each in of.learnings
    )
    how = f"**How**\n\n{mended}" if mended else ""
    return (compared(before, after.evaluation), how, fence(after.body))


def _prompt(of: Prompt) -> dict[str, Any]:
    own = asdict(of) | {"ready": of.ready}
    return own | {"evaluation": _evaluation(of.evaluation) if of.evaluation else None}


def _evaluation(of: Evaluation) -> dict[str, Any]:
    return {
        "average": of.average,
        "ready": of.ready,
        "categories": dict(of.parts),
        "questions": [asdict(each) | {"asks": QUESTIONS.get(each.question, each.key)} for each in of.answers],
        "caps": [asdict(cap) for cap in of.caps],
        "words": of.words,
        "judge": of.judge,
        "divided": of.divided,
    }
