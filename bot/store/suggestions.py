"""What the newest review of a pull request suggests to write instead. Read only: it is kept with the findings.

Only those that came in with the change are there, at lines of the head that was looked at. One that held a credential
was dropped before anything was kept (checks/secrets/hush.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select

from bot.model import ScanState, State, Target
from bot.store.database import Database
from bot.store.rows import at
from bot.store.schema import findings, scans
from checks.interface import Severity


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Other text for some lines of a file at head."""

    identity: str
    """Of its finding, as threads carry it: the fingerprint, and which of several equal ones."""
    check: str
    rule: str
    severity: Severity
    enforced: bool
    path: str
    start_line: int
    end_line: int
    text: str
    """Without the last line's end."""

    @property
    def name(self) -> str:
        """What people write of its identity."""
        return self.identity[:8]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The newest review that came to an end."""

    head_sha: str
    suggestions: tuple[Suggestion, ...]
    """The worst first."""


class Suggestions:
    """Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, target: Target) -> Reviewed | None:
        """None where nothing of the target has been reviewed yet, or its review is no longer kept."""
        last = (
            select(scans.c.id, scans.c.head_sha)
            .where(at(target), scans.c.state == ScanState.DONE.value)
            .order_by(scans.c.ended.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            scan = connection.execute(last).first()
            if scan is None:
                return None
            mine = and_(findings.c.scan == scan.id, findings.c.suggestion.is_not(None))
            rows = connection.execute(select(findings).where(mine).order_by(findings.c.position)).mappings().all()
        found = [_read(row) for row in rows if row["state"] == State.INTRODUCED.value]
        return Reviewed(scan.head_sha, tuple(sorted(found, key=lambda one: -one.severity.rank)))


def _read(row: Any) -> Suggestion:
    return Suggestion(
        identity=row["fingerprint"] + (f"-{row['occurrence']}" if row["occurrence"] else ""),
        check=row["check"],
        rule=row["rule"],
        severity=Severity(row["severity"]),
        enforced=row["enforced"],
        path=row["path"],
        start_line=row["start_line"],
        end_line=row["end_line"],
        text=row["suggestion"],
    )
