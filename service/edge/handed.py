"""Prompts that were handed out, in SQLite or PostgreSQL: the port `Handed`."""

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, col, select

from service.edge.tables import PromptRow
from service.edge.transactions import Transactions
from service.model import Change, Prompt, Repo

HANDED = TypeAdapter(tuple[Change, Prompt])


class SqlHanded:
    """The part of the store that knows prompts; every method is one transaction in a thread, safe to repeat."""

    _db: Transactions
    _now: Callable[[], datetime]

    async def prompt(self, repo: Repo, id: str) -> tuple[Change, Prompt] | None:
        """The newest prompt of this repository with that id of a prompt, an improvement or a finding."""
        if not id.isalnum():
            return None
        named = sa.or_(
            col(PromptRow.id) == id.upper(),
            col(PromptRow.improvement) == id.lower(),
            col(PromptRow.findings).contains(f" {id.lower()} ", autoescape=True),
        )
        query = select(PromptRow).where(PromptRow.repository == repo.id, named)
        newest = query.order_by(col(PromptRow.created_at).desc(), col(PromptRow.id).desc()).limit(1)
        row = await self._db.do(lambda session: session.exec(newest).first())
        return _read(repo, row) if row else None

    async def save_prompts(self, change: Change, prompts: Sequence[Prompt]) -> None:
        """Keep the prompts handed out on this change; a prompt that is kept already stays as it is."""
        await self._put(change, prompts, keep=True)

    async def revise_prompts(self, change: Change, prompts: Sequence[Prompt]) -> None:
        """Keep these, in the place of those with the same id: what they say now is what their readers see."""
        await self._put(change, prompts, keep=False)

    async def _put(self, change: Change, prompts: Sequence[Prompt], *, keep: bool) -> None:
        at = int(self._now().timestamp() * 1000)
        rows = [_row(change, prompt, at) for prompt in prompts]

        def work(session: Session) -> None:
            for row in rows:
                session.execute(self._db.upsert(row, keep=keep))

        await self._db.do(work)


def _row(change: Change, prompt: Prompt, at: int) -> PromptRow:
    return PromptRow(
        id=prompt.id,
        improvement=prompt.improvement,
        repository=change.repo.id,
        number=change.number,
        head=change.head,
        template=prompt.template,
        title=prompt.title,
        body=prompt.body,
        created_at=at,
        findings=f" {' '.join(prompt.findings)} ",
        data=HANDED.dump_json((change, prompt)).decode(),
    )


def _read(repo: Repo, row: PromptRow) -> tuple[Change, Prompt]:
    """What was kept; of what another version of Hone kept, the text and where it belongs."""
    try:
        change, prompt = HANDED.validate_json(row.data)
    except ValidationError:
        change = Change(repo, row.head, row.head, f"refs/pull/{row.number}/head" if row.number else "HEAD", row.number)
        prompt = Prompt(row.id, row.improvement, "quick", row.title, row.template, row.body, (), (), "", ())
    return change, prompt
