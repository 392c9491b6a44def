"""The tables, as bot/migrations makes them. Definitions only.

Times are seconds since the epoch, UTC. "No pull request" is number 0, so that targets compare with plain equality.
No table holds the content of a file.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData()

deliveries = Table(
    "deliveries",
    metadata,
    Column("forge", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("event", String, nullable=False),
    Column("repo", String, nullable=False),
    Column("received", Float, nullable=False),
    Column("body_digest", String, nullable=False),
    Index("deliveries_by_age", "received"),
)

scans = Table(
    "scans",
    metadata,
    Column("id", String, primary_key=True),
    # What the row asks for: a look (scan), an answer to a comment (command), or who stands at a commit (heads).
    Column("kind", String, nullable=False),
    Column("forge", String, nullable=False),
    Column("repo", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("ref", String, nullable=False),
    Column("head_sha", String, nullable=False),
    Column("base_ref", String, nullable=False),
    Column("base_sha", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("requested_by", String, nullable=False),
    Column("wish", JSON, nullable=True),
    Column("delivery", String, nullable=False),
    Column("state", String, nullable=False),
    Column("verdict", String, nullable=True),
    Column("note", Text, nullable=False),
    Column("timings", JSON, nullable=False),
    Column("tallies", JSON, nullable=False),
    Column("created", Float, nullable=False),
    Column("started", Float, nullable=True),
    Column("ended", Float, nullable=True),
    Column("fence", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    # Waits that were the forge's doing: they lengthen the backoff and do not count as attempts.
    Column("waits", Integer, nullable=False),
    Column("worker", String, nullable=False),
    Column("lease_until", Float, nullable=False),
    Column("not_before", Float, nullable=False),
    Column("deadline", Float, nullable=True),
    # From when it is shown as queued, if no worker has come by then. NULL: it is shown, in hand, over, or silent.
    Column("herald_at", Float, nullable=True),
    # Ended by somebody else than its worker, and the forge has not been told yet.
    Column("unsaid", Boolean, nullable=False),
    Index("scans_by_turn", "state", "priority", "created"),
    Index("scans_by_target", "forge", "repo", "number", "ref"),
    Index("scans_by_delivery", "forge", "delivery"),
    Index("scans_by_head", "forge", "repo", "head_sha"),
    Index("scans_unsaid", "unsaid"),
    Index("scans_to_herald", "herald_at"),
    Index(
        "one_waiting_scan_per_target",
        "forge",
        "repo",
        "number",
        "ref",
        unique=True,
        sqlite_where=text("state = 'waiting' AND kind = 'scan'"),
        postgresql_where=text("state = 'waiting' AND kind = 'scan'"),
    ),
)

findings = Table(
    "findings",
    metadata,
    Column("scan", String, ForeignKey("scans.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("occurrence", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("enforced", Boolean, nullable=False),
    Column("check", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("path", Text, nullable=False),
    Column("start_line", Integer, nullable=False),
    Column("end_line", Integer, nullable=False),
)

kept_results = Table(
    "kept_results",
    metadata,
    Column("digest", String, primary_key=True),
    # Who paid for it: a repository that goes takes its results along.
    Column("forge", String, nullable=False),
    Column("repo", String, nullable=False),
    Column("value", Text, nullable=False),
    Column("used", Float, nullable=False),
    Index("kept_by_repo", "forge", "repo"),
    Index("kept_by_use", "used"),
)

repositories = Table(
    "repositories",
    metadata,
    Column("forge", String, primary_key=True),
    Column("repo", String, primary_key=True),
    Column("installation", String, nullable=False),
    Column("added", Float, nullable=False),
    Index("repositories_by_installation", "forge", "installation"),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("forge", String, nullable=False),
    Column("repo", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("detail", Text, nullable=False),
    Index("audit_by_repo", "forge", "repo"),
    Index("audit_by_age", "at"),
)

workers = Table(
    "workers",
    metadata,
    Column("name", String, primary_key=True),
    Column("seen", Float, nullable=False),
)

chores = Table(
    "chores",
    metadata,
    Column("name", String, primary_key=True),
    Column("done", Float, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("label", String, primary_key=True),
    Column("value", Float, nullable=False),
)
