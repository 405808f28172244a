"""What language models were asked, and what that cost."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the account of calls."""
    op.create_table(
        "model_call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("repository", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("model", "role", "purpose", "rung", "fault")),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("prompt_tokens", "completion_tokens", "cached_tokens")
        ),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("seconds", "cost")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_model_call_repository", "model_call", ["repository", "at"])
    op.create_index("ix_model_call_at", "model_call", ["at"])
