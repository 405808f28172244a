"""What Hone says of the risk of a change: where it stands in its repository, why, and who could look."""

from dataclasses import replace

import pytest

from service.analyze import risk
from service.analyze.risk import grow
from service.analyze.risk.assess import HIGH, MEDIUM
from service.analyze.risk.metrics import DAY
from service.analyze.risk.shipped import shipped
from service.analyze.risk.window import Window
from service.model import (
    Background,
    Calibration,
    Category,
    ChangedFile,
    Diff,
    Finding,
    Hunk,
    OwnerRule,
    Past,
    Profile,
    Severity,
    Touch,
)
from service.words.parts import risk_line, risk_section

ADA, BO = "1+ada@users.noreply.github.com", "2+bo@users.noreply.github.com"


def changed(path, added, deleted=0, **others):
    hunk = Hunk(1, deleted, 1, added)
    return ChangedFile(path, "modified", "", "a" * 40, "b" * 40, "100644", "100644", False, (hunk,), **others)


def repository(changes):
    """A history of changes of 1 to 100 lines by Ada, in ten files of three directories."""
    past = [
        Past(
            f"{at:040x}",
            "f" * 40,
            at * DAY,
            ADA,
            "",
            (Touch(f"{('src', 'web', 'api')[at % 3]}/part{at % 10}.py", 1 + at * 37 % 100, at % 7),),
            True,
        )
        for at in range(changes)
    ]
    return grow(Profile(), past, {})


KNOWN = repository(400)


def assessed(*files, profile=KNOWN, author=ADA, findings=(), **others):
    background = Background(profile, author, 401 * DAY, lengths={file.path: 200 for file in files}, **others)
    return risk(Diff("b", "h", files), findings, background)


def texts(assessment):
    return "; ".join(reason.text for reason in assessment.reasons)


def test_more_lines_in_more_places_stand_higher():
    small, wide = assessed(changed("src/part0.py", 1)), assessed(*(changed(f"new{n}/x.py", 90) for n in range(6)))
    middling = assessed(changed("src/part0.py", 50, 3))

    assert (small.band, wide.band) == ("low", "high")
    assert small.percentile < middling.percentile < wide.percentile
    assert wide.score == round(10 * wide.percentile, 1) > 9


def test_a_fifth_of_a_repositorys_own_changes_is_high_and_three_tenths_are_medium():
    window = Window(KNOWN.rows, shipped())

    places = [window.place(row.values).percentile for row in KNOWN.rows]

    assert sum(place > HIGH for place in places) == pytest.approx(len(places) / 5, abs=2)
    assert sum(place <= MEDIUM for place in places) == pytest.approx(len(places) / 2, abs=2)


def test_the_groups_add_up_to_how_far_the_change_is_from_the_usual_one():
    low, high = assessed(changed("src/part0.py", 1)), assessed(changed("src/part0.py", 95, 40))

    weights = {reason.group: reason.weight for reason in high.reasons[:4]}

    assert set(weights) == {"size", "spread", "history", "familiarity"}
    assert weights["size"] > 0 > {reason.group: reason.weight for reason in low.reasons}["size"]
    assert [reason.weight for reason in high.reasons[:4]] == sorted(weights.values(), reverse=True)[:4]


def test_reasons_tell_facts_and_name_nobody():
    known, new = assessed(changed("src/part0.py", 5)), assessed(changed("src/part0.py", 5), author="new@example.org")

    assert "5 lines added, 0 deleted" in texts(known)
    assert "its files changed 14 times before in all, 1 author so far, on average" in texts(known)
    assert "has worked in these directories before" in texts(known)
    assert "the author's first change here" in texts(new)
    assert "touches code new to the author" in texts(assessed(changed("ops/x.tf", 5)))
    assert "ada" not in texts(known).lower()


