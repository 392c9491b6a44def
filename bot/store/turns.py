"""Whose turn it is: which rows may be claimed now, and which of them comes first. Reads, and locks what it chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, not_, or_, select

from bot.model import Reason, ScanState
from bot.store.nouns import Limits
from bot.store.schema import scans

_WAITING, _RUNNING = ScanState.WAITING.value, ScanState.RUNNING.value


def has_work(connection: Connection, now: float, limits: Limits) -> bool:
    """Whether a claim would find something; cheap, and takes no lock."""
    return _finds(connection, _claimable(now, limits))


def has_short_work(connection: Connection, now: float, limits: Limits) -> bool:
    """Whether a claim of something short would find it; cheap, and takes no lock."""
    return _finds(connection, (*_short(now, limits), _unheralded(now)))


def choose(connection: Connection, now: float, limits: Limits, scan_id: str | None) -> str | None:
    """Words owed first, then what was left behind, then people's requests, then the oldest; or the one named."""
    return _choose(connection, _claimable(now, limits), *([] if scan_id is None else [scans.c.id == scan_id]))


def choose_short(connection: Connection, now: float, limits: Limits) -> str | None:
    """Words owed first, then errands."""
    return _choose(connection, _short(now, limits))


def choose_unheralded(connection: Connection, now: float) -> str | None:
    """What has waited longest for being shown as queued."""
    return _first(connection, select(scans.c.id).where(_unheralded(now)).order_by(scans.c.herald_at))


def _choose(connection: Connection, kinds: Sequence[ColumnElement[bool]], *narrower: ColumnElement[bool]) -> str | None:
    for which in kinds:
        # One query for each, since each then walks an index in order, however long the queue.
        query = select(scans.c.id).where(which, *narrower).order_by(scans.c.priority, scans.c.created)
        if (chosen := _first(connection, query)) is not None:
            return chosen
    return None


def _first(connection: Connection, query: Select[Any]) -> str | None:
    first: str | None = connection.execute(query.limit(1).with_for_update(skip_locked=True, of=scans)).scalar()
    return first


def _finds(connection: Connection, kinds: Sequence[ColumnElement[bool]]) -> bool:
    queries = (select(scans.c.id).where(which).limit(1) for which in kinds)
    return any(connection.execute(query).first() is not None for query in queries)


def _claimable(now: float, limits: Limits) -> tuple[ColumnElement[bool], ...]:
    """Words owed, what its worker left behind, what waits and is due while nobody holds a scan of the same target."""
    free = or_(scans.c.kind != "scan", and_(scans.c.lease_until <= now, _unheld(now)))
    left = and_(scans.c.state == _RUNNING, scans.c.lease_until <= now)
    return (
        and_(scans.c.unsaid, scans.c.lease_until <= now, scans.c.not_before <= now),
        and_(left, scans.c.attempts < limits.attempts),  # else `sweep` ends it
        and_(scans.c.state == _WAITING, scans.c.not_before <= now, free),
    )


def _short(now: float, limits: Limits) -> tuple[ColumnElement[bool], ...]:
    """What is claimable and takes no looking at code."""
    owed, left, waiting = _claimable(now, limits)
    # The priority, which all errands have, keeps the walk off the scans in a long queue.
    errand = and_(scans.c.kind != "scan", scans.c.priority == Reason.REQUESTED.priority)
    return owed, and_(left, errand), and_(waiting, errand)


def _unheralded(now: float) -> ColumnElement[bool]:
    """Waits for a worker alone, not for another scan of its target, which has words of its own to say first.

    `herald_at` is told of waiting scans only; naming the state would make SQLite walk all of them instead.
    """
    return and_(scans.c.herald_at <= now, scans.c.lease_until <= now, _unheld(now))


def _unheld(now: float) -> ColumnElement[bool]:
    """Nobody has another scan of the same target in hand."""
    other = scans.alias("other")
    same = (other.c[name] == scans.c[name] for name in ("forge", "repo", "number", "ref"))
    return not_(exists().where(*same, other.c.kind == "scan", other.c.id != scans.c.id, other.c.lease_until > now))
