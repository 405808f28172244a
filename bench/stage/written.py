"""Prompts written by rule for real pull requests and improvement queues, evaluated before and after the loop."""

import asyncio
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from realdiffs import LEAST_LINES, MOST_LINES, Pull, git, parsed

from service import evaluate, execute, plan
from service.edge.git import Local
from service.edge.sandbox import Runner
from service.execute import Unfit
from service.local import WallClock
from service.model import Change, Evaluation, Grounding, Improvement, Learning, Prompt, Repo, Wish
from service.ports import Lab, Unfetchable
from service.workflows.evidence import gather
from service.workflows.grounded import for_feature, for_queue
from service.workflows.prompting import better
from service.workflows.seen import seen
from service.workflows.tree import look
from stage.claimed import Head, Tally, count
from stage.read import specimens

CHOSEN = {
    "pallets+flask": "Python",
    "excalidraw+excalidraw": "TypeScript",
    "gin-gonic+gin": "Go",
    "google+gson": "Java",
    "jekyll+jekyll": "Ruby",
    "koel+koel": "PHP",
    "tokio-rs+tokio": "Rust",
    "dotnet+eShop": "C#",
    "square+okhttp": "Kotlin",
    "wagtail+wagtail": "Python",
    "vuejs+core": "TypeScript",
    "grafana+k6": "Go",
    "alibaba+nacos": "Java",
    "celery+celery": "Python",
    "hoppscotch+hoppscotch": "Vue",
    "usememos+memos": "Go",
    "getredash+redash": "JavaScript",
    "paperless-ngx+paperless-ngx": "Python",
    "expressjs+express": "JavaScript",
    "thingsboard+thingsboard": "Java",
    "umami-software+umami": "TypeScript",
    "openrewrite+rewrite": "Java",
    "oobabooga+text-generation-webui": "Python",
    "dgtlmoon+changedetection.io": "Python",
    "saleor+saleor": "Python",
    "gogs+gogs": "Go",
    "caddyserver+caddy": "Go",
    "kedro-org+kedro": "Python",
    "ansible+awx": "Python",
    "Textualize+rich": "Python",
}
WANTED, LOOKED = 50, 40
"""Pull requests with something to write about, and how many fresh ones of one repository are looked at for them."""
MOST_LOOKED = 360
"""Pull requests that are looked at in all: the bench ends within ten minutes on two quiet cores."""
TURN = 8
"""Pull requests that are looked at before anybody asks whether there are enough."""
MOST_OF_ONE = 6
"""Pull requests of one repository that count."""
SMALL = ("pallets+flask", "gin-gonic+gin", "google+gson", "jekyll+jekyll", "expressjs+express", "celery+celery")
"""Repositories whose queue is written about, too."""
MOST_OF_KIND = 4
LOG = ("log", "--first-parent", "-n", "400", "--shortstat", "--format=%x00%H %s")
NOW = 1_700_000_000.0


@dataclass(frozen=True)
class Case:
    """One prompt: where it comes from, what it was at first and after the loop, and what the loop taught."""

    where: str
    language: str
    improvement: Improvement | None
    """None for a wish."""
    grounding: Grounding
    change: Change
    first: Evaluation
    prompt: Prompt
    learnings: tuple[Learning, ...]
    seconds: float


def newest(clone: Path) -> Iterator[Pull]:
    """The newest merged pull requests of more than 20 lines, at most 40; a clone may lack what older ones need."""
    found = (pull for entry in git(clone, *LOG, check=False).split("\0")[1:] if (pull := parsed(entry)))
    return islice((pull for pull in found if LEAST_LINES < pull.lines < MOST_LINES), LOOKED)


@dataclass
class Found:
    """What came of one pull request, or of one queue."""

    cases: list[Case] = field(default_factory=list)
    wishes: list[Case] = field(default_factory=list)
    unfit: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


