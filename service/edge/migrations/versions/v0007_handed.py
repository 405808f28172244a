"""Prompts as a whole, to be found by their findings, too."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add what a prompt is about, and all of it; what was kept before has its text only."""
    for name in ("findings", "data"):
        op.add_column("prompt", sa.Column(name, sa.String(), nullable=False, server_default=""))
