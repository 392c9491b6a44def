"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes them all."""
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("forge", sa.String(), nullable=False),
        sa.Column("repo", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_by_age", "audit_log", ["at"], unique=False)
    op.create_index("audit_by_repo", "audit_log", ["forge", "repo"], unique=False)
    op.create_table(
        "chores",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("done", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", "label"),
    )
    op.create_table(
        "deliveries",
        sa.Column("forge", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("repo", sa.String(), nullable=False),
        sa.Column("received", sa.Float(), nullable=False),
        sa.Column("body_digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("forge", "id"),
    )
    op.create_index("deliveries_by_age", "deliveries", ["received"], unique=False)
    op.create_table(
        "kept_results",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("forge", sa.String(), nullable=False),
        sa.Column("repo", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("used", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("kept_by_repo", "kept_results", ["forge", "repo"], unique=False)
    op.create_index("kept_by_use", "kept_results", ["used"], unique=False)
    op.create_table(
        "repositories",
        sa.Column("forge", sa.String(), nullable=False),
        sa.Column("repo", sa.String(), nullable=False),
        sa.Column("installation", sa.String(), nullable=False),
        sa.Column("added", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("forge", "repo"),
    )
    op.create_index("repositories_by_installation", "repositories", ["forge", "installation"], unique=False)
    op.create_table(
        "scans",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("forge", sa.String(), nullable=False),
        sa.Column("repo", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("head_sha", sa.String(), nullable=False),
        sa.Column("base_ref", sa.String(), nullable=False),
        sa.Column("base_sha", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=True),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("timings", sa.JSON(), nullable=False),
        sa.Column("tallies", sa.JSON(), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("started", sa.Float(), nullable=True),
        sa.Column("ended", sa.Float(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("waits", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("lease_until", sa.Float(), nullable=False),
        sa.Column("not_before", sa.Float(), nullable=False),
        sa.Column("deadline", sa.Float(), nullable=True),
        sa.Column("unsaid", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "one_waiting_scan_per_target",
        "scans",
        ["forge", "repo", "number", "ref"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting' AND kind = 'scan'"),
        postgresql_where=sa.text("state = 'waiting' AND kind = 'scan'"),
    )
    op.create_index("scans_by_delivery", "scans", ["forge", "delivery"], unique=False)
    op.create_index("scans_by_head", "scans", ["forge", "repo", "head_sha"], unique=False)
    op.create_index("scans_by_target", "scans", ["forge", "repo", "number", "ref"], unique=False)
    op.create_index("scans_by_turn", "scans", ["state", "priority", "created"], unique=False)
    op.create_index("scans_unsaid", "scans", ["unsaid"], unique=False)
    op.create_table(
        "workers",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seen", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "findings",
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("enforced", sa.Boolean(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("start_line", sa.Integer(), nullable=False),
        sa.Column("end_line", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scan"], ["scans.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("scan", "position"),
    )


def downgrade() -> None:
    """Drops them, those that others point to last."""
    for table in (
        "findings",
        "workers",
        "scans",
        "repositories",
        "kept_results",
        "deliveries",
        "counters",
        "chores",
        "audit_log",
    ):
        op.drop_table(table)
