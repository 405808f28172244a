"""What a language model is asked, and that nothing waits for it: calls, tokens, known beginnings, faults.

`hone serve` runs on SQLite against the stand-in for GitHub and the stub of a model over loopback HTTP, on copies of the
public repositories in CHOSEN (bare clones named `<owner>+<name>` under $HONE_BENCH_DATA, for example made by
`git clone --bare https://github.com/pallets/flask $HONE_BENCH_DATA/pallets+flask`); functions with something to be said
about are added to their files.
1. Main path: of each repository a pull request, one more push to it, and another pull request. Counted are the requests
   of each head, the tokens of a question (characters / 4), and the share of it that an earlier question of that
   repository to the same model began with, too: what a server's cache of prefixes can reuse.
2. Longest loop: what `/hone improve` does to a weak text, with models that agree, refuse, contradict or fail.
3. Every fault of the stub: seconds until verdict and comment stand, requests, and what the comment says of it. A model
   that takes 70 s is really waited for, and one more push arrives meanwhile.
Compared with: the same pull request with no model.
"""

import argparse
import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from stage.asked import Asked, asked, share
from stage.flawed import Flawed
from stage.github import GitHub, until, verdict
from stage.serve import Hone

from service import evaluate, plan
from service.edge.git import Local
from service.edge.github.times import Times
from service.edge.inline import InlineRun
from service.edge.llm import configured
from service.edge.sandbox import Runner
from service.local import WallClock
from service.model import Change, Evidence, Prompt
from service.ports import Lab
from service.prompts.override import SHIPPED
from service.settings import read
from service.workflows.evidence import gather
from service.workflows.improving import improved
from service.workflows.prompting import ranked
from service.workflows.spending import LOOP, Purse
from tests.model_answers import NOWHERE, ORDER, plausible
from tests.model_stub import FAULTS, KEY, MANNERS, Model
from tests.repositories import Repository

CHOSEN = {
    "pallets+flask": "src/flask/",
    "psf+black": "src/",
    "celery+celery": "celery/",
    "getredash+redash": "redash/",
    "scrapy+scrapy": "scrapy/",
}
PART = "".join(f'def price_{at}(basket):\n    """Add up."""\n    return sum(basket) + {at}\n\n\n' for at in range(16))
PATIENCE = 240.0
TARGETS = {"main_calls": 3, "loop_calls": 12, "prefix_share": 0.6, "static_s": 180}
AGAINST = "the same pull request with no model"
LOOPS = ("", "eager", "harsh", "divided", "positional", "invented", "plain-only", "garbage", "broken")
WEAK = (
    "Fix go\n\nMake `go.py` better.",
    "Fix go\n\nREQUIREMENTS\nR-1. Improve `go` in `go.py` as needed.\n\nSUCCESS CRITERIA\nAC-1. (R-1) It is better.",
)
"""Texts that the rules alone do not bring to full marks."""
PROMPT = re.compile(r"<!-- hone:prompt id=(\w+)")
REPEAT = 0.95
"""Share from which on a question is another one asked again, with a few lines more."""
LEAKS = (KEY, "@everyone", NOWHERE, ORDER)
"""What must never stand on a page: what the stub says of its faults, or makes up."""
LINE = re.compile(r"^.*(?:language model|rules wrote).*$", re.IGNORECASE | re.MULTILINE)


@dataclass
class Stage:
    """One running Hone, its GitHub and its model."""

    github: GitHub
    hone: Hone
    model: Model
    taken: int = 0

    def requests(self) -> list[dict[str, Any]]:
        """What the model was asked since this was last read."""
        new = self.model.requests[self.taken :]
        self.taken += len(new)
        return new

    def idle(self) -> None:
        """Wait until the engine has nothing left to do."""
        until(self.hone.idle, PATIENCE)


@dataclass
class Head:
    """One pull request, or one push to it, and what came of it."""

    number: int
    page: Any = None
    verdict_s: float = 0.0
    static_s: float = 0.0
    """Until the verdict and the comment stand."""
    idle_s: float = 0.0
    requests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def comment(self) -> str:
        """Hone's comment, as it stands in the end."""
        return next((each["body"] for each in self.page["comments"] if "hone:summary" in each["body"]), "")


@contextmanager
def stage(place: Path, github: GitHub, **environment: str) -> Iterator[Stage]:
    """A fresh Hone on that GitHub, with a fresh model."""
    with Model() as model, Hone(place, {**github.environment(), **model.environment(**environment)}) as hone:
        github.act("hook", url=hone.hook)
        yield Stage(github, hone, model)
        github.act("hook", url="")


def opened(on: Stage, repository: str, flawed: Flawed, change: int) -> Head:
    """A pull request with that change, and everything Hone does about it."""
    head = flawed.head(change)
    made = on.github.open(repository, flawed.clone.path, head, head_ref=f"change-{change}")
    return finished(on, repository, made["number"], time.monotonic())


