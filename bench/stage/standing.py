"""What is lost and what is doubled, judged by what stands on GitHub when nothing is left to do."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from stage.people import Head, People

STICKY = "<!-- hone:summary"


@dataclass(frozen=True, slots=True)
class Standing:
    """One sentence for each effect that is missing or stands twice."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    unanswered: int = 0
    """Accepted heads that lack anything."""


def judge(people: People) -> Standing:
    """Every accepted head against its pull request's page."""
    accepted = [head for head in people.heads if head.guid in people.accepted]
    pages = {number: people.page(number) for number in {head.number for head in accepted}}
    missing = [list(_missing(head, pages[head.number])) for head in accepted]
    doubled = [fault for number, page in sorted(pages.items()) for fault in _twice(number, page)]
    return Standing(tuple(chain(*missing)), tuple(doubled), sum(map(bool, missing)))


def _missing(head: Head, page: Any) -> Iterator[str]:
    """Why the head does not have its verdict: one completed check run, every annotation, and the comment."""
    done = [run for run in page["checks"] if run["head_sha"] == head.sha and run["conclusion"] == "failure"]
    if not done:
        yield f"#{head.number} has no verdict on {head.sha[:8]}"
    elif len(done[0]["annotations"]) < head.findings:
        yield f"#{head.number} shows {len(done[0]['annotations'])} of {head.findings} findings on {head.sha[:8]}"
    if not _sticky(page):
        yield f"#{head.number} has no comment"


def _twice(number: int, page: Any) -> Iterator[str]:
    for what, keys in (
        ("check run", (run["head_sha"] for run in page["checks"])),
        ("external id", (run["external_id"] for run in page["checks"])),
        ("annotation", (key for run in page["checks"] for key in _marks(run))),
    ):
        yield from (f"#{number}: {what} {key} stands {count} times" for key, count in _repeated(keys))
    if len(_sticky(page)) > 1:
        yield f"#{number} has {len(_sticky(page))} comments"


def _marks(run: Any) -> Iterator[tuple[object, ...]]:
    for each in run["annotations"]:
        yield run["id"], each["path"], each["start_line"], each["title"], each["message"]


def _repeated(keys: Iterable[object]) -> list[tuple[object, int]]:
    return [(key, count) for key, count in Counter(keys).items() if count > 1]


def _sticky(page: Any) -> list[str]:
    return [comment["body"] for comment in page["comments"] if comment["body"].startswith(STICKY)]