async def of_pull(clone: Path, pull: Pull) -> Found:
    """The best prompt of every kind for one pull request, one for the wish it fulfils, and what could not be written.

    Nothing where a partial clone lacks a blob of it.
    """
    code = Local(clone)
    lab, where, found = Lab(code, Runner(), WallClock(), b"bench"), f"{clone.name}#{pull.number}", Found()
    try:
        change = await code.change(f"{pull.commit}^1", pull.commit)
        async for kind, improvements, grounding in offered(lab, change):
            made, faults = first(f"{where} {kind}", CHOSEN[clone.name], improvements, grounding, change)
            found.cases += made
            found.unfit += faults
        if found.cases:
            await wish(lab, clone, pull, change, found)
    except Unfetchable:
        return Found()
    return found


async def wish(lab: Lab, clone: Path, pull: Pull, change: Change, found: Found) -> None:
    """Wish for what the pull request says it does, before it does it."""
    said = git(clone, "log", "-1", "--format=%s%x00%b", pull.commit)
    subject, _, body = said.partition("\0")
    title = body.strip().partition("\n")[0] if subject.startswith("Merge pull request") else subject
    wanted, repo, base = Wish(title.partition(" (#")[0].strip()), change.repo, change.base
    grounding = await for_feature(lab, repo, base, wanted.name)
    before, where = Change(repo, base, base, "HEAD"), f"{clone.name}#{pull.number} feature"
    try:
        began, draft = time.perf_counter(), execute.feature(wanted, grounding, before, NOW)
    except Unfit as fault:
        found.unfit.append(f"{where}: {fault}")
        return
    found.wishes.append(case(where, CHOSEN[clone.name], None, grounding, before, draft, began))


async def offered(lab: Lab, change: Change) -> Iterator[tuple[str, list[Improvement], Grounding]]:
    """Improvements by kind, best first, each with the facts they may cite."""
    evidence = await gather(lab, change)
    grouped: dict[str, list[Improvement]] = defaultdict(list)
    for each in (*plan.queue(evidence.analysis, evidence.grounding), *plan.gaps(evidence.analysis, evidence.grounding)):
        grouped[each.kind].append(each)
    for kind, improvements in grouped.items():
        yield kind, improvements, evidence.grounding
    looked = await seen(lab, change, "")
    if looked.findings:
        yield "experience", list(plan.asked(looked.findings, looked.grounding)), looked.grounding


def first(
    where: str, language: str, improvements: Sequence[Improvement], grounding: Grounding, change: Change
) -> tuple[list[Case], list[str]]:
    """The prompt of the first improvement whose text is fit, and why those before it had none."""
    faults: list[str] = []
    for improvement in improvements:
        try:
            began, draft = time.perf_counter(), execute.write(improvement, grounding, change, NOW)
            return [case(where, language, improvement, grounding, change, draft, began)], faults
        except Unfit as fault:
            faults.append(f"{where}: {fault}")
    return [], faults


def case(
    where: str,
    language: str,
    improvement: Improvement | None,
    grounding: Grounding,
    change: Change,
    draft: Prompt,
    began: float,
) -> Case:
    """The prompt, evaluated before and after the loop; `began` is when its writing did."""
    prompt, taught = better(draft, grounding, NOW)
    seconds = time.perf_counter() - began
    return Case(
        where,
        language,
        improvement,
        grounding,
        change,
        evaluate.prompt(draft.body, grounding),
        prompt,
        taught,
        seconds,
    )


@dataclass
class Sample:
    """What was collected: prompts, why some could not be written, pull requests looked at, and the claims."""

    cases: list[Case] = field(default_factory=list)
    wishes: list[Case] = field(default_factory=list)
    unfit: list[str] = field(default_factory=list)
    looked: int = 0
    tally: Tally = field(default_factory=Tally)
    pulls: Counter[str] = field(default_factory=Counter)
    """By repository, those that had something to write about."""

    def add(self, name: str, found: Found) -> None:
        """One more pull request, or queue."""
        self.cases += found.cases
        self.wishes += found.wishes
        self.unfit += found.unfit
        self.pulls[name] += bool(found.cases)
        self.tally.add(found.tally)


