"""What the evaluator says of a prompt: the verdict, all sixteen questions with their evidence, what to mend."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from service.model import FLOOR, PASS, Answered, Cap, Evaluation, Part
from service.words.markdown import capital, code, full_stop, page, prose, table, text
from service.words.parts import count

QUESTIONS: Mapping[int, str] = {
    1: "Are the requirements unambiguous?",
    2: "Can any agent carry it out?",
    3: "Are the dependencies stated?",
    4: "Is success measurable?",
    5: "Is the necessary context there?",
    6: "Are edge cases considered?",
    7: "Is error handling specified?",
    8: "Is there a way to roll back?",
    9: "Does it advance a metric?",
    10: "Is the value to users clear?",
    11: "Is the effort reasonable?",
    12: "Does it fit the roadmap?",
    13: "Is it technically feasible?",
    14: "Is performance considered?",
    15: "Is security assessed?",
    16: "Is it traceable as it grows?",
}
"""The questions as a reader of the report meets them."""
_IN_WORDS = frozenset({"generic", "no-criterion", "too-long", "secret"})
"""Caps whose token is a phrase, no citation."""
_FULL, _NOTHING = 0.995, 0.05
_LEAST = 0.005
"""A difference that two digits show."""
_MOST_GAPS = 5
_EVIDENCE = 200


def score(of: Evaluation) -> str:
    """`9.3 of 10: clarity 9.6 · completeness 9.1 · business 9.0 · technical 9.5`."""
    return f"{of.average:.1f} of 10: {categories(of)}"


def categories(of: Evaluation) -> str:
    """`clarity 9.6 · completeness 9.1 · business 9.0 · technical 9.5`, for where the average stands already."""
    return " · ".join(f"{part} {points:.1f}" for part, points in of.parts.items())


def report(of: Evaluation) -> str:
    """Verdict, the sixteen questions with answer and evidence, caps, and what to mend: Markdown without HTML."""
    return page([_verdict(of), _caps(of.caps), _grid(of), _to_mend(of)])


def compared(before: Evaluation, after: Evaluation) -> str:
    """What a rewriting did: each category before and after, what it mended, and what is left to do."""
    was, now = _points(before), _points(after)
    rows = [(capital(name), f"{was[name]:.1f}", f"{now[name]:.1f}", _gain(now[name] - was[name])) for name in was]
    grid = table(("Category", "Before", "After", ""), "lrrr", rows)
    length = f"{count(before.words, 'word')} before, {after.words:,} after." if after.words else ""
    return page([_verdict(after), grid, length, _mended(before, after), _to_mend(after)])


def gaps(of: Evaluation, most: int = _MOST_GAPS) -> tuple[str, ...]:
    """What is missing, one instruction each, caps before gaps and the worst first; at most `most`."""
    return tuple(dict.fromkeys((*(_cap(cap) for cap in of.caps), *_asked(of))))[:most]


def _asked(of: Evaluation) -> list[str]:
    asked = (each for key in of.broken for each in of.answers if each.key == key and each.gap)
    return [full_stop(prose(capital(each.gap))) for each in asked]


def _verdict(of: Evaluation) -> str:
    mark = "✅ Ready" if of.ready else "❌ Draft, not ready"
    facts = [f"**{mark}: {of.average:.1f} of 10**", f"{of.words:,} words" if of.words else "", _judges(of)]
    bar = f"A prompt is ready from {PASS:.0f} on average, with no category below {FLOOR:.0f} and nothing that caps it."
    divided = "The judge's samples lie more than a point apart: let a person decide." if of.divided else ""
    return "\n\n".join(part for part in (" · ".join(fact for fact in facts if fact), bar, divided) if part)


def _judges(of: Evaluation) -> str:
    return f"the lower of the checks and of {code(of.judge, 60)}" if of.judge else "by the checks alone"


def _caps(caps: Iterable[Cap]) -> str:
    lines = [f"- {_cap(cap)}" for cap in caps]
    return "**Capped, whatever else is good**\n\n" + "\n".join(lines) if lines else ""


def _cap(cap: Cap) -> str:
    name = capital(text(cap.key.replace("_", " ").replace("-", " ")))
    token = text(cap.token) if cap.key in _IN_WORDS else code(cap.token)
    return full_stop(f"{name}: {token}" if cap.token else name)


def _grid(of: Evaluation) -> str:
    """One table, by category, each under its score."""
    ordered = sorted(of.answers, key=lambda each: each.question)
    rows: list[tuple[str, str, str, str]] = []
    for part, answers in groupby(ordered, key=lambda each: each.part):
        rows.append(("", f"**{_named(part)}**", f"**{of.parts[part]:.1f}**", ""))
        rows += [_row(each) for each in answers]
    return table(("", "Question", "Answer", "Evidence"), "rlll", rows) if rows else ""


def _row(of: Answered) -> tuple[str, str, str, str]:
    asked = QUESTIONS.get(of.question, text(of.key))
    return str(of.question), asked, _answer(of.value), prose(of.evidence, _EVIDENCE)


def _answer(value: float | None) -> str:
    if value is None:
        return "➖ n/a"
    if value >= _FULL:
        return "✅ yes"
    return "❌ no" if value <= _NOTHING else f"⚠️ {value:.0%}"


def _named(part: Part) -> str:
    return "Business value" if part == "business" else "Technical soundness" if part == "technical" else capital(part)


def _to_mend(of: Evaluation) -> str:
    lines = [f"{number}. {gap}" for number, gap in enumerate(dict.fromkeys(_asked(of)), 1)]
    return "**To mend, worst first**\n\n" + "\n".join(lines) if lines else ""


def _points(of: Evaluation) -> Mapping[str, float]:
    return {str(part): points for part, points in of.parts.items()} | {"average": of.average}


def _gain(points: float) -> str:
    return f"{points:+.1f}" if abs(points) >= _LEAST * 10 else "="


def _mended(before: Evaluation, after: Evaluation) -> str:
    """Caps that are gone, then the questions that are answered better, most first."""
    gone = [cap for cap in before.caps if cap not in after.caps]
    was = {each.key: each.value for each in before.answers if each.value is not None}
    gains = [(each.value - was[each.key], each) for each in after.answers if each.value is not None and each.key in was]
    better = sorted((pair for pair in gains if pair[0] > _LEAST), key=lambda pair: (-pair[0], pair[1].question))
    lines = [f"- No longer capped: {_cap(cap)}" for cap in gone]
    lines += [
        f"- {QUESTIONS.get(each.question, text(each.key))} {was[each.key]:.0%} → {each.value:.0%}" for _, each in better
    ]
    return "**Mended**\n\n" + "\n".join(lines) if lines else ""
