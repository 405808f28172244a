"""The risk of a change: where it stands among the last changes of its repository, and why.

The measures are those of just-in-time defect prediction (Kamei et al., IEEE TSE 39(6), 2013); `docs/risk-model.md` says
what was learned from what. Nothing here is about people.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Literal

from service.analyze.risk.facts import count, facts
from service.analyze.risk.metrics import Ledger, is_product
from service.analyze.risk.owners import owners
from service.analyze.risk.reviewers import reviewers
from service.analyze.risk.said import said, size, spread
from service.analyze.risk.shipped import shipped
from service.analyze.risk.window import Place, Window
from service.model import Background, ChangedFile, Diff, Finding, Profile, Reason, Risk, Touch
from service.paths import unwanted

ENOUGH = 100
"""Changes of history below which no change is ranked."""
HIGH, MEDIUM = 0.8, 0.5
"""Percentiles above which a change is called so: a fifth is high, three tenths are medium."""
SHOWN = 3
NOBODY = Background()


def risk(diff: Diff, introduced: Sequence[Finding], background: Background = NOBODY) -> Risk:
    """How carefully the change wants to be reviewed, compared with the repository's last 1,000 changes.

    Reasons come heaviest first, facts without weight last. With too little history there are only facts.
    """
    files = [file for file in diff.files if not unwanted(file.path)]
    paths = [file.path for file in files]
    known = [*facts(files, introduced), *_owners(paths, background)]
    suggested = reviewers([*paths, *(file.old_path for file in files if file.old_path)], background)
    profile = background.profile
    if profile is None or len(profile.rows) < ENOUGH:
        return Risk(0.0, "unknown", (*_unranked(files, profile), *known), reviewers=suggested)
    ranked = [file for file in files if is_product(file.path)]
    if not any(file.added or file.deleted for file in ranked):
        nothing = Reason("changes no line of the product: only tests, documents, or nothing people write", 0.0, "size")
        return Risk(0.0, "low", (nothing, *known), 0.0, None, _model(profile), suggested)
    values = _values(ranked, profile, background)
    place = Window(profile.rows, shipped(), profile.calibration).place(values)
    weighed = sorted(
        (Reason(said(group, ranked, values, len(files)), round(weight, 2), group) for group, weight in place.groups),
        key=lambda reason: -reason.weight,
    )
    return Risk(
        round(10 * place.percentile, 1),
        _band(place.percentile),
        (*weighed, *known),
        round(place.percentile, 3),
        _probability(place, profile),
        _model(profile),
        suggested,
    )


def _band(percentile: float) -> Literal["low", "medium", "high"]:
    return "high" if percentile > HIGH else "medium" if percentile > MEDIUM else "low"


def _unranked(files: Sequence[ChangedFile], profile: Profile | None) -> Iterator[Reason]:
    if any(file.added or file.deleted for file in files):
        yield Reason(size(files), 0.0, "size")
        yield Reason(spread(files), 0.0, "spread")
    if profile is not None:
        seen = count(len(profile.rows), "change")
        yield Reason(f"{seen} of history, {ENOUGH} are needed to rank one", 0.0, "history")


def _values(files: Sequence[ChangedFile], profile: Profile, background: Background) -> tuple[float, ...]:
    """The METRICS of the change; files too large to measure count without their lines, as in the history."""
    touches = [_touch(file, measured=file.path not in background.large) for file in files]
    length = sum(background.lengths.get(file.old_path or file.path, 0) for file in files)
    return Ledger(profile).measure(touches, background.author, background.time, length)


def _touch(file: ChangedFile, *, measured: bool) -> Touch:
    old = file.old_path if file.status == "renamed" else ""
    return Touch(file.path, file.added * measured, file.deleted * measured, old)


def _probability(place: Place, profile: Profile) -> float | None:
    """That a later fix repairs the change; None until the repository's own fixes have calibrated it."""
    known = profile.calibration
    if known is None:
        return None
    return round(1 / (1 + math.exp(-(known.shift + known.slope * place.logit))), 3)


def _model(profile: Profile) -> str:
    return profile.calibration.model if profile.calibration else shipped().model


def _owners(paths: Sequence[str], background: Background) -> Iterator[Reason]:
    """Which owners the files have; whether they approved is known to GitHub alone."""
    found: dict[str, int] = {}
    for path in paths:
        for owner in owners(path, background.owners):
            found[owner] = found.get(owner, 0) + 1
    others = [owner for owner in found if owner.lower() != background.login.lower()]
    if not others:
        return
    ranked = sorted(others, key=lambda owner: -found[owner])
    more = f" and {len(ranked) - SHOWN} more" if len(ranked) > SHOWN else ""
    yield Reason(f"owned by {', '.join(ranked[:SHOWN])}{more} (CODEOWNERS)", 0.0, "owners")