def collected(data: str, wanted: int) -> Sample:
    """So many pull requests with prompts: first those whose findings somebody has read, then fresh ones.

    One of each repository in turn, at most 6 of one, two at a time; fewer than wanted after 360 that were looked at.
    """
    clones = [Path(data, name) for name in CHOSEN if Path(data, name).is_dir()]
    sample = Sample()
    with ProcessPoolExecutor(2) as both:
        for source in (specimens, newest):
            for turn in turns(sample, {clone: source(clone) for clone in clones}, wanted):
                for (clone, pull), found in zip(turn, both.map(looked_up, *zip(*turn, strict=True)), strict=True):
                    sample.looked += 1
                    if sample.pulls[clone.name] < MOST_OF_ONE:
                        sample.add(clone.name, found)
                    kinds = ", ".join(each.prompt.kind for each in found.cases) or "nothing"
                    print(f"{clone.name}#{pull.number}: {kinds}", flush=True)
    return sample


def turns(sample: Sample, queues: dict[Path, Iterator[Pull]], wanted: int) -> Iterator[list[tuple[Path, Pull]]]:
    """The next few pull requests, each of another repository, until the sample is full or nothing is left."""
    waiting = deque(queues)
    while waiting and sample.pulls.total() < wanted and sample.looked < MOST_LOOKED:
        turn: list[tuple[Path, Pull]] = []
        for clone in [waiting.popleft() for _ in range(min(TURN, len(waiting)))]:
            pull = next(queues[clone], None) if sample.pulls[clone.name] < MOST_OF_ONE else None
            if pull:
                turn.append((clone, pull))
                waiting.append(clone)
        if turn:
            yield turn


def looked_up(clone: Path, pull: Pull) -> Found:
    """What comes of one pull request, and whether what its prompts claim is there."""
    return checked(clone, asyncio.run(of_pull(clone, pull)))


def in_queue(clone: Path) -> Found:
    """The same for the improvement queue of a default branch: the best four improvements of each kind."""
    return checked(clone, asyncio.run(_in_queue(clone)))


def checked(clone: Path, found: Found) -> Found:
    """The same with the claims of its prompts, each looked up."""
    for each in (*found.cases, *found.wishes):
        count(each.prompt.body, Head(clone, each.change.head), each.where, found.tally)
    return found


async def _in_queue(clone: Path) -> Found:
    code = Local(clone)
    lab, repo = Lab(code, Runner(), WallClock(), b"bench", history=code), Repo(0, "local", clone.name)
    head = await code.newest(repo)
    baseline, findings = await look(lab, repo, head)
    evidence = plan.evidence(findings, baseline.hotspots)
    grounding = await for_queue(lab, repo, head, evidence)
    change, found = Change(repo, head, head, "HEAD"), Found()
    grouped: dict[str, list[Improvement]] = defaultdict(list)
    for each in plan.backlog(evidence, grounding):
        grouped[each.kind].append(each)
    for kind, improvements in grouped.items():
        for number, improvement in enumerate(improvements[:MOST_OF_KIND], 1):
            where = f"{clone.name} queue {kind} {number}"
            made, faults = first(where, CHOSEN[clone.name], [improvement], grounding, change)
            found.cases += made
            found.unfit += faults
    return found


def queues(data: str) -> Sample:
    """The queues of the smaller repositories: what a pull request seldom has, such as a function to split."""
    sample = Sample()
    clones = [Path(data, name) for name in SMALL if Path(data, name).is_dir()]
    with ProcessPoolExecutor(2) as both:
        for clone, found in zip(clones, both.map(in_queue, clones), strict=True):
            sample.add(clone.name, found)
            print(f"{clone.name}: {len(found.cases)} prompts of its queue", flush=True)
    return sample
