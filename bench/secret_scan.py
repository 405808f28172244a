"""What the secrets engine finds of labelled secrets, how often it errs, how loud it is on whole trees, and how fast.

Reads bare clones named `<owner>+<name>` from $HONE_BENCH_DATA: `Samsung+CredData` (labels at commit LABELS) and the ten
repositories of TUNED and HELD_OUT with the commits that its snapshot.json names; for the noise those of TREES that are
there; for the comparison `gitleaks+gitleaks`. Only files with labels are scored, as they were committed: CredData's
own programs would replace the true values by random ones. The patterns were tuned on TUNED alone.
Counted per labelled line (the first of a label): a hit is a finding that covers it; precision = hits on lines marked
true / hits on lines marked true or false; findings on lines without a label are counted apart. Three views: everything
the engine takes for a secret; what is told, which is what it is sure of; and of that what is an alarm: not of low
severity, as what tests, documents and examples make up.
The file is not called `secrets`, because a program beside it would then import it for the standard module of that name.
Compared with: the published rules of gitleaks on the same engine. No value is printed.
"""

import binascii
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.analyzers import Options, Text
from service.analyzers.secrets.findings import scan
from service.analyzers.secrets.hits import hits_of
from service.analyzers.secrets.judges import Weight
from service.analyzers.secrets.rules import Rule, own, read
from service.model import Severity

DATASET, LABELS = "Samsung+CredData", "c2e5761aa1923330eaf7460e44a20bdd0dc86926"
TUNED = (
    *("PyGithub/PyGithub", "danger/danger", "docker/docker-py", "request/request", "timdorr/tesla-api", "xo/usql"),
)
HELD_OUT = ("CTFd/CTFd", "binarylogic/authlogic", "panva/jose", "paramiko/paramiko")
TREES = (
    *("pallets+flask", "celery+celery", "getredash+redash", "pypi+warehouse", "ansible+awx", "gin-gonic+gin"),
    *("expressjs+express", "vuejs+core", "socketio+socket.io", "mealie-recipes+mealie"),
)
GITLEAKS = "gitleaks+gitleaks"
TARGETS = {"f1": 0.50, "precision": 0.80, "seconds_per_90k_lines": 2.0}
LARGEST = 1_000_000
Lines = Callable[[Text], Iterator[range]]
"""The lines of each finding in a text."""


@dataclass(frozen=True)
class Bed:
    """One labelled repository: its texts, the lines marked true with their categories, and the lines marked false."""

    texts: dict[str, Text]
    true: dict[tuple[str, int], frozenset[str]]
    false: frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Score:
    """What one view found in some repositories."""

    right: int
    wrong: int
    unlabelled: int
    true: int

    @property
    def precision(self) -> float:
        """Share of right ones among hits on labelled lines."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the lines marked true that were hit."""
        return self.right / max(1, self.true)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1)


