"""`hone prompt`: prompts for a clone on this machine, written by rule; a language model goes over them where asked."""

import asyncio
import os
import re
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from service import claims, execute, plan
from service import evaluate as checks
from service.edge.git.local import Local
from service.edge.inline import InlineRun
from service.edge.sandbox import Runner
from service.execute import Unfit
from service.execute.context import safe
from service.execute.ulid import ulid
from service.local import SALT_BYTES, Problem, WallClock
from service.model import Analysis, Change, Finding, Grounding, Improvement, Prompt, Wish
from service.ports import Fault, Lab, Llm
from service.settings import BadSettings, read
from service.words.outcome import Outcome
from service.words.parts import count
from service.workflows.context import facts
from service.workflows.grounded import for_feature, for_text
from service.workflows.improving import improved
from service.workflows.judging import opinion
from service.workflows.prompting import PLACES, Written, better, ranked, wished, written
from service.workflows.refining import refined
from service.workflows.review import examine
from service.workflows.seen import Seen, seen
from service.workflows.settings import settings
from service.workflows.spending import LOOP, MAIN, Purse
from service.workflows.templates import templates

Say = Callable[[str, float], None]

MOST = 3
"""Prompts of one answer."""
MODEL_SECONDS = 300.0
"""Time a model has: somebody waits, and may interrupt."""
GAPS = {
    "tests": "no source file of this change grew by ten lines or more without a changed test",
    "docs": "every public function that this change wrote says what it does, where its neighbours do",
}
_ID = re.compile(r"^Prompt-Id:[ \t]*([0-9A-HJKMNP-TV-Z]{26})[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which change of which clone, and whether the configured model goes over the prompts."""

    path: Path
    base: str = ""
    head: str = "HEAD"
    model: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """An open clone: where to look and what with."""

    code: Local
    lab: Lab
    change: Change
    now: float
    """Seconds since 1970."""

    def purse(self, calls: int) -> Purse:
        """What this one answer may ask of a model."""
        return Purse(InlineRun(), self.lab, self.change.repo, None, self.now + MODEL_SECONDS, calls)


@dataclass(frozen=True, slots=True)
class _Drafts:
    """Prompts by rule, and what they stand on."""

    written: Written
    grounding: Grounding
    said: str = ""
    findings: tuple[Finding, ...] = ()


def prompts(asked: Asked, kind: str, area: str, say: Say) -> Outcome:
    """Prompts for a change: the three places (`kind` is `quality`), or the best three of a kind.

    `area` keeps interface files with that word in their path, of the whole commit. Raises Problem.
    """
    return _run(_prompts(asked, kind, area, say))


def feature(asked: Asked, name: str, say: Say) -> Outcome:
    """A prompt for something that is not there yet, at the head. Raises Problem."""
    return _run(_feature(asked, name, say))


def evaluate(asked: Asked, text: str, say: Say) -> Outcome:
    """What the evaluator says of a text, its claims looked up at the head. Raises Problem."""
    return _run(_evaluate(asked, text, say))


def improve(asked: Asked, text: str, say: Say) -> Outcome:
    """What the improvement loop makes of a text at the head. Raises Problem, also where the text asks for nothing.

    The loop words and proves what is asked for; a text without a requirement would get one that nobody asked for.
    """
    if not claims.items(claims.read(text).section("REQUIREMENTS")):
        raise Problem(
            "There is nothing to improve yet: write under REQUIREMENTS what is to be done, one line each, and in which "
            "file. Hone words and proves it; it does not guess it."
        )
    return _run(_improve(asked, text, say))


def _run(work: Coroutine[None, None, Outcome]) -> Outcome:
    try:
        return asyncio.run(work)
    except Fault as fault:
        raise Problem(str(fault)) from None


async def _open(asked: Asked, say: Say, *, whole: bool) -> _Place:
    """`whole`: the head alone is looked at, so no base is needed."""
    say("Reading the clone", 0.05)
    code = Local(asked.path)
    lab = Lab(code, Runner(), WallClock(), os.urandom(SALT_BYTES), say, code, llm=_model() if asked.model else None)
    change = await code.change(asked.head if whole else asked.base, asked.head)
    return _Place(code, lab, change, lab.clock.now().timestamp())


def _model() -> Llm:
    """The configured language model. Raises Problem."""
    from service.edge import llm
    from service.edge.github.times import Times

    try:
        found = llm.configured(read(), Times(WallClock().now))
    except BadSettings as faults:
        raise Problem(f"the environment is not usable:\n{faults}") from None
    if found is None:
        raise Problem("--model needs HONE_LLM_MODEL, and HONE_LLM_BASE_URL and HONE_LLM_API_KEY of its server.")
    return found


async def _prompts(asked: Asked, kind: str, area: str, say: Say) -> Outcome:
    place = await _open(asked, say, whole=False)
    drafts = await (_seen(place, area) if kind == "experience" else _found(place, kind))
    return await _polished(place, drafts)


async def _found(place: _Place, kind: str) -> _Drafts:
    """What the change introduced, or leaves to do."""
    evidence = await examine(place.lab, place.change, await settings(place.code, place.change))
    if unread := next((gap.reason for gap in evidence.analysis.gaps if gap.what == "repository"), ""):
        raise Problem(unread)
    analysis, grounding = evidence.analysis, evidence.grounding
    queue = (plan.gaps if kind in GAPS else plan.queue)(analysis, grounding)
    own = await templates(place.code, place.change)
    if kind == "quality":
        said = execute.overview(plan.places(queue, analysis), analysis)
        return _Drafts(ranked(queue, grounding, place.change, place.now, own), grounding, said, analysis.introduced)
    wanted = [each for each in queue if _fits(each, kind)]
    made = written(wanted[: 2 * MOST], grounding, place.change, place.now, own)
    made = replace(made, prompts=made.prompts[:MOST])
    return _Drafts(made, grounding, "" if made.prompts else _nothing(kind, analysis, grounding), analysis.introduced)


def _fits(improvement: Improvement, kind: str) -> bool:
    """True when a prompt for it is what the kind asks for; leaked secrets have a template of their own."""
    if kind in {*PLACES, *GAPS}:
        return improvement.kind == kind
    named = execute.template_of(improvement)
    return kind == ("security" if named == "credential" else named)


def _nothing(kind: str, analysis: Analysis, grounding: Grounding) -> str:
    if kind in GAPS:
        hindered = plan.without_tests(analysis, grounding) if kind == "tests" else ""
        return f"Nothing to write: {hindered or GAPS[kind]}."
    why = plan.without_prompt(analysis.introduced, grounding)
    return f"Nothing to write: this change introduced nothing of that kind. {why}".rstrip()


async def _seen(place: _Place, area: str) -> _Drafts:
    """What the change brought into the way of the people who use its interface; with an area, all that is there."""
    change = place.change
    found = await seen(place.lab, change, area)
    asked = plan.asked(found.findings, found.grounding)[:MOST]
    if not asked:
        return _Drafts(Written(), Grounding(), _unseen(found, area))
    own = await templates(place.code, change)
    said = f"Read {count(found.files, 'interface file')}: {found.summary}."
    return _Drafts(written(asked, found.grounding, change, place.now, own), found.grounding, said, found.findings)


def _unseen(found: Seen, area: str) -> str:
    where = " with that word in its path" if area else ""
    if not found.files:
        what = "This change touches no interface file" if found.by_change else f"There is no interface file{where} here"
        more = " Name an --area to read more." if found.by_change else ""
        return f"{what}: no page, template or component.{more}"
    return f"Read {count(found.files, 'interface file')}{where}: {found.nothing}."


async def _feature(asked: Asked, name: str, say: Say) -> Outcome:
    place = await _open(asked, say, whole=True)
    grounding = await for_feature(place.lab, place.change.repo, place.change.head, name)
    own = await templates(place.code, place.change)
    title, _, text = name.partition("\n")
    try:
        made = wished(Wish(title.strip(), text), grounding, place.change, place.now, own)
    except Unfit as fault:
        raise Problem(f"No prompt can be written for this: {fault}.") from None
    return await _polished(place, _Drafts(made, grounding))


async def _polished(place: _Place, drafts: _Drafts) -> Outcome:
    """The prompts, gone over by the model where there is one."""
    made, line = drafts.written.prompts, ""
    if place.lab.llm and made:
        place.lab.say("Asking the language model", 0.95)
        purse = place.purse(MAIN)
        made, line = await refined(purse, place.lab, place.change, made, drafts.grounding, drafts.findings)
    return Outcome(place.change, made, _faults(drafts), line)


def _faults(drafts: _Drafts) -> str:
    """What is said above the prompts, and which overrides of templates were not good enough."""
    faults: Iterable[str] = (f"`{each.path}`: {each.message}" for each in drafts.written.faults)
    return "\n\n".join(part for part in (drafts.said, *faults) if part)


async def _evaluate(asked: Asked, text: str, say: Say) -> Outcome:
    place = await _open(asked, say, whole=True)
    grounding = await for_text(place.lab, place.change.repo, place.change.head, text)
    found, line = checks.prompt(text, grounding), ""
    if place.lab.llm:
        say("Asking the language model", 0.9)
        known = await facts(place.lab, place.change, grounding, ())
        found, line = await opinion(place.purse(MAIN), known.stable, safe("", text), found)
    return Outcome(place.change, wording=line, before=found)


async def _improve(asked: Asked, text: str, say: Say) -> Outcome:
    place = await _open(asked, say, whole=True)
    grounding = await for_text(place.lab, place.change.repo, place.change.head, text)
    before, given = checks.prompt(text, grounding), _given(text, place)
    if place.lab.llm is None:
        after, mended = better(given, grounding, place.now)
        return Outcome(place.change, (after,), before=before, learnings=mended)
    say("Asking the language model", 0.9)
    after, mended, line = await improved(place.purse(LOOP), place.lab, place.change, given, grounding, (), place.now)
    return Outcome(place.change, (after,), "", line, before, mended)


def _given(text: str, place: _Place) -> Prompt:
    """A text from elsewhere as a prompt, under the id that it names."""
    named = _ID.search(text)
    id = named[1] if named else ulid(place.now, place.change.head, text)
    title = text.strip().partition("\n")[0].lstrip("# ")[:120]
    return Prompt(id, "", "quick", title, "pasted", text, (), (), "", ())
