"""How Alembic reaches the database: over the connection the caller opened, seeing only our own tables."""

from alembic import context

from service.edge.database import VERSION
from service.edge.tables import NAMES


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """True for what `tables.py` declares; the durable engine migrates its own tables."""
    return kind != "table" or name in NAMES.tables


def migrate() -> None:
    """Run the pending revisions inside the caller's transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=NAMES,
        include_name=ours,
        render_as_batch=True,
        version_table=VERSION,
    )
    context.run_migrations()


migrate()
