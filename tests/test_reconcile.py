"""Which missed deliveries are asked for again: by guid, never twice without need, never for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from service.ports import Attempt
from service.workflows.reconcile import TRIES, to_redeliver

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def attempt(id, guid, *, ok=False, minute=0):
    return Attempt(id, guid, NOON + timedelta(minutes=minute), ok, redelivery=minute > 0, event="pull_request")


@pytest.mark.parametrize(
    ("attempts", "known", "wanted"),
    [
        ([], (), ()),
        ([attempt(1, "a")], (), (1,)),
        ([attempt(1, "a", ok=True)], ("a",), ()),
        ([attempt(1, "a")], ("a",), ()),
        # GitHub says it arrived, we have no trace: a backup was restored.
        ([attempt(1, "a", ok=True)], (), (1,)),
        # The newest attempt of a guid stands for all of them.
        ([attempt(1, "a"), attempt(3, "a", minute=2), attempt(2, "a", minute=1)], (), (3,)),
        # Oldest first, so that the order of events is kept.
        ([attempt(2, "b", minute=5), attempt(1, "a", minute=1)], (), (1, 2)),
        ([attempt(number, "a", minute=number) for number in range(TRIES + 1)], (), ()),
    ],
)
def test_what_is_asked_for_again(attempts, known, wanted):
    assert to_redeliver(attempts, frozenset(known)) == wanted
