"""Scans that wait are shown as queued."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the time from which that is due; what waits already is left to its worker."""
    op.add_column("scans", sa.Column("herald_at", sa.Float(), nullable=True))
    op.create_index("scans_to_herald", "scans", ["herald_at"], unique=False)


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("scans_to_herald", table_name="scans")
    op.drop_column("scans", "herald_at")
