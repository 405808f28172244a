"""What a check run sends stays within what GitHub takes, however hostile the evidence."""

import json
from dataclasses import replace
from typing import Any

import pytest

from service.edge.github.check_body import body, showable
from service.edge.github.cut import label, quotable, sendable
from service.model import Annotation, Button, CheckRun, Repo

REPO = Repo(1, "acme", "shop", 7)
NOTE = Annotation("src/a.py", 3, 4, "warning", "rule", "Say less.")
RUN = CheckRun(REPO, "a" * 40, "x1", "completed", "Passed", "Fine.", conclusion="success")


@pytest.mark.parametrize(
    "bad",
    [
        {"path": ""},
        {"path": "/etc/passwd"},
        {"path": "../x"},
        {"path": "a/../../x"},
        {"path": "a//b"},
        {"path": "./a"},
        {"path": "a\nb"},
        {"path": "a\udce9b"},
        {"path": "C:\\a"},
        {"start": 0, "end": 0},
        {"start": 5, "end": 4},
        {"end": 2**31},
        {"message": " \n"},
    ],
    ids=str,
)
def test_an_annotation_github_would_refuse_is_dropped_and_counted(bad: dict[str, Any]) -> None:
    run = replace(RUN, annotations=(NOTE, replace(NOTE, **bad), NOTE))
    sent, left = body(run, 0)
    assert showable(run.annotations) == (NOTE, NOTE)
    assert left == 0
    assert output(sent)["text"].endswith("Annotations that could not be shown: 1.")


@pytest.mark.parametrize("path", ["a.py", "ä/ö.py", "a b/[x].tsx", ".github/workflows/ci.yml", "...", "a..b"])
def test_an_unusual_path_is_still_a_path(path: str) -> None:
    note = replace(NOTE, path=path)
    assert showable((note,)) == (note,)


@pytest.mark.parametrize("character", ["x", "é", "日", "😀", "\x00", "\ud800"], ids=ascii)
def test_texts_fit_whether_github_counts_characters_or_bytes(character: str) -> None:
    long = character * 100_000
    run = replace(
        RUN, title=long, summary=long, text=long,
        annotations=(replace(NOTE, title=long, message=long, details=long), replace(NOTE, path="")),
        buttons=(Button(long, long, long),) * 5,
    )  # fmt: skip
    sent, _ = body(run, 0)
    json.dumps(sent, ensure_ascii=False).encode()
    out, button = output(sent), sent["actions"]
    note = out["annotations"][0]
    assert isinstance(button, list)
    assert len(button) == 3
    assert [len(value) for value in button[0].values()] <= [20, 40, 20]
    assert all(len(out[name].encode()) <= 65_535 for name in ("summary", "text"))
    assert all(len(note[name].encode()) <= 64_000 for name in ("message", "raw_details"))
    assert max(len(out["title"]), len(note["title"])) <= 255
    assert "Annotations that could not be shown" in out["text"]


def test_the_status_travels_with_the_last_batch() -> None:
    run = replace(RUN, annotations=tuple(replace(NOTE, start=n, end=n) for n in range(1, 121)))
    first, left = body(run, 0, create=True)
    assert (first["status"], "conclusion" in first, left) == ("in_progress", False, 70)
    second, left = body(run, 50)
    assert ("status" in second, left) == (False, 20)
    last, left = body(run, 100)
    assert (last["status"], last["conclusion"], left) == ("completed", "success", 0)
    batches = [output(sent)["annotations"] for sent in (first, second, last)]
    assert [note["start_line"] for batch in batches for note in batch] == list(range(1, 121))


def test_annotations_that_are_all_there_are_not_sent_again() -> None:
    sent, left = body(replace(RUN, annotations=(NOTE,)), 1)
    assert (left, "annotations" in output(sent)) == (0, False)


def test_a_verdict_without_conclusion_is_neutral() -> None:
    sent, _ = body(replace(RUN, conclusion=""), 0)
    assert sent["conclusion"] == "neutral"


def test_columns_are_never_sent() -> None:
    sent, _ = body(replace(RUN, annotations=(NOTE,)), 0)
    assert not any("column" in name for name in output(sent)["annotations"][0])


@pytest.mark.parametrize(
    ("value", "most", "expected"),
    [("abc", 3, "abc"), ("abcdef", 5, "ab…"), ("ééé", 5, "é…"), ("abc", 2, "ab"), ("", 0, ""), ("a\x00b", 9, "a�b")],
)
def test_a_text_is_cut_between_characters(value: str, most: int, expected: str) -> None:
    assert sendable(value, most) == expected


def test_a_label_is_one_line() -> None:
    assert label("a\r\nb\u202ec", 9) == "a b c"


@pytest.mark.parametrize(
    "secret",
    [
        "ghs_16C7e42F292c6912E7710c838347Ae178B4a",
        "ghs_4711_eyJhbGciOi.x-y_z",
        "github_pat_11AA_bb",
        "eyJhbGciOi.eyJp.s-g",
    ],
)
def test_a_quoted_message_shows_no_token(secret: str) -> None:
    assert quotable(f"Bad credentials: {secret} (sic)") == "Bad credentials: [removed] (sic)"
    assert quotable(f"token=kn0wn{secret[:4]}", known=["kn0wn"]).startswith("token=[removed]")


def output(sent: dict[str, object]) -> dict[str, Any]:
    made = sent["output"]
    assert isinstance(made, dict)
    return made
