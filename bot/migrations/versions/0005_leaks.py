"""Secrets that pull requests have shown, and whether they were rotated."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "leaks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("forge", sa.String(), nullable=False),
        sa.Column("repo", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("finding", sa.JSON(), nullable=False),
        sa.Column("seen", sa.Float(), nullable=False),
        sa.Column("rotated", sa.Float(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("leaks_by_repo", "leaks", ["forge", "repo", "number"], unique=False)


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("leaks")
