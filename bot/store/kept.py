"""Results kept by content, so that nothing is looked at twice; and what is thrown away when it has grown old."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, and_, delete, select, update

from bot.model import ScanState
from bot.store.rows import upsert
from bot.store.schema import audit_log, chores, deliveries, findings, kept_results, package_facts, scans, workers

_DAY = 86_400.0
_AT_ONCE = 500
"""Values in one IN list; SQLite takes 32,766, and shorter statements are kept compiled."""


def kept(connection: Connection, digests: Sequence[str], now: float) -> tuple[dict[str, str], list[str]]:
    """Digest -> value for those there are, and the digests whose use was last noted more than a day ago."""
    found: dict[str, str] = {}
    unnoted: list[str] = []
    for start in range(0, len(digests), _AT_ONCE):
        query = select(kept_results).where(kept_results.c.digest.in_(digests[start : start + _AT_ONCE]))
        for row in connection.execute(query):
            found[row.digest] = row.value
            if row.used < now - _DAY:
                unnoted.append(row.digest)
    return found, unnoted


def keep(connection: Connection, forge: str, repo: str, results: Mapping[str, str], now: float) -> None:
    """Keeps them; who kept one first stays its owner."""
    rows = [
        {"digest": digest, "forge": forge, "repo": repo, "value": value, "used": now}
        for digest, value in results.items()
    ]
    upsert(connection, kept_results, rows, ["value", "used"])


def touch(connection: Connection, digests: Sequence[str], now: float) -> None:
    """Notes that they were used; not at each use, which would make every reader a writer."""
    for start in range(0, len(digests), _AT_ONCE):
        some = kept_results.c.digest.in_(digests[start : start + _AT_ONCE])
        connection.execute(update(kept_results).where(some).values(used=now))


def due(connection: Connection, chore: str, now: float) -> bool:
    """Whether the daily `chore` is due; who is told so has taken it on."""
    last = connection.execute(select(chores.c.done).where(chores.c.name == chore).with_for_update()).scalar()
    if last is not None and last > now - _DAY:
        return False
    upsert(connection, chores, [{"name": chore, "done": now}], ["done"])
    return True


def prune(connection: Connection, now: float, retention: float) -> int:
    """Deletes what is older than `retention` seconds, except scans that have not ended. Returns how many rows."""
    before = now - retention
    open_states = (ScanState.WAITING.value, ScanState.RUNNING.value)
    ended = and_(scans.c.state.not_in(open_states), scans.c.ended < before)
    waiting_for = select(scans.c.delivery).where(
        scans.c.forge == deliveries.c.forge, scans.c.delivery == deliveries.c.id
    )
    statements = (
        delete(findings).where(findings.c.scan.in_(select(scans.c.id).where(ended))),
        delete(scans).where(ended),
        delete(deliveries).where(deliveries.c.received < before, ~waiting_for.exists()),
        delete(kept_results).where(kept_results.c.used < before),
        delete(audit_log).where(audit_log.c.at < before),
        delete(package_facts).where(package_facts.c.asked < before),
        delete(workers).where(workers.c.seen < now - _DAY),
    )
    return sum(connection.execute(statement).rowcount for statement in statements)
