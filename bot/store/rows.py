"""Rows of the scans table <-> the bot's nouns. Pure, but for `upsert`, which hides the dialects' two spellings."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, and_
from sqlalchemy.dialects import postgresql, sqlite

from bot.forges.interface import HeadRescanWanted, ScanWanted, Uninstalled
from bot.model import Reason, Scan, ScanState, Spoken, Target, Verdict
from bot.store.nouns import HERALD_AFTER, Claim, Errand, FactsWanted
from bot.store.schema import scans

_LONGEST_TEXT = 1_000_000
"""Characters of a comment: the longest that any forge takes, GitLab's."""


def scan_row(wanted: ScanWanted, delivery: str, now: float) -> dict[str, Any]:
    """A waiting scan."""
    row = _row("scan", wanted.target, wanted.reason, wanted.requested_by, delivery, now)
    row["herald_at"] = None if wanted.reason is Reason.BASELINE else now + HERALD_AFTER
    return row | {"head_sha": wanted.head_sha, "base_ref": wanted.base_ref, "base_sha": wanted.base_sha}


def errand_row(errand: Errand, delivery: str, now: float) -> dict[str, Any]:
    """A waiting errand. People wait for these: they go first."""
    match errand:
        case Spoken():
            row = _row("command", errand.target, Reason.REQUESTED, errand.author, delivery, now)
            kept = {name: getattr(errand, name) for name in ("comment_id", "in_thread", "thread")}
            return row | {"head_sha": errand.head_sha, "wish": {"text": errand.text[:_LONGEST_TEXT], **kept}}
        case HeadRescanWanted():
            target = Target(errand.forge, errand.repo, None)
            row = _row("heads", target, Reason.REQUESTED, errand.requested_by, delivery, now)
            return row | {"head_sha": errand.head_sha}
        case Uninstalled():
            row = _row("forget", Target(errand.forge, "", None), Reason.REQUESTED, "", delivery, now)
            return row | {"wish": {"installation": errand.installation, "repos": list(errand.repos)}}
        case FactsWanted():
            row = _row("facts", errand.target, Reason.REQUESTED, "", delivery, now)
            return row | {"wish": {"purls": list(errand.purls)}}


def _row(kind: str, target: Target, reason: Reason, by: str, delivery: str, now: float) -> dict[str, Any]:
    """Every column, since rows of one bulk insert must agree on them."""
    return {
        "id": uuid.uuid4().hex,
        "kind": kind,
        **place(target),
        "head_sha": "",
        "base_ref": "",
        "base_sha": "",
        "reason": reason.value,
        "priority": reason.priority,
        "requested_by": by,
        "wish": None,
        "delivery": delivery,
        "state": ScanState.WAITING.value,
        "note": "",
        "timings": {},
        "tallies": [],
        "created": now,
        "fence": 0,
        "attempts": 0,
        "waits": 0,
        "worker": "",
        "lease_until": 0.0,
        "not_before": 0.0,
        "herald_at": None,
        "unsaid": False,
        "swept": None,
    }


def place(target: Target) -> dict[str, Any]:
    """The target's columns."""
    return {"forge": target.forge, "repo": target.repo, "number": target.number or 0, "ref": target.ref}


def at(target: Target) -> ColumnElement[bool]:
    """The scans (no errands) of one target."""
    return and_(scans.c.kind == "scan", *(scans.c[name] == value for name, value in place(target).items()))


def read_scan(row: RowMapping) -> Scan:
    """The row as the bot knows it."""
    return Scan(
        id=row["id"],
        target=_target(row),
        head_sha=row["head_sha"],
        reason=Reason(row["reason"]),
        requested_by=row["requested_by"],
        state=ScanState(row["state"]),
        fence=row["fence"],
        attempts=row["attempts"],
        created=datetime.fromtimestamp(row["created"], UTC),
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        note=row["note"],
        timings=row["timings"],
        base_ref=row["base_ref"],
        base_sha=row["base_sha"],
    )


def read_claim(row: RowMapping, heralding: bool = False) -> Claim:
    """The row as its worker knows it."""
    closing = bool(row["unsaid"])
    return Claim(read_scan(row), _errand(row), closing, heralding, row["deadline"] or 0.0, row["waits"])


def _target(row: RowMapping) -> Target:
    return Target(row["forge"], row["repo"], row["number"] or None, row["ref"])


def _errand(row: RowMapping) -> Errand | None:
    wish: Mapping[str, Any] = row["wish"] or {}
    match row["kind"]:
        case "command":
            return Spoken(
                target=_target(row),
                text=wish["text"],
                author=row["requested_by"],
                author_is_bot=False,
                comment_id=wish["comment_id"],
                in_thread=wish["in_thread"],
                head_sha=row["head_sha"],
                thread=wish.get("thread", ""),
            )
        case "heads":
            return HeadRescanWanted(row["forge"], row["repo"], row["head_sha"], row["requested_by"])
        case "forget":
            return Uninstalled(row["forge"], wish["installation"], tuple(wish["repos"]))
        case "facts":
            return FactsWanted(_target(row), tuple(wish["purls"]))
        case _:
            return None


def upsert(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], update: Iterable[str], add: bool = False
) -> None:
    """Inserts, or where the primary key is taken, sets the columns `update` (with `add`: adds to them)."""
    if not rows:
        return
    # Both dialects spell it the same way; only the construct's home differs.
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    new = statement.excluded
    changes = {name: (table.c[name] + new[name]) if add else new[name] for name in update}
    keys = [column.name for column in table.primary_key]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes), list(rows))
