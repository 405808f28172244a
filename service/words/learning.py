"""What a repository's own history taught, for a terminal."""

from service.model import Figures, Profile, Trial
from service.words.markdown import page, table
from service.words.parts import count

_PLENTY = 100_000
_TOO_FEW = (
    "Fewer than 50 changes are old enough (90 days) to tell whether a later fix repaired them: nothing was learned,"
    " and no probability is shown."
)
_KEPT = {
    "as shipped": "Nothing did better than the shipped model, so it stays as it is; no probability is shown.",
    "predecessor": "What was learned before still does best and is kept.",
    "shifted": "Learned: how often changes of this repository were repaired lately (a shift of the shipped model).",
    "slope and intercept": "Learned: a slope and an intercept for the shipped model.",
    "local model": "Learned: a model of this repository's own, on top of the shipped one.",
}


def learned(profile: Profile, trial: Trial | None, seconds: float) -> str:
    """A short report: what was read, what was found, how good the model is as shipped and after learning."""
    read = f"Read {count(profile.changes, 'change')} in {seconds:.1f} s."
    if trial is None:
        return page(["### Risk, calibrated", f"{read} {_TOO_FEW}"], _PLENTY)
    found = (
        f"{read} {count(trial.labels, 'change')} old enough to have a label (90 days);"
        f" {trial.faulty:,} of them ({trial.faulty / max(1, trial.labels):.1%}) were repaired by a later fix."
    )
    tried = f"Tried on the newest {count(trial.tried, 'label')} ({trial.rate:.1%} repaired), taught by older ones only:"
    rows = (
        ("as shipped", *_cells(trial.shipped)),
        ("after calibration", *_cells(trial.local)),
        ("lines added alone", *_cells(trial.lines_added)),
    )
    grid = table(("Newest fifth of the labels", "AUC", "Recall of the top 20 %", "Calibration error"), "lrrr", rows)
    model = profile.calibration.model if profile.calibration else "the shipped one"
    return page(["### Risk, calibrated", found, tried, grid, _KEPT[trial.kind], f"Model: `{model}`"], _PLENTY)


def _cells(of: Figures) -> tuple[str, str, str]:
    return f"{of.auc:.3f}", f"{of.recall:.0%}", f"{of.error:.3f}" if of.error < 1 else "–"
