"""The JSON of a check run, cut to what GitHub takes: pure, so that every limit has its test."""

import re
from collections.abc import Mapping
from typing import Final

from service.edge.github.cut import label, sendable
from service.model import Annotation, CheckRun

NAME: Final = "hone"
BATCH: Final = 50
"""Annotations per request; GitHub refuses the 51st and appends what later requests bring."""
LONGEST_TEXT: Final = 65_535
LONGEST_DETAIL: Final = 64_000
"""GitHub says 64 KB for message and raw_details, without saying which KB."""
LONGEST_TITLE: Final = 255
LAST_LINE: Final = 2**31 - 1
BUTTONS: Final = 3
_HIDDEN: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\\]")


def showable(annotations: tuple[Annotation, ...]) -> tuple[Annotation, ...]:
    """Those GitHub would accept: a clean path inside the repository, whole lines, something to say."""
    return tuple(note for note in annotations if _clean(note.path) and _lined(note) and note.message.strip())


def body(effect: CheckRun, shown: int, create: bool = False) -> tuple[dict[str, object], int]:
    """The next request for this check run, `shown` annotations being there, and how many remain after it.

    The status travels with the last batch: nobody sees a verdict whose annotations are still on their way.
    """
    notes = showable(effect.annotations)
    batch = notes[shown : shown + BATCH]
    left = max(len(notes) - shown - len(batch), 0)
    made: dict[str, object] = {"output": _output(effect, batch, len(effect.annotations) - len(notes))}
    if create:
        made |= {"name": NAME, "head_sha": effect.head, "external_id": effect.external_id}
    if not left:
        made |= _ending(effect)
    elif create:
        made["status"] = "in_progress"
    return made, left


def _ending(effect: CheckRun) -> dict[str, object]:
    ending: dict[str, object] = {
        "status": effect.status,
        "actions": [
            {
                "label": label(button.label, 20),
                "description": label(button.description, 40),
                "identifier": label(button.identifier, 20),
            }
            for button in effect.buttons[:BUTTONS]
        ],
    }
    if effect.status == "completed":
        ending["conclusion"] = effect.conclusion or "neutral"
    return ending


def _output(effect: CheckRun, batch: tuple[Annotation, ...], dropped: int) -> dict[str, object]:
    note = f"\n\nAnnotations that could not be shown: {dropped}." if dropped else ""
    output: dict[str, object] = {
        "title": label(effect.title, LONGEST_TITLE),
        "summary": sendable(effect.summary, LONGEST_TEXT),
        "text": sendable(effect.text, LONGEST_TEXT - len(note)) + note,
    }
    if batch:
        output["annotations"] = [_annotation(note) for note in batch]
    return output


def _annotation(note: Annotation) -> Mapping[str, object]:
    """Without columns: GitHub refuses them as soon as a range spans lines."""
    made: dict[str, object] = {
        "path": note.path,
        "start_line": note.start,
        "end_line": note.end,
        "annotation_level": note.level,
        "title": label(note.title, LONGEST_TITLE),
        "message": sendable(note.message, LONGEST_DETAIL),
    }
    if note.details:
        made["raw_details"] = sendable(note.details, LONGEST_DETAIL)
    return made


def _clean(path: str) -> bool:
    parts = path.split("/")
    return bool(path) and not _HIDDEN.search(path) and not any(part in {"", ".", ".."} for part in parts)


def _lined(note: Annotation) -> bool:
    return 1 <= note.start <= note.end <= LAST_LINE
