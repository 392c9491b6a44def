"""Suggestions: what a finding would have written instead, for whoever asks for it to be committed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column of findings; those that are there have none."""
    op.add_column("findings", sa.Column("suggestion", sa.Text(), nullable=True))


def downgrade() -> None:
    """Takes it away."""
    op.drop_column("findings", "suggestion")
