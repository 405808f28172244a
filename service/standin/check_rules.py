"""What GitHub accepts in a check run: its schema and limits, as one pass over the body."""

from typing import Any

from service.standin.call import failed, invalid
from service.standin.state import Json

STATUSES = ("queued", "in_progress", "completed", "waiting", "requested", "pending")
CONCLUSIONS = (
    "action_required",
    "cancelled",
    "failure",
    "neutral",
    "success",
    "skipped",
    "stale",
    "timed_out",
    "startup_failure",
)
LEVELS = ("notice", "warning", "failure")

MOST_ANNOTATIONS = 50
MOST_ACTIONS = 3
LONGEST_TEXT = 65_535
"""Characters of a summary and of a text."""
LONGEST_MESSAGE = 64 * 1024
"""Bytes of an annotation's message and of its raw details."""
LONGEST_TITLE = 255
ACTION = {"label": 20, "description": 40, "identifier": 20}
"""Characters each part of a button may have."""


def check(body: Json) -> None:
    """Accept the body of a create or an update. Raises Refusal (422) with GitHub's words."""
    _member(body, "status", STATUSES)
    _member(body, "conclusion", CONCLUSIONS)
    for name in ("name", "head_sha", "external_id", "details_url", "started_at", "completed_at"):
        _string(body, name)
    if body.get("status") == "completed" and not body.get("conclusion"):
        raise failed("CheckRun", "conclusion", "conclusion is required when status is completed", "missing_field")
    if (output := body.get("output")) is not None:
        _output(output)
    _actions(body.get("actions") or [])


def _output(output: Any) -> None:
    if not isinstance(output, dict):
        raise invalid(f"For 'properties/output', {output!r} is not an object.")
    for name in ("title", "summary"):
        if not isinstance(output.get(name), str):
            raise invalid(f'"{name}" wasn\'t supplied.')
    for name in ("summary", "text"):
        _string(output, name)
        _shorter(output.get(name) or "", LONGEST_TEXT)
    annotations = output.get("annotations") or []
    _few(annotations, MOST_ANNOTATIONS)
    for annotation in annotations:
        _annotation(annotation)


def _annotation(annotation: Any) -> None:
    if not isinstance(annotation, dict):
        raise invalid(f"For 'items', {annotation!r} is not an object.")
    for name in ("path", "start_line", "end_line", "annotation_level", "message"):
        if annotation.get(name) in (None, ""):
            raise invalid(f'"{name}" wasn\'t supplied.')
    for name in ("path", "message", "title", "raw_details"):
        _string(annotation, name)
    _member(annotation, "annotation_level", LEVELS)
    _lines(annotation)
    for name in ("message", "raw_details"):
        if len((annotation.get(name) or "").encode()) > LONGEST_MESSAGE:
            raise failed("CheckRun", "annotations", f"{name} is too long (maximum is 64 KB)")
    _shorter(annotation.get("title") or "", LONGEST_TITLE)


def _lines(annotation: Json) -> None:
    start, end = annotation["start_line"], annotation["end_line"]
    if type(start) is not int or type(end) is not int:
        raise invalid(f"For 'properties/start_line', {start!r} is not an integer.")
    if not 1 <= start <= end:
        raise failed("CheckRun", "annotations", "start_line must be 1 or more and not after end_line")
    columns = [name for name in ("start_column", "end_column") if annotation.get(name) is not None]
    if columns and start != end:
        raise failed("CheckRun", "annotations", f"{columns[0]} cannot be given when the annotation spans several lines")


def _actions(actions: list[Any]) -> None:
    _few(actions, MOST_ACTIONS)
    for action in actions:
        if not isinstance(action, dict):
            raise invalid(f"For 'items', {action!r} is not an object.")
        for name, limit in ACTION.items():
            if not isinstance(action.get(name), str) or not action[name]:
                raise invalid(f'"{name}" wasn\'t supplied.')
            _shorter(action[name], limit)


def _member(body: Json, name: str, allowed: tuple[str, ...]) -> None:
    value = body.get(name)
    if value is not None and value not in allowed:
        raise invalid(f"{value} is not a member of {list(allowed)}.")


def _string(body: Json, name: str) -> None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(f"For 'properties/{name}', {value!r} is not a string.")


def _shorter(value: str, limit: int) -> None:
    if len(value) > limit:
        raise invalid(f"Only {limit} characters are allowed; {len(value)} were supplied.")


def _few(items: Any, limit: int) -> None:
    if not isinstance(items, list):
        raise invalid(f"{items!r} is not an array.")
    if len(items) > limit:
        raise invalid(f"No more than {limit} items are allowed; {len(items)} were supplied.")
