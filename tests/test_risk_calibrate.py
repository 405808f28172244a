"""Learning from a repository's own fixes: what is learned from how many labels, and what `hone risk calibrate` says."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from service.analyze.risk.labels import WAITING, table
from service.analyze.risk.metrics import DAY
from service.analyze.risk.mined import Mined
from service.analyze.risk.shipped import shipped
from service.analyze.risk.teaching import figures, said, teach
from service.analyze.risk.window import Window
from service.cli import hone
from service.edge.git import Local
from service.model import METRICS, Profile, Repo, Row
from service.workflows.calibrate import calibrated, due, mine
from tests.repositories import Repository

SHOP = Repo(1, "acme", "shop")
AUTHOR = METRICS.index("exp")


def mined(changes, chance, seed=1):
    """A made-up past, one change a day; `chance` says how likely a row of METRICS is to be repaired a month later."""
    rng = random.Random(seed)
    rows, fixed = [], {}
    for at in range(changes):
        added = int(math.exp(rng.uniform(0, 6)))
        values = (1, 1, 1, 0.0, added, added // 3, rng.randint(0, 900), 1, 3.0, rng.randint(1, 50), rng.randint(1, 400))
        row = Row(f"{at:040x}", at * DAY, (*values, 5.0, 2.0, 0.75))
        rows.append(row)
        if rng.random() < chance(row.values):
            fixed[row.id] = row.time + 30 * DAY
    return Mined(tuple(rows), fixed, {row.id: int(row.values[4]) for row in rows}, (changes - 1) * DAY)


def by_size(values):
    return 0.4 if values[4] > 60 else 0.05


KINDS = [(120, None), (250, {"shifted"}), (420, {"shifted", "slope and intercept"})]


@pytest.mark.parametrize(("changes", "allowed"), KINDS)
def test_little_is_learned_from_few_labels(changes, allowed):
    learned, trial = teach(mined(changes, by_size))

    assert (trial is None) == (allowed is None)
    assert learned is None or learned.local is None
    if trial:
        assert trial.kind in {*allowed, "as shipped"}
        assert trial.labels == changes - 90


def test_rates_agree_after_learning_and_the_order_stays():
    learned, trial = teach(mined(1200, by_size))

    assert trial.local.error < 0.1 < trial.shipped.error + 0.1
    assert trial.local.brier <= trial.shipped.brier
    assert trial.local.auc >= trial.shipped.auc - 1e-9
    assert learned.model.startswith(f"{shipped().model}+")
    assert learned.faulty == pytest.approx(learned.labels * 0.2, rel=0.5)


def by_author(values):
    """Something the shipped model does not know: only authors with much experience break things here."""
    return 0.6 if values[AUTHOR] > 250 else 0.02


def test_with_many_labels_a_local_model_learns_what_is_peculiar():
    learned, trial = teach(mined(2500, by_author))

    assert trial.kind == "local model"
    assert learned.local is not None
    assert trial.local.auc > trial.shipped.auc + 0.2


def test_what_was_learned_before_is_kept_unless_something_does_better():
    past = mined(2500, by_author)
    known, _ = teach(past)

    again, trial = teach(past, known)
    _, other = teach(past, replace(known, local=None, shift=9.0))

    assert (again, trial.kind) == (known, "predecessor")
    assert other.kind == "local model"


def test_the_young_are_not_labelled_and_a_fix_counts_only_when_it_came():
    past = mined(300, lambda _: 1.0)

    early, late = table(past, 100 * DAY), table(past, past.until)

    assert len(early.truth) == 11  # days 0 to 10
    assert early.truth.all()
    assert late.times.max() == past.until - WAITING
    slow = replace(past, fixed={row.id: past.until for row in past.rows})
    assert not table(slow, past.until - 1).truth.any()


def test_a_window_says_of_a_row_what_the_learner_said():
    past = mined(900, by_author)
    learned, _ = teach(past)
    everything = table(past, past.until + WAITING)

    last = past.rows[-1]
    window = Window(past.rows[:-1], shipped(), learned)

    assert window.place(last.values).logit == pytest.approx(
        float(said(everything, replace(learned, shift=0.0, slope=1.0))[-1])
    )
    assert figures(everything, learned).auc > 0.5
    assert np.isfinite(said(everything, learned)).all()


def shop_with_bugs(path, changes=320):
    """Every fourth change writes a line that the next one fixes."""
    shop = Repository(path)
    lines = {name: [f"{name}_{number} = {number}" for number in range(30)] for name in "abcde"}
    shop.commit({f"{name}.py": "\n".join(text) for name, text in lines.items()})
    for at in range(changes):
        name = "abcde"[at // 4 % 5]
        fix = at % 4 == 1
        lines[name][3] = f"total_{at} = {at}" if at % 4 < 2 else lines[name][3]
        if at % 4 > 1:
            lines[name].append(f"more_{at} = {at}")
        shop.commit({f"{name}.py": "\n".join(lines[name])}, message="Fix the total" if fix else f"Step {at}")
    return shop


async def test_the_changes_that_fixes_repaired_are_found_in_a_real_history(tmp_path):
    shop = shop_with_bugs(tmp_path / "shop.git", 40)
    commits = shop.git("rev-list", "--reverse", "main").split()

    found = await mine(Local(shop.path), SHOP, commits[-1])

    bugs = {commits[1 + at] for at in range(40) if at % 4 == 0}
    assert set(found.fixed) - {commits[0]} == bugs
    assert len(found.rows) == 40


async def test_a_history_is_read_for_a_limited_time(tmp_path):
    shop = shop_with_bugs(tmp_path / "shop.git", 120)
    head = shop.git("rev-parse", "main")

    found = await mine(Local(shop.path), SHOP, head, seconds=0.0)

    assert found.rows == ()  # the first change is an import, and time was over after it


async def test_a_young_repository_teaches_nothing(tmp_path):
    shop = shop_with_bugs(tmp_path / "shop.git", 20)

    profile, trial = await calibrated(Local(shop.path), SHOP, shop.git("rev-parse", "main"), Profile())

    assert (profile.calibration, trial) == (None, None)


def test_a_lesson_is_due_once_a_week():
    rows = mined(300, by_size).rows
    fresh = Profile(rows=rows)

    assert due(fresh)
    assert not due(Profile())
    assert not due(replace(fresh, taught=rows[-6].time))
    assert due(replace(fresh, taught=rows[-8].time))


def test_the_command_reports_honestly_and_keeps_what_it_learned(tmp_path):
    shop = shop_with_bugs(tmp_path / "shop.git", 20)
    kept = tmp_path / "risk.json"

    said_first = CliRunner().invoke(hone, ["risk", "calibrate", str(shop.path), "--output", str(kept)])
    again = CliRunner().invoke(hone, ["risk", "calibrate", str(shop.path), "--known", str(kept)])
    wrong = CliRunner().invoke(hone, ["risk", "calibrate", str(tmp_path)])
    kept.write_text("{]")
    broken = CliRunner().invoke(hone, ["risk", "calibrate", str(shop.path), "--known", str(kept)])

    assert (said_first.exit_code, again.exit_code) == (0, 0)
    assert "Read 21 changes" in said_first.stdout
    assert "Fewer than 50 changes are old enough" in said_first.stdout
    assert (wrong.exit_code, broken.exit_code) == (2, 2)
    assert "is not a git repository" in wrong.stderr
    assert "cannot be read" in broken.stderr
