"""What repositories use, and what registries say about packages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the three tables."""
    op.create_table(
        "inventory",
        sa.Column("forge", sa.String(), nullable=False),
        sa.Column("repo", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("purl", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("via", sa.JSON(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.Float(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("forge", "repo", "key"),
    )
    op.create_index("inventory_by_package", "inventory", ["type", "name"], unique=False)
    op.create_table(
        "inventory_scans",
        sa.Column("forge", sa.String(), nullable=False),
        sa.Column("repo", sa.String(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("head_sha", sa.String(), nullable=False),
        sa.Column("began", sa.Float(), nullable=False),
        sa.Column("taken", sa.Float(), nullable=False),
        sa.Column("unseen", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("forge", "repo"),
    )
    op.create_table(
        "package_facts",
        sa.Column("purl", sa.String(), nullable=False),
        sa.Column("asked", sa.Float(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("purl"),
    )
    op.create_index("package_facts_by_age", "package_facts", ["asked"], unique=False)


def downgrade() -> None:
    """Drops them."""
    for table in ("package_facts", "inventory_scans", "inventory"):
        op.drop_table(table)
