"""Sweeps: how far each has come, which scans it has seen to, which groups it looks for new projects in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables, and a column of scans."""
    op.create_table(
        "sweeps",
        sa.Column("forge", sa.String(), nullable=False),
        sa.Column("due", sa.Float(), nullable=False),
        sa.Column("started", sa.Float(), nullable=False),
        sa.Column("ended", sa.Float(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.Float(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("forge"),
    )
    op.create_table(
        "followed",
        sa.Column("forge", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("forge", "path"),
    )
    op.add_column("scans", sa.Column("swept", sa.Float(), nullable=True))


def downgrade() -> None:
    """Takes them away."""
    op.drop_column("scans", "swept")
    op.drop_table("followed")
    op.drop_table("sweeps")
