"""How well the risk model tells changes that were repaired later, against the lines they add.

(a) The form of the shipped model, leave one project out: learned from all projects but one, tried on that one. The
    projects are five of a public collection (Zeng et al., ISSTA 2021, MIT licence, the first 80 % by time:
    `jit_train.csv.gz`) and TRAINED, public repositories under MIT, BSD or Apache licences that were mined here.
(b) The model as shipped on HELD_OUT, five repositories it has not seen, before and after it learned from their older
    labels (`hone risk calibrate`), on the newest fifth of the labels.
(c) Mining speed: changes read, followed and labelled a second.

Data: $HONE_BENCH_DATA with jit_train.csv.gz and bare clones named `owner+name`. `--train` learns the shipped model
from (a) and writes service/stats/risk_model.json; `--rows DIR` keeps mined rows there between runs.
Compared with: lines added alone (tests and documents included), on the same rows.
"""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from stage.risk_rows import Project, mined, projects

from service.analyze.risk.shipped import FILE
from service.analyze.risk.teaching import teach
from service.model import METRICS, Trial
from service.stats.logistic import Fitted, fit
from service.stats.scores import auc

TRAINED = (
    *("pallets+flask", "gin-gonic+gin", "Textualize+rich", "vuejs+core", "socketio+socket.io", "gitleaks+gitleaks"),
    *("CTFd+CTFd", "docker+docker-py", "danger+danger", "binarylogic+authlogic", "xo+usql", "request+request"),
    *("tokio-rs+tokio", "pallets+werkzeug", "psf+black", "caddyserver+caddy", "axios+axios", "square+okhttp"),
    "containerd+containerd",
)
HELD_OUT = ("scrapy+scrapy", "aio-libs+aiohttp", "getredash+redash", "expressjs+express", "celery+celery")
SIGNS = {**dict.fromkeys(METRICS, 1), **dict.fromkeys(("age", "exp", "rexp", "sexp"), -1)}
"""More of it makes a change riskier, save age and experience: fitted freely, measures that go together get odd ones."""
PENALTY = 1000.0
"""For columns of unit variance: measures that go together stay close; from 1 to 1,000 the AUC is the same."""
TARGETS = {"gain_over_lines_added": 0.03, "calibration_error": 0.04}
AGAINST = "lines added alone, tests and documents included, on the same rows"


def learn(known: Sequence[Project]) -> Fitted:
    """The shipped form, learned from these projects, each with the same weight."""
    columns = np.concatenate([one.columns for one in known])
    rows = len(columns)
    weights = np.concatenate([np.full(len(one.truth), rows / len(known) / len(one.truth)) for one in known])
    truth = np.concatenate([one.truth for one in known])
    scales = columns.std(axis=0)
    fitted = fit(columns / scales, truth, weights=weights, penalty=PENALTY, signs=[*SIGNS.values(), 1])
    return Fitted(fitted.coefficients / scales, fitted.intercept)


def left_out(known: Sequence[Project]) -> dict[str, tuple[float, float, float]]:
    """Of each project the AUC of the form learned from the others, of product lines and of all lines added."""
    found = {}
    for one in known:
        logits = learn([other for other in known if other is not one]).logit(one.columns)
        found[one.name] = (auc(logits, one.truth), auc(one.product, one.truth), auc(one.added, one.truth))
        print(
            f"{one.name:24}{len(one.truth):8,}{one.truth.mean():8.3f}" + "".join(f"{x:10.3f}" for x in found[one.name])
        )
    return found


def mean(rows: Sequence[Sequence[float]]) -> list[float]:
    """The mean of each column, three digits."""
    return [round(statistics.mean(column), 3) for column in zip(*rows, strict=True)]


def write(known: Sequence[Project]) -> None:
    """Learn the shipped model and write it, with what it was learned from."""
    fitted = learn(known)
    numbers = [round(float(one), 4) + 0.0 for one in fitted.coefficients]
    model = {
        "model": "hone-risk-1",
        "intercept": round(fitted.intercept, 4),
        "percentiles": dict(zip(METRICS, numbers[:-1], strict=True)),
        "log_la": numbers[-1],
        "learned_from": {one.name.replace("+", "/"): len(one.truth) for one in known},
    }
    FILE.write_text(json.dumps(model, indent=2) + "\n")
    print(f"wrote {FILE.name}")


def row(name: str, trial: Trial, speed: float) -> tuple[float, ...]:
    """Print what one repository showed: as shipped, after local calibration, lines added."""
    shown = [
        *(trial.shipped.auc, trial.local.auc, trial.lines_added.auc),
        *(trial.shipped.recall, trial.local.recall, trial.lines_added.recall),
        *(trial.shipped.error, trial.local.error),
    ]
    print(
        f"{name:24}{trial.tried:6,}{trial.rate:7.3f}"
        + "".join(f"{x:9.3f}" for x in shown)
        + f"{speed:8.0f}  {trial.kind}"
    )
    return (*shown, speed)


def unseen(data: Path, kept: Path | None) -> list[float]:
    """The means over the held-out repositories, in the order of `row`."""
    heads = ("auc", "local", "lines", "recall", "local", "lines", "error", "local", "ch/s")
    print(
        f"\n{'held out':24}{'tried':>6}{'rate':>7}" + "".join(f"{head:>9}" for head in heads[:-1]) + f"{heads[-1]:>8}"
    )
    rows = []
    for name in HELD_OUT:
        found, seconds = mined(data / name, kept)
        _, trial = teach(found)
        assert trial
        rows.append(row(name, trial, len(found.added) / seconds))
    return mean(rows)


def arguments() -> argparse.Namespace:
    """What was asked on the command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--train", action="store_true", help="learn the shipped model and write it")
    options.add_argument("--rows", type=Path, help="keep mined rows in this folder")
    return options.parse_args()


def main() -> int:
    """Print the tables and the JSON line."""
    given = arguments()
    data = Path(os.environ.get("HONE_BENCH_DATA", "/nonexistent"))
    absent = [name for name in ("jit_train.csv.gz", *TRAINED, *HELD_OUT) if not (data / name).exists()]
    if absent:
        print(f"needs $HONE_BENCH_DATA with {', '.join(absent)}; see the docstring")
        return 2
    known = list(projects(data, TRAINED, given.rows))
    if given.train:
        write(known)
        return 0
    print(f"{'left out':24}{'rows':>8}{'rate':>8}{'model':>10}{'product':>10}{'lines':>10}")
    found = left_out(known)
    every, five = mean(list(found.values())), mean(list(found.values())[:5])
    new = mean(list(found.values())[5:])
    held = unseen(data, given.rows)
    figures = {
        **dict(zip(("auc", "auc_product_lines", "auc_lines_added"), every, strict=True)),
        "gain_over_lines_added": round(every[0] - every[2], 3),
        "five": five,
        "mined": new,
        "projects": len(known),
        **dict(zip(("held_auc", "held_auc_local", "held_auc_lines"), held[:3], strict=True)),
        **dict(zip(("held_recall", "held_recall_local", "held_recall_lines"), held[3:6], strict=True)),
        **dict(zip(("held_error", "calibration_error", "changes_per_second"), held[6:], strict=True)),
    }
    ok = figures["gain_over_lines_added"] >= TARGETS["gain_over_lines_added"]
    ok = ok and figures["calibration_error"] <= TARGETS["calibration_error"]
    print(json.dumps({"bench": "risk", "ok": ok, "figures": figures, "targets": TARGETS, "against": AGAINST}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
