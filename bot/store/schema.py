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
    UniqueConstraint,
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
    # When a sweep saw that nothing of it, ended without a verdict, was left open on the forge.
    Column("swept", Float, nullable=True),
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
    # The purl it is about; "" for most.
    Column("package", Text, nullable=False, server_default=""),
    # What to write instead of its lines; NULL where nothing is suggested, and for all that the change did not bring in.
    Column("suggestion", Text, nullable=True),
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

sweeps = Table(
    "sweeps",
    metadata,
    Column("forge", String, primary_key=True),
    Column("due", Float, nullable=False),
    Column("started", Float, nullable=False),
    # The end of the last pass; 0: there was none.
    Column("ended", Float, nullable=False),
    Column("worker", String, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("lease_until", Float, nullable=False),
    # Where it goes on, whoever does it next.
    Column("progress", JSON, nullable=False),
)

followed = Table(
    "followed",
    metadata,
    Column("forge", String, primary_key=True),
    # A group that Sekisho was installed on.
    Column("path", String, primary_key=True),
    Column("since", Float, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("label", String, primary_key=True),
    Column("value", Float, nullable=False),
)

inventory = Table(
    "inventory",
    metadata,
    Column("forge", String, primary_key=True),
    Column("repo", String, primary_key=True),
    # Over all that follows: a package that is listed as before keeps its row.
    Column("key", String, primary_key=True),
    Column("path", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("type", String, nullable=False),
    # With its namespace, "@types/node"; in the one spelling of those that its registry takes for the same.
    Column("name", String, nullable=False),
    Column("version", String, nullable=False),
    Column("purl", Text, nullable=False),
    Column("scope", String, nullable=False),
    Column("requirement", Text, nullable=False),
    Column("via", JSON, nullable=False),
    Column("licence", Text, nullable=False),
    # Since when the repository uses this version, wherever in it.
    Column("first_seen", Float, nullable=False),
    Column("scan", String, nullable=False),
    Index("inventory_by_package", "type", "name"),
)

inventory_scans = Table(
    "inventory_scans",
    metadata,
    Column("forge", String, primary_key=True),
    Column("repo", String, primary_key=True),
    Column("scan", String, nullable=False),
    Column("head_sha", String, nullable=False),
    Column("began", Float, nullable=False),
    Column("taken", Float, nullable=False),
    # [[path, reason], ...]
    Column("unseen", JSON, nullable=False),
)

package_facts = Table(
    "package_facts",
    metadata,
    Column("purl", String, primary_key=True),
    Column("asked", Float, nullable=False),
    # NULL: the registry gave no answer, and `failure` says why.
    Column("facts", JSON, nullable=True),
    Column("failure", Text, nullable=False),
    Index("package_facts_by_age", "asked"),
)

allow_entries = Table(
    "allow_entries",
    metadata,
    Column("id", String, primary_key=True),
    # Owner and repository in lower case, as forges compare them. No repository: the whole organisation.
    Column("forge", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("repo", String, nullable=False),
    Column("purl", Text, nullable=False),
    Column("versions", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", Float, nullable=False),
    # Where it was learned: pull request (0: none), head, and the maintenance window ("": none).
    Column("number", Integer, nullable=False),
    Column("head_sha", String, nullable=False),
    Column("maintenance", String, nullable=False),
    UniqueConstraint("forge", "owner", "repo", "purl", "versions", name="one_allow_entry_per_purl"),
)

maintenance = Table(
    "maintenance",
    metadata,
    Column("id", String, primary_key=True),
    Column("forge", String, nullable=False),
    Column("owner", String, nullable=False),
    # Full names in lower case; none: all of the owner's.
    Column("repos", JSON, nullable=False),
    Column("person", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("began", Float, nullable=False),
    Column("until", Float, nullable=False),
    # Ended by somebody before its time.
    Column("ended", Float, nullable=True),
    Index("maintenance_by_owner", "forge", "owner"),
)

leaks = Table(
    "leaks",
    metadata,
    # Over all that says which one it is: forge, repository, pull request, rule, file, value.
    Column("id", String, primary_key=True),
    Column("forge", String, nullable=False),
    # In lower case, as forges compare it.
    Column("repo", String, nullable=False),
    Column("number", Integer, nullable=False),
    # A keyed digest of the value; the value itself is nowhere.
    Column("subject", Text, nullable=False),
    # What is said of it, and where it was.
    Column("finding", JSON, nullable=False),
    Column("seen", Float, nullable=False),
    Column("rotated", Float, nullable=True),
    Column("actor", String, nullable=False),
    Column("reason", Text, nullable=False),
    Index("leaks_by_repo", "forge", "repo", "number"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    # sha256 of the secret part, which is random and long: nothing slower is needed.
    Column("digest", String, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("made", Float, nullable=False),
    Column("expires", Float, nullable=True),
    Column("revoked", Float, nullable=True),
)