def git(clone: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What git says; objects that a partial clone lacks are not fetched."""
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
    command = ["git", "-C", clone, *arguments]
    return subprocess.run(command, input=given, env=environment, check=True, capture_output=True).stdout


def tree(clone: Path, commit: str) -> dict[str, str]:
    """Blob ids of the regular files of a commit, by path."""
    rows = (
        row.split("\t", 1) for row in git(clone, "ls-tree", "-rz", commit).decode(errors="replace").split("\0") if row
    )
    return {path: about.split()[2] for about, path in rows if about.startswith("100")}


def contents(clone: Path, wanted: dict[str, str]) -> Iterator[Text]:
    """The texts of these blobs, by path; those that the clone lacks are left out."""
    answer = io.BytesIO(git(clone, "cat-file", "--batch", given="\n".join(wanted.values()).encode() + b"\n"))
    for path in wanted:
        about = answer.readline().split()
        if about[-1] == b"missing":
            continue
        content = answer.read(int(about[-1]))
        answer.read(1)
        yield Text(path, content)


def bed(data: Path, key: str, name: str) -> Bed:
    """One repository of the dataset: labels name a file by the hash of its path."""
    labels = git(data / DATASET, "show", f"{LABELS}:meta/{binascii.crc32(bytes.fromhex(key)):08x}.csv").decode()
    rows = list(csv.DictReader(io.StringIO(labels)))
    ids = {row["FileID"] for row in rows}
    clone = data / name.replace("/", "+")
    named = {path: blob for path, blob in tree(clone, key[:40]).items() if file_id(path) in ids}
    true: dict[tuple[str, int], frozenset[str]] = {}
    for row in rows:
        if row["GroundTruth"] == "T":
            place = (row["FileID"], int(row["LineStart"]))
            true[place] = true.get(place, frozenset()) | {row["Category"].split(":")[0]}
    false = {(row["FileID"], int(row["LineStart"])) for row in rows if row["GroundTruth"] == "F"} - true.keys()
    return Bed({file_id(text.path): text for text in contents(clone, named)}, true, frozenset(false))


def file_id(path: str) -> str:
    """The name CredData gives to a file."""
    return hashlib.sha256(path.encode()).hexdigest()[:8]


def engine(rules: Sequence[Rule]) -> Lines:
    """The view of the engine with these rules."""

    def lines(text: Text) -> Iterator[range]:
        starts = [0, *(at + 1 for at, each in enumerate(text.content) if each == ord("\n"))]
        for hit in hits_of(rules, text.path, text.content):
            if hit.weight >= Weight.WEAK:
                yield range(bisect_right(starts, hit.start), bisect_right(starts, hit.end - 1) + 1)

    return lines


def told(text: Text) -> Iterator[range]:
    """What the analyzer reports."""
    for finding in scan(text, Options(salt=b"bench")).findings:
        yield range(finding.start, finding.end + 1)


def alarms(text: Text) -> Iterator[range]:
    """Of that, what is more than a notice."""
    for finding in scan(text, Options(salt=b"bench")).findings:
        if finding.severity is not Severity.LOW:
            yield range(finding.start, finding.end + 1)


def score(beds: Iterable[Bed], view: Lines) -> tuple[Score, Counter[str]]:
    """What a view finds in these repositories, and how many of the lines marked true it finds in each category."""
    right = wrong = unlabelled = true = 0
    found: Counter[str] = Counter()
    for one in beds:
        true += len(one.true)
        hit: set[tuple[str, int]] = set()
        for name, text in one.texts.items():
            for covered in view(text):
                places = {(name, line) for line in covered}
                unlabelled += not places & (one.true.keys() | one.false)
                hit |= places
        right += len(hit & one.true.keys())
        wrong += len(hit & one.false)
        found.update(category for place in hit & one.true.keys() for category in one.true[place])
    return Score(right, wrong, unlabelled, true), found


def seconds(texts: Sequence[Text]) -> float:
    """Processor seconds per 90,000 lines, the best of three."""
    lines = sum(text.content.count(b"\n") + 1 for text in texts)
    spent = []
    for _ in range(3):
        began = time.process_time()
        for text in texts:
            sum(1 for _ in hits_of(own(), text.path, text.content))
        spent.append(time.process_time() - began)
    return min(spent) * 90_000 / lines


def noise(data: Path) -> dict[str, float]:
    """Findings told per 100,000 lines of whole trees, of all texts below LARGEST."""
    clones = [data / name for name in TREES if (data / name).is_dir()]
    lines = findings = loud = 0
    for clone in clones:
        for text in contents(clone, tree(clone, "HEAD")):
            if len(text.content) <= LARGEST and b"\0" not in text.content:
                lines += text.content.count(b"\n")
                findings += sum(1 for _ in told(text))
                loud += sum(1 for _ in alarms(text))
    return {
        "trees": len(clones),
        "tree_lines": lines,
        "told_per_100k_lines": round(findings * 1e5 / max(1, lines), 2),
        "alarms_per_100k_lines": round(loud * 1e5 / max(1, lines), 2),
    }


def table(beds: dict[str, Bed], rules: Sequence[Rule]) -> dict[str, float]:
    """Prints scores by view and group; gives the figures."""
    groups = {"all": [*TUNED, *HELD_OUT], "tuned": TUNED, "held_out": HELD_OUT}
    views: dict[str, Lines] = {
        "engine": engine(own()),
        "told": told,
        "alarms": alarms,
        **({"gitleaks": engine(rules)} if rules else {}),
    }
    print(f"{'view':10}{'on':10}{'P':>7}{'R':>7}{'F1':>7}{'right':>7}{'wrong':>7}{'no label':>10}{'true':>7}")
    figures: dict[str, float] = {}
    for view, lines in views.items():
        for group, names in groups.items():
            got, _ = score([beds[name] for name in names], lines)
            numbers = f"{got.precision:7.3f}{got.recall:7.3f}{got.f1:7.3f}"
            print(f"{view:10}{group:10}{numbers}{got.right:7}{got.wrong:7}{got.unlabelled:10}{got.true:7}")
            figures |= {
                f"{view}_{group}_{name}": round(getattr(got, name), 3) for name in ("precision", "recall", "f1")
            }
    return figures


def categories(beds: Iterable[Bed]) -> None:
    """Prints how many lines are marked true in each category, and how many of them the engine finds."""
    beds = list(beds)
    marked = Counter(category for one in beds for each in one.true.values() for category in each)
    _, found = score(beds, engine(own()))
    print(f"\n{'category':24}{'true':>6}{'found':>7}")
    for category, count in marked.most_common():
        print(f"{category:24}{count:6}{found[category]:7}")


def main() -> int:
    """Print the tables and the verdict."""
    data = Path(os.environ.get("HONE_BENCH_DATA", "."))
    needed = [DATASET, *(name.replace("/", "+") for name in (*TUNED, *HELD_OUT))]
    if missing := [name for name in needed if not (data / name).is_dir()]:
        print(f"needs $HONE_BENCH_DATA with bare clones of {', '.join(missing)}; see the docstring")
        return 2
    snapshot = json.loads(git(data / DATASET, "show", f"{LABELS}:snapshot.json"))
    keys = {url.removeprefix("https://github.com/"): key for key, url in snapshot.items()}
    beds = {name: bed(data, keys[name], name) for name in (*TUNED, *HELD_OUT)}
    rules = (
        read(git(data / GITLEAKS, "show", "HEAD:config/gitleaks.toml").decode()) if (data / GITLEAKS).is_dir() else ()
    )
    texts = [text for one in beds.values() for text in one.texts.values()]
    lines = sum(text.content.count(b"\n") + 1 for text in texts)
    print(f"{len(texts)} files, {lines} lines, {sum(len(one.false) for one in beds.values())} marked false")
    figures = table(beds, rules)
    categories(beds.values())
    figures |= {"seconds_per_90k_lines": round(seconds(texts), 2), **noise(data)}
    ok = all(
        figures[f"{view}_all_{name}"] >= TARGETS[name] for view in ("engine", "told") for name in ("f1", "precision")
    )
    ok = ok and figures["seconds_per_90k_lines"] <= TARGETS["seconds_per_90k_lines"]
    against = "the published rules of gitleaks on the same engine"
    print(json.dumps({"bench": "secrets", "ok": ok, "figures": figures, "targets": TARGETS, "against": against}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
