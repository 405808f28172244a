"""A wish, the facts of the head and a meta prompt become an instruction to build it; its author's words are quoted."""

from collections.abc import Iterator, Sequence

from service import prompts as meta
from service.execute import frame
from service.execute.scene import code, listed
from service.execute.site import Site, site
from service.execute.specification import gates, iteration, specification
from service.execute.ulid import ulid
from service.execute.wish import MOST_LINES, lines, shaped
from service.execute.writing import Unfit, fit
from service.model import Change, CommandSucceeds, Grounding, Prompt, Wish
from service.prompts import MetaPrompt

MINUTES, MINUTES_A_LINE = 30, 45
"""A rough size: reading in, and building one line of a wish with its test."""
MOST_TITLE = 100


def feature(
    wish: Wish,
    grounding: Grounding,
    change: Change,
    now: float,
    template: MetaPrompt | None = None,
) -> Prompt:
    """The prompt of a wish, the same for the same input; the template is `prompts/feature.md` by default.

    `now` is in seconds since 1970. Raises Unfit when the wish has no words, the head has no file to name, or the text
    must not be published.
    """
    asked = lines(wish)
    ground = site(f"{wish.name}\n{' '.join(asked)}", grounding, change.head[:7])
    if not asked or ground is None:
        raise Unfit("the wish has no words" if not asked else "the head has no file that could be named")
    used = template or meta.load("feature")
    values = _values(wish, asked, ground)
    sections = {name: used.render(name, values) for name in used.sections if name not in frame.MODEL_ONLY}
    id = ulid(now, change.repo.id, change.number or change.ref, "feature", wish.issue, wish.name)
    title = f"Build “{_short(shaped(wish.name) or asked[0])}”"
    closes = tuple(each.number for each in grounding.issues if each.number == wish.issue)
    validation, back = _steps(ground, min(len(asked), MOST_LINES)), frame.rollback(ground.head)
    framed = frame.Framed(id, title, ground.head, sections, ground.runs, validation, back, closes)
    prompt = Prompt(
        id=id,
        improvement="",
        kind="feature",
        title=title,
        template=used.label,
        body=frame.body(framed),
        criteria=tuple(CommandSucceeds(each.run, each.source) for each in ground.commands),
        validation=validation,
        next_iteration=sections["next iteration"],
        findings=(),
        rollback=back,
        minutes=int(values["minutes"]),
    )
    return fit(prompt, grounding)


def _values(wish: Wish, asked: Sequence[str], ground: Site) -> dict[str, str]:
    """Everything the meta prompt asks for."""
    taken, later = asked[:MOST_LINES], asked[MOST_LINES:]
    guides = ground.grounding.guides
    more = f"- {len(later)} further lines of the wish: each in a change of its own." if later else ""
    return {
        "wish": f'"{_short(shaped(wish.name) or asked[0])}"',
        "head": ground.head,
        "lines": str(len(taken)),
        "minutes": str(MINUTES + MINUTES_A_LINE * len(taken)),
        "places": "\n".join(f"- {each}" for each in ground.told()),
        "tests_now": f"- {ground.tested()}",
        "guides": f"- Read first: {listed(guides)}." if guides else "",
        "belongs": _belongs(wish, ground),
        "tools": f" and the tools of {listed(ground.sources)}" if ground.sources else "",
        "asked": "\n".join(_asked(taken, ground)),
        "tests": _tests(ground, len(taken)),
        "keep": f"Keep names, parameters, results and errors of {ground.subject} as they are at {ground.head}.",
        "path": ground.path,
        "subject": ground.subject,
        "later": more,
        "criteria": "\n".join(f"- {each}" for each in _criteria(ground, len(taken))),
        **specification(ground),
        **gates(ground),
        **iteration(ground, later),
    }


def _belongs(wish: Wish, ground: Site) -> str:
    """The issue and the roadmap it is part of, as far as they were read."""
    issue = next((each for each in ground.grounding.issues if each.number == wish.issue), None)
    milestone = f', milestone "{shaped(issue.milestone)}"' if issue and issue.milestone else ""
    said = [f"#{issue.number}{milestone}"] if issue else []
    said += [code(path) for path in ground.grounding.roadmap[:1]]
    return f"- It belongs to {' and '.join(said)}." if said else ""


def _asked(taken: Sequence[str], ground: Site) -> list[str]:
    """One requirement a line; a file is cited where it is new to the list, so that the lines stay apart."""
    said, last = [], ""
    for number, line in enumerate(taken, 1):
        path = ground.nearest(line)
        place = "in the same file" if path == last else f"build it in {code(path)}"
        said.append(f'- "{line}" (line {number} of the wish): {place}.')
        last = path
    return said


def _tests(ground: Site, count: int) -> str:
    each = "a test of R-1" if count == 1 else f"a test for each of R-1 to R-{count}"
    fails = f"it fails at {ground.head} and passes afterwards"
    if ground.test:
        place = code(ground.test) if ground.exists else f"a new file (create {code(ground.test)})"
        return f"Write {each} in {place}: {fails}."
    if ground.near:
        return f"Write {each} in the manner of {ground.near}: {fails}."
    return f"The tree holds no tests: for {_ids(count)} each, write under Files the command you tried and its output."


def _criteria(ground: Site, count: int) -> Iterator[str]:
    rest = f"R-{count + 1}, R-{count + 2}"
    place = f"in {code(ground.test)}" if ground.test else f"made like {ground.near}"
    shown = f"the tests {place} run" if ground.near or ground.test else f"{ground.path} is tried as under Files"
    yield f"({_each(count)}) When {shown}, {count} of {count} lines shall pass; at {ground.head} it is 0 of {count}."
    runs = _all(ground.runs)
    if ground.commands:
        yield f"({rest}) When {runs} {'runs, it' if len(ground.runs) == 1 else 'run, each'} shall exit 0."
    else:
        listed_by = f"your change is committed and {runs} runs"
        yield f"({rest}) When {listed_by}, it shall list {ground.path} and 0 settings of CI or linters."
    yield f"(R-{count + 2}) When Hone analyses the new head, {ground.path} shall have 0 findings that it lacks now."


def _steps(ground: Site, count: int) -> tuple[str, ...]:
    runs = _all(ground.runs)
    exits = f"{runs} {'exits' if len(ground.runs) == 1 else 'each exit'} 0 (R-1 to R-{count + 2})."
    scope = f"{runs} lists no file that no requirement names (R-{count + 2})."
    push = f"Push: the check run hone of the new head lists 0 new findings in {ground.path} (R-{count + 2})."
    return (exits if ground.commands else scope, push)


def _all(runs: Sequence[str]) -> str:
    return " and ".join(filter(None, (listed(runs[:-1]), code(runs[-1]))))


def _ids(count: int) -> str:
    return "R-1" if count == 1 else f"R-1 to R-{count}"


def _each(count: int) -> str:
    return ", ".join(f"R-{number}" for number in range(1, count + 1))


def _short(title: str) -> str:
    return title if len(title) <= MOST_TITLE else title[:MOST_TITLE].rsplit(" ", 1)[0] + " ..."
