"""Surveys on the durable engine: one at a time, beside the reviews, and taken up again after a crash."""

import asyncio
from dataclasses import replace

from service.edge.durable import DurableEngine
from service.edge.store import SqlStore
from service.model import Change, Survey
from service.ports import Run
from tests.engines import CHANGE, SHOP, Flows, delivery, idle, on_sqlite, running

pytest_plugins = ["tests.databases"]

BLOG = replace(SHOP, id=2, name="blog")


class Surveyed(Flows):
    """A delivery starts a survey of each of two repositories, then a review."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    async def delivered(self, run: Run, _delivery: str) -> None:
        for repo in (SHOP, BLOG):
            await run.start(f"survey {repo.id}", Survey(repo, again=True))
        await run.start("review", CHANGE)

    async def review(self, _run: Run, change: Change) -> None:
        self.told.append(f"review {change.number}")

    async def survey(self, run: Run, survey: Survey) -> None:
        self.told.append(f"begin {survey.repo.name}")
        for _ in range(100):
            if "review 7" in self.told:
                break
            await asyncio.sleep(0.05)
        self.told.append(await run.step("end", self.end, survey))

    async def end(self, survey: Survey) -> str:
        return f"end {survey.repo.name} {survey.again}"


async def test_surveys_run_one_at_a_time_and_hold_up_no_review(store: SqlStore) -> None:
    flows = Surveyed()
    async with running(store, flows) as engine:
        await engine.accept(delivery())
        await idle(engine)

    looks = [line for line in flows.told if line != "review 7"]
    # Which of two repositories comes first is nobody's promise; that they do not mix is.
    assert [line.split()[0] for line in looks] == ["begin", "end", "begin", "end"]
    assert [line.split()[1] for line in looks[::2]] == [line.split()[1] for line in looks[1::2]]
    assert {line.split()[1] for line in looks} == {"shop", "blog"}
    assert flows.told.index("review 7") < flows.told.index(looks[1])


@on_sqlite
async def test_a_survey_that_was_cut_off_is_taken_up_by_the_next_start(store: SqlStore) -> None:
    flows = Surveyed()
    hangs = asyncio.Event()

    async def hang(_run: Run, _survey: Survey) -> None:
        hangs.set()
        await asyncio.sleep(60)

    flows.survey = hang  # type: ignore[method-assign]
    async with running(store, flows, drain=0) as engine:
        await engine.accept(delivery())
        for _ in range(200):
            if hangs.is_set():
                break
            await asyncio.sleep(0.05)

    again = Surveyed()
    again.told.append("review 7")
    engine = DurableEngine(store, again, "one", poll=0.05)
    await engine.start()
    await idle(engine)
    await engine.stop()

    assert {line for line in again.told if line.startswith("end")} == {"end shop True", "end blog True"}
