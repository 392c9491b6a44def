"""What was said of one commit: the scans at it, the newest of each target. Read only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.model import Reason, Scan, Target
from bot.store.database import Database
from bot.store.rows import read_scan
from bot.store.schema import scans


@dataclass(frozen=True, slots=True)
class Looked:
    """A scan, and how much of it was answered from kept results."""

    scan: Scan
    units: int
    units_kept: int


class Verdicts:
    """Answers by commit. Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def at(self, forge: str, repo: str, head_sha: str) -> list[Looked]:
        """The newest scan of each target at this head, newest first; baselines say no verdict, and are left out."""
        query = (
            select(scans)
            .where(scans.c.forge == forge, scans.c.repo == repo, scans.c.head_sha == head_sha)
            .where(scans.c.kind == "scan", scans.c.reason != Reason.BASELINE.value)
            .order_by(scans.c.created.desc())
        )
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        newest: dict[Target, Looked] = {}
        for row in rows:
            looked = _read(row)
            newest.setdefault(looked.scan.target, looked)
        return list(newest.values())


def _read(row: Any) -> Looked:
    tallies: Sequence[Sequence[Any]] = row["tallies"] or ()
    return Looked(read_scan(row), sum(one[2] for one in tallies), sum(one[3] for one in tallies))