def pushed(on: Stage, repository: str, flawed: Flawed, change: int, number: int, push: int = 1) -> Head:
    """One more push to it, and everything Hone does about that."""
    send(on, repository, flawed, change, number, push)
    return finished(on, repository, number, time.monotonic())


def send(on: Stage, repository: str, flawed: Flawed, change: int, number: int, push: int) -> None:
    """One more push to a pull request."""
    at = f"repositories/{repository}/pulls/{number}/push"
    on.github.act(at, git_dir=str(flawed.clone.path), head=flawed.head(change, push))


def finished(on: Stage, repository: str, number: int, began: float) -> Head:
    """The head as it stands once Hone has nothing left to do, with the seconds that took."""
    found = standing(on, repository, number, began)
    on.idle()
    found.idle_s = time.monotonic() - began
    found.page, found.requests = on.github.page(repository, number), on.requests()
    return found


def standing(on: Stage, repository: str, number: int, began: float) -> Head:
    """The head once its verdict and its comment stand."""
    found = Head(number)

    def there() -> bool:
        found.page = on.github.page(repository, number)
        if verdict(found.page):
            found.verdict_s = found.verdict_s or time.monotonic() - began
        return bool(found.verdict_s and (found.page["pull"]["head"][:7] in found.comment or on.hone.idle()))

    until(there, PATIENCE)
    found.static_s = time.monotonic() - began
    return found


def main_path(place: Path, data: Path, names: list[str]) -> list[dict[str, Any]]:
    """One row for each repository: the requests of its three heads."""
    rows = []
    with GitHub(place / "github") as github, stage(place / "hone", github) as on:
        github.install()
        for name in names:
            flawed = Flawed(data / name, place / f"{name}.git", CHOSEN[name])
            repository = f"acme/{name.partition('+')[2]}"
            github.repository(repository, flawed.clone.path, flawed.base)
            first = opened(on, repository, flawed, 0)
            again = pushed(on, repository, flawed, 0, first.number)
            other = opened(on, repository, flawed, 1)
            heads = [first, again, other]
            questions = asked([request for head in heads for request in head.requests])
            rows.append(
                {
                    "repository": name,
                    "prompts": [len(PROMPT.findall(head.comment)) for head in heads],
                    "calls": [len(head.requests) for head in heads],
                    "tokens": {purpose: _tokens(questions, purpose) for purpose in ("write", "judge")},
                    "share": share(questions),
                    "questions": questions,
                }
            )
    return rows


async def loops(place: Path) -> list[dict[str, Any]]:
    """One row for each manner of the model: the requests of the loop over each of the texts in WEAK."""
    rows = []
    repository = Repository(place / "weak.git")
    base = repository.commit({"go.py": "def go(x):\n    return x\n"})
    head = repository.commit({"go.py": "def go(x):\n    return eval(x)\n"}, branch="change", parents=[base])
    with Model() as model:
        code, times = Local(repository.path), Times(WallClock().now)
        lab = Lab(code, Runner(), WallClock(), b"bench", llm=configured(read(model.environment()), times))
        change = await code.change(base, head)
        evidence = await gather(lab, change)
        prompt = ranked(plan.queue(evidence.analysis, evidence.grounding), evidence.grounding, change, 0.0, SHIPPED)
        for manner in LOOPS:
            model.mend()
            model.fault = "" if manner == "eager" else manner
            model.answer = eager if manner == "eager" else None
            counts = [await _loop(lab, change, evidence, prompt.prompts[0], body, model) for body in WEAK]
            rows.append({"manner": manner or "agrees", "calls": counts})
    return rows


async def _loop(lab: Lab, change: Change, evidence: Evidence, prompt: Prompt, body: str, model: Model) -> int:
    before, now = len(model.requests), time.time()
    weak = replace(prompt, body=body, evaluation=evaluate.prompt(body, evidence.grounding))
    purse = Purse(InlineRun(), lab, change.repo, 1, now + PATIENCE, calls=LOOP)
    await improved(purse, lab, change, weak, evidence.grounding, evidence.analysis.introduced, now)
    return len(model.requests) - before


def eager(schema: dict[str, Any], messages: list[dict[str, str]]) -> Any:
    """A judge that likes whatever is newer: every round wins, and the loop goes on as long as it may."""
    liked = plausible(schema, messages, "", 0)
    disliked = plausible(schema, messages, "harsh", 0)
    if "prompts" not in liked:
        return None
    both = zip(liked["prompts"], disliked["prompts"], strict=True)
    return {"prompts": [no if no["id"] == "BEFORE" else yes for yes, no in both]}


