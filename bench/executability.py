"""Executability: a script that follows nothing but a prompt's text makes its criteria go from failing to passing.

Reads bare clones named `<owner>+<name>` from $HONE_BENCH_DATA (CHOSEN). Two kinds of cases: `real`, files of those
repositories (KNOWN) that hold a mistake with a mechanical repair as they are; `planted`, real files with one line gone
wrong (`bench/stage/planted.py`, seed 1), because such mistakes are rarely merged. Every prompt is written by rule;
`bench/stage/follower.py`, which imports nothing of Hone, carries it out; Hone's analyzers read the file before and
after. A case holds when every finding the text promises to be gone was there before and is gone after, the criteria of
the prompt say so, too, and no new finding took its place. `--show` prints the cases that do not.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stage.follower import followed, promised
from stage.planted import PLANTS, planted

from service import evaluate, execute, plan
from service.analyze import identify, named
from service.analyzers import DEFAULT_COMPLEXITY, Options, Text
from service.edge.sandbox import Runner
from service.evaluate.criteria import met
from service.execute.replacing import exact
from service.model import Analysis, Change, Finding, FindingGone, Function, Prompt, Repo
from service.workflows.batches import Batch
from service.workflows.reading import read

CHOSEN = (
    "pallets+werkzeug",
    "celery+celery",
    "healthchecks+healthchecks",
    "scrapy+scrapy",
    "Flagsmith+flagsmith",
    "mealie-recipes+mealie",
    "wagtail+wagtail",
    "paperless-ngx+paperless-ngx",
)
KNOWN = (
    ("pallets+werkzeug", "examples/webpylike/webpylike.py"),
    ("Flagsmith+flagsmith", "api/features/views.py"),
    ("dgtlmoon+changedetection.io", "changedetectionio/__init__.py"),
    ("dgtlmoon+changedetection.io", "changedetectionio/auth_decorator.py"),
    ("dgtlmoon+changedetection.io", "changedetectionio/conditions/form.py"),
    ("dgtlmoon+changedetection.io", "changedetectionio/notification/handler.py"),
    ("dgtlmoon+changedetection.io", "changedetectionio/worker_pool.py"),
    ("semgrep+semgrep-rules", "python/lang/correctness/common-mistakes/is-comparison-string.py"),
    ("semgrep+semgrep-rules", "python/sqlalchemy/correctness/bad-operator-in-filter.py"),
    ("semgrep+semgrep-rules", "python/lang/correctness/common-mistakes/default-mutable-dict.py"),
)
EACH, SAMPLE = 3, 400
"""Plants of one rule in one repository, and files looked at for them."""
LARGEST = 200_000
TARGETS = {"cases": 50, "held_share": 0.95}
AGAINST = "the same file, analysed before the prompt was followed"
Found = tuple[tuple[Finding, ...], tuple[Function, ...]]


@dataclass(frozen=True)
class Case:
    """One file with a mistake, and where it comes from."""

    clone: Path
    head: str
    path: str
    content: str
    origin: str
    paths: frozenset[str]


@dataclass(frozen=True)
class Outcome:
    """What became of one prompt."""

    case: Case
    prompt: Prompt
    failed_before: bool
    passes_after: bool
    new: tuple[str, ...]

    @property
    def held(self) -> bool:
        return self.failed_before and self.passes_after and not self.new


def git(clone: Path, *arguments: str) -> bytes:
    """What git says; nothing where it refuses, as a partial clone does for a blob it lacks."""
    place = {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
    return subprocess.run(["git", "-C", clone, *arguments], capture_output=True, env=place, check=False).stdout


def cases(data: Path) -> Iterator[Case]:
    """The files with their mistakes, in the order of the repositories."""
    for name in dict.fromkeys((*CHOSEN, *(name for name, _ in KNOWN))):
        clone = data / name
        if not clone.is_dir():
            continue
        head = git(clone, "rev-parse", "HEAD").decode().strip()
        paths = frozenset(git(clone, "ls-tree", "-r", "--name-only", "HEAD").decode(errors="replace").splitlines())
        for of, path in KNOWN:
            if of == name and (content := git(clone, "show", f"HEAD:{path}").decode(errors="replace")):
                yield Case(clone, head, path, content, "real", paths)
        if name in CHOSEN:
            yield from _planted(clone, head, paths)


def _planted(clone: Path, head: str, paths: frozenset[str]) -> Iterator[Case]:
    chance = random.Random(f"1 {clone.name}")
    for rule, (suffix, _) in PLANTS.items():
        able = sorted(
            path for path in paths if path.endswith(suffix) and (suffix != ".yml" or ".github/workflows/" in path)
        )
        chance.shuffle(able)
        made = 0
        for path in able[:SAMPLE]:
            content = git(clone, "show", f"HEAD:{path}").decode(errors="replace")
            wrong = planted(rule, content, chance) if 0 < len(content) < LARGEST and "\r" not in content else None
            if wrong is not None:
                yield Case(clone, head, path, wrong, rule, paths)
                made += 1
            if made == EACH:
                break


async def analysed(contents: Mapping[str, str]) -> dict[str, Found]:
    """Findings with identity, and functions, by path."""
    texts = {("head", path): Text(path, content.encode()) for path, content in contents.items()}
    seen = await read(Batch((), texts), Options(b"bench", "", DEFAULT_COMPLEXITY), Runner(), None)
    said: dict[str, Found] = {}
    for path, content in contents.items():
        found = [one for reading in seen.readings.values() for key, one in reading.found.items() if key[1] == path]
        functions = tuple(function for one in found for function in one.functions)
        identified = identify((each for one in found for each in one.findings), {path: content.encode()}, functions)
        said[path] = tuple(named(one.finding for one in identified)), functions
    return said


def prompts(case: Case, found: Found) -> Iterator[Prompt]:
    """The prompts of the mechanical findings of a case, written by rule."""
    findings, functions = found
    mechanical = tuple(each for each in findings if exact(each))
    manifests = {path: git(case.clone, "show", f"HEAD:{path}") for path in execute.wanted(case.paths, [case.path])}
    grounding = execute.ground(
        Analysis(introduced=mechanical), functions, case.paths, {**manifests, case.path: case.content.encode()}
    )
    change = Change(Repo(1, "bench", case.clone.name), case.head, case.head, "HEAD")
    for improvement in plan.asked(mechanical, grounding):
        prompt = execute.write(improvement, grounding, change, 0.0)
        if not evaluate.prompt(prompt.body, grounding).ready:
            print(f"refused: {case.path} {prompt.title}")
        yield prompt


async def outcomes(part: Sequence[Case]) -> list[Outcome]:
    """What became of the prompts of these cases, whose paths differ."""
    before = await analysed({case.path: case.content for case in part})
    waiting = [(case, prompt) for case in part for prompt in prompts(case, before[case.path])]
    done: list[Outcome] = []
    while waiting:
        turn = {case.path: (case, prompt) for case, prompt in reversed(waiting)}
        waiting = [each for each in waiting if each not in turn.values()]
        after = await analysed({path: followed(each[1].body, path, each[0].content) for path, each in turn.items()})
        done += [judged(*each, before[path], after[path]) for path, each in turn.items()]
    return done


def judged(case: Case, prompt: Prompt, before: Found, after: Found) -> Outcome:
    """Whether the criteria failed before and pass after, and what is new."""
    gone = [each for each in prompt.criteria if isinstance(each, FindingGone)]
    meant = {each.id for each in before[0] if each.id in promised(prompt.body)} == set(prompt.findings)
    new = Counter((each.rule, each.message) for each in after[0]) - Counter(
        (each.rule, each.message) for each in before[0]
    )
    return Outcome(
        case,
        prompt,
        meant and bool(gone) and not any(met(each, *before) for each in gone),
        all(met(each, *after) for each in gone),
        tuple(f"{rule}: {message}" for rule, message in new),
    )


def apart(every: Iterable[Case]) -> list[list[Case]]:
    """The cases in portions in which no path is there twice."""
    portions: list[list[Case]] = []
    for case in every:
        place = next((each for each in portions if all(case.path != other.path for other in each)), None)
        if place is None:
            portions.append(place := [])
        place.append(case)
    return portions


def main() -> int:
    """Print a row for each origin and the JSON line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--show", action="store_true", help="print the prompts of cases that do not hold")
    given, data = options.parse_args(), os.environ.get("HONE_BENCH_DATA", "")
    every = list(cases(Path(data))) if data else []
    if not every:
        print(f"needs $HONE_BENCH_DATA with bare clones of {', '.join(CHOSEN)}; see the docstring")
        return 2
    done = [outcome for part in apart(every) for outcome in asyncio.run(outcomes(part))]
    print(f"{'origin':34}{'files':>7}{'prompts':>9}{'held':>6}")
    for origin in ("real", *PLANTS):
        own = [each for each in done if each.case.origin == origin]
        files = sum(case.origin == origin for case in every)
        print(f"{origin:34}{files:>7}{len(own):>9}{sum(each.held for each in own):>6}")
    for each in done:
        if not each.held:
            print(f"not held: {each.case.clone.name} {each.case.path} ({each.case.origin}): {each.prompt.title}")
            print(f"  failed before {each.failed_before}, passes after {each.passes_after}, new {each.new}")
            if given.show:
                print(each.prompt.body)
    held = sum(each.held for each in done)
    figures = {
        "files": len(every),
        "cases": len(done),
        "real": sum(each.case.origin == "real" for each in done),
        "failed_before": sum(each.failed_before for each in done),
        "passed_after": sum(each.passes_after for each in done),
        "nothing_new": sum(not each.new for each in done),
        "held": held,
        "held_share": round(held / len(done), 3) if done else 0.0,
    }
    ok = figures["cases"] >= TARGETS["cases"] and figures["held_share"] >= TARGETS["held_share"]
    print(json.dumps({"bench": "executability", "ok": ok, "figures": figures, "targets": TARGETS, "against": AGAINST}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
