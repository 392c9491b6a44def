"""Totals for the metrics page, counted in the transaction of what they count, since workers are other processes."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from bot.model import Ending, Scan, ScanState
from bot.store.nouns import Figures
from bot.store.rows import upsert
from bot.store.schema import counters, scans, sweeps, workers

BUCKETS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600)
"""Upper bounds of the histogram of scan seconds; the last bucket is +Inf."""
SEEN_SECONDS = 30.0
"""A worker that was silent for longer does not count as alive."""


def count(connection: Connection, name: str, label: str, by: float) -> None:
    """Adds to a total."""
    if by:
        upsert(connection, counters, [{"name": name, "label": label, "value": by}], ["value"], add=True)


def count_scan(connection: Connection, scan: Scan, ending: Ending, now: float) -> None:
    """One scan has ended: seconds count from its delivery, as people feel them."""
    seconds = now - scan.created.timestamp() if scan.created else 0.0
    bucket = next((str(bound) for bound in BUCKETS if seconds <= bound), "+Inf")
    count(connection, "scans", f"{ending.state}/{ending.verdict or ''}", 1)
    count(connection, "scan_seconds_bucket", bucket, 1)
    count(connection, "scan_seconds_sum", "", seconds)
    kept = sum(tally.units_kept for tally in ending.tallies)
    count(connection, "units", "kept", kept)
    count(connection, "units", "judged", sum(tally.units for tally in ending.tallies) - kept)


def figures(connection: Connection, now: float) -> Figures:
    """All that the metrics page shows."""
    unfinished = (ScanState.WAITING.value, ScanState.RUNNING.value)
    by_state = select(scans.c.state, func.count()).where(scans.c.state.in_(unfinished)).group_by(scans.c.state)
    due = select(func.min(scans.c.created)).where(scans.c.state == unfinished[0], scans.c.not_before <= now)
    alive = select(func.count()).select_from(workers).where(workers.c.seen > now - SEEN_SECONDS)
    oldest = connection.execute(due).scalar()
    return Figures(
        open_scans=dict.fromkeys(unfinished, 0) | {row[0]: row[1] for row in connection.execute(by_state)},
        queue_age=max(0.0, now - oldest) if oldest is not None else 0.0,
        workers=connection.execute(alive).scalar_one(),
        counters={(row.name, row.label): row.value for row in connection.execute(select(counters))},
        swept={row.forge: row.ended for row in connection.execute(select(sweeps)) if row.ended},
    )