def faults(place: Path, delay: float) -> list[dict[str, Any]]:
    """One row for each fault of the model, after one for none and one for no model at all."""
    rows = []
    source = Repository(place / "small.git")
    source.commit({"pyproject.toml": "[tool.pytest.ini_options]\n", **{f"shop/part{at}.py": PART for at in range(4)}})
    for turn, fault in enumerate(("no model", "", *sorted(FAULTS | (MANNERS - {"positional"})))):
        environment = {"model": "", "judge_model": ""} if fault == "no model" else {}
        own = place / str(turn)
        own.mkdir(parents=True)
        with GitHub(own / "github") as github, stage(own / "hone", github, **environment) as on:
            github.install()
            repository, flawed = "acme/shop", Flawed(source.path, own / "shop.git", "shop/")
            github.repository(repository, flawed.clone.path, flawed.base)
            on.model.fault, on.model.delay = "" if fault == "no model" else fault, delay
            rows.append({"fault": fault or "none", **_faulty(on, repository, flawed, push=fault == "slow")})
    return rows


def _faulty(on: Stage, repository: str, flawed: Flawed, *, push: bool) -> dict[str, Any]:
    began = time.monotonic()
    head = flawed.head(0)
    number = on.github.open(repository, flawed.clone.path, head, head_ref="change-0")["number"]
    seen = [standing(on, repository, number, began)]
    static = len(PROMPT.findall(seen[0].comment))
    if push:
        again = time.monotonic()
        send(on, repository, flawed, 0, number, 1)
        seen.append(standing(on, repository, number, again))
    on.idle()
    idle_s, page, requests = time.monotonic() - began, on.github.page(repository, number), on.requests()
    comment = Head(number, page).comment
    return {
        "static_s": max(each.static_s for each in seen),
        "idle_s": idle_s,
        "calls": len(requests),
        "prompts": (static, len(PROMPT.findall(comment))),
        "line": " ".join(LINE.findall(comment)[-1:]),
        "leaked": [word for word in LEAKS if word in json.dumps(page)],
    }


def _tokens(questions: list[Asked], purpose: str) -> int:
    found = [each.tokens for each in questions if each.purpose == purpose]
    return round(statistics.mean(found)) if found else 0


def show(rows: list[dict[str, Any]], columns: tuple[str, ...], widths: tuple[int, ...]) -> None:
    """Print rows as a table."""
    print("  ".join(f"{name:{width}}" for name, width in zip(columns, widths, strict=True)))
    for row in rows:
        cells = (f"{row[name]:.2f}" if isinstance(row[name], float) else str(row[name]) for name in columns)
        print("  ".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)))
    print()


def main() -> int:
    """Print the tables and the verdict."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--delay", type=float, default=70.0, help="seconds that a slow model takes")
    given = options.parse_args()
    data = Path(os.environ.get("HONE_BENCH_DATA", ""))
    names = [name for name in CHOSEN if os.environ.get("HONE_BENCH_DATA") and (data / name).is_dir()]
    if not names:
        print("HONE_BENCH_DATA holds none of the repositories named in CHOSEN", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(dir=os.environ.get("HONE_BENCH_TMP")) as name:
        place = Path(name)
        paths = main_path(place / "main", data, names)
        show(paths, ("repository", "prompts", "calls", "tokens", "share"), (20, 10, 10, 32, 6))
        longest = asyncio.run(loops(place))
        show(longest, ("manner", "calls"), (12, 20))
        faulty = faults(place / "faults", given.delay)
        show(faulty, ("fault", "static_s", "idle_s", "calls", "prompts", "leaked", "line"), (10, 8, 7, 5, 7, 7, 1))
    questions = [each for row in paths for each in row["questions"]]
    fresh = [each for each in questions if each.known < REPEAT * each.tokens]
    figures = {
        "heads": sum(len(row["calls"]) for row in paths),
        "main_calls": max(count for row in paths for count in row["calls"]),
        "loop_calls": max(count for row in longest for count in row["calls"]),
        "write_tokens": _tokens(questions, "write"),
        "judge_tokens": _tokens(questions, "judge"),
        "prefix_share": round(share(questions), 2),
        "prefix_share_without_repeats": round(share(fresh), 2),
        "fault_calls": max(row["calls"] for row in faulty if row["fault"] != "slow"),
        "static_s": round(max(row["static_s"] for row in faulty), 1),
        "without_model_s": round(faulty[0]["static_s"], 1),
    }
    ok = (
        figures["main_calls"] <= TARGETS["main_calls"]
        and figures["fault_calls"] <= TARGETS["main_calls"]
        and figures["loop_calls"] <= TARGETS["loop_calls"]
        and figures["prefix_share"] >= TARGETS["prefix_share"]
        and figures["static_s"] <= TARGETS["static_s"]
        and not [row for row in faulty if row["leaked"] or row["prompts"][0] != row["prompts"][1]]
    )
    print(json.dumps({"bench": "modelcost", "ok": ok, "figures": figures, "targets": TARGETS, "against": AGAINST}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
