"""Work that meets GitHub's limits or its bad days is done later, not dropped."""

import pytest

from service.edge.inline import InlineRun
from service.ports import Fault, Limited, Unavailable
from service.workflows.patience import TRIES, patiently


class Moody:
    """GitHub on a bad day: raises these, one a call, then works."""

    def __init__(self, *faults: Fault) -> None:
        self.faults, self.calls = list(faults), 0

    async def work(self) -> str:
        self.calls += 1
        if self.faults:
            raise self.faults.pop(0)
        return "done"


@pytest.fixture
def waits():
    return []


@pytest.fixture
def run(waits):
    async def wait(seconds):
        waits.append(seconds)

    return InlineRun(wait=wait)


async def test_a_limit_is_waited_out_to_the_second(run, waits):
    assert await patiently(run, "open", Moody(Limited(1200), Limited(0.2)).work) == "done"
    assert waits == [1200, 1.0]


async def test_no_clear_answer_is_asked_again_ever_more_slowly(run, waits):
    assert await patiently(run, "open", Moody(*[Unavailable("502")] * 9).work) == "done"
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


async def test_a_refusal_and_the_last_try_end_it(run):
    with pytest.raises(Fault, match="gone"):
        await patiently(run, "open", Moody(Fault("gone")).work)
    with pytest.raises(Unavailable):
        await patiently(run, "close", Moody(*[Unavailable("502")] * TRIES).work)


async def test_a_restart_meets_the_same_limit_and_does_not_wait_again(waits):
    finished, github = {}, Moody(Limited(1200))
    for _ in range(2):
        run = InlineRun(finished=finished, wait=lambda seconds: _note(waits, seconds))
        assert await patiently(run, "open", github.work) == "done"

    assert waits == [1200]
    assert github.calls == 2


async def _note(waits, seconds):
    waits.append(seconds)