def test_too_little_history_gives_facts_and_no_band():
    for profile in (None, Profile(), repository(60)):
        found = assessed(changed("src/auth/login.py", 40), changed("web/x.py", 2), profile=profile)

        assert (found.band, found.score, found.percentile, found.probability) == ("unknown", 0.0, None, None)
        assert "42 lines added, 0 deleted; 2 files in 2 directories, mostly one file" in texts(found)
        assert "touches sign-in and permissions (src/auth/login.py)" in texts(found)
        assert risk_line(found) == "risk not ranked (too little history)"
    assert "59 changes of history, 100 are needed to rank one" not in texts(assessed(changed("a.py", 1), profile=None))
    assert "60 changes of history, 100 are needed" in texts(assessed(changed("a.py", 1), profile=repository(60)))


def finding(severity):
    return Finding("ruff", "S1", "a.py", 1, 1, "m", severity, Category.SECURITY, 5)


FACTS = [
    ((changed("shop/auth/login.py", 5),), (), "touches sign-in and permissions (shop/auth/login.py)"),
    ((changed("docs/auth/login.rst", 5), changed("SECURITY.md", 5)), (), ""),
    ((changed("shop/session.py", 5),), (), ""),
    ((changed("author.py", 5),), (), ""),
    ((changed("db/migrations/1.py", 2), changed("db/migrations/2.py", 2)), (), "(db/migrations/1.py and 1 more)"),
    ((changed(".github/workflows/ci.yml", 2),), (), "touches build and release automation"),
    ((changed("src/billing/`x`.py", 2),), (), "touches payments (1 file)"),
    ((changed("shop/cart.py", 300),), (), "no test changed with 1 source file"),
    ((changed("shop/cart.py", 300), changed("tests/test_cart.py", 90)), (), ""),
    ((changed("scripts/release.py", 300),), (), ""),
    ((changed("a.py", 5),), [finding(Severity.HIGH)], "1 new high-severity finding"),
    ((changed("a.py", 5),), [finding(Severity.MEDIUM)] * 3, "3 new medium-severity findings"),
]


@pytest.mark.parametrize(("files", "findings", "said"), FACTS)
def test_facts_are_said_and_move_nothing(files, findings, said):
    plain, found = assessed(*files), assessed(*files, findings=findings)

    facts = [reason for reason in found.reasons if reason.group in {"sensitive", "tests", "findings"}]

    assert (said in "; ".join(fact.text for fact in facts)) if said else not facts
    assert all(fact.weight == 0 for fact in facts)
    assert found.percentile == plain.percentile


@pytest.mark.parametrize("path", ["tests/test_cart.py", "README.md", "package-lock.json"])
def test_a_change_beside_the_product_is_low_whatever_its_size(path):
    found = assessed(changed(path, 5000))

    assert (found.band, found.score) == ("low", 0.0)
    assert "changes no line of the product" in texts(found)


def test_files_too_large_to_measure_count_as_in_the_history():
    huge = changed("data/all.json", 90_000)

    assert assessed(changed("src/part0.py", 2), huge, large=frozenset({huge.path})).percentile < 0.9


def test_owners_are_said_without_calling_anybody():
    owners = (OwnerRule("*", ("acme/core", "ada", "bo", "cy")),)

    found = assessed(changed("src/part0.py", 5), owners=owners, login="Ada")

    assert "owned by acme/core, bo, cy (CODEOWNERS)" in texts(found)
    assert found.reviewers == ("acme/core", "bo", "cy")
    assert "@" not in texts(found)


def test_a_probability_is_said_only_where_fixes_have_calibrated_it():
    taught = replace(KNOWN, calibration=Calibration("m+1", 400, 40, shift=-1.0, slope=0.5))
    small, large = (assessed(changed("src/part0.py", lines), profile=taught) for lines in (1, 90))

    assert assessed(changed("src/part0.py", 1)).probability is None
    assert 0 < small.probability < large.probability < 1
    assert (small.model, small.band) == ("m+1", "low")
    assert "repairs" in " ".join(risk_section(large).blocks)


def test_the_section_shows_weights_with_their_sign_and_facts_as_facts():
    section = risk_section(assessed(changed("src/auth/part0.py", 1), owners=(OwnerRule("*", ("bo",)),)))

    shown = "\n".join(section.blocks)
    assert "| fact |" in shown
    assert "| -" in shown
    assert "Could look at it: bo." in shown
    assert section.title.startswith("Why the risk is low: riskier than ")
