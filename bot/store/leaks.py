"""Secrets that pull requests have shown: remembered until somebody says that they were rotated.

Of a secret there is a keyed digest, the place and the masked words of its finding, and nothing else. Who says that one
was rotated says it of the value, wherever in the repository it stands; that leaves a line in the audit log.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, select, update

from bot.store import intake
from bot.store.database import Database, lock
from bot.store.schema import leaks
from checks.interface import Confidence, Finding, Severity

_SHORT = 8
"""Characters of an id that people write."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret that a pull request has shown."""

    id: str
    forge: str
    repo: str
    """In lower case."""
    number: int
    finding: Finding
    seen: float
    """When it was first seen, seconds since the epoch."""
    rotated: float | None = None
    actor: str = ""
    """Who said that it was rotated."""
    reason: str = ""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.id[:_SHORT]


def identifier(forge: str, repo: str, number: int, finding: Finding) -> str:
    """Which one it is: the same value in the same file of the same pull request. Hexadecimal."""
    parts = (forge, repo.lower(), str(number), finding.rule, finding.path, finding.subject)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


class Leaks:
    """All of one database. Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, forge: str, repo: str, number: int, found: Sequence[Finding], now: float) -> None:
        """Those that are not known yet. Doing it twice changes nothing."""
        with self._database.write() as connection:
            lock(connection, f"leaks {forge} {repo.lower()}")
            rows = {identifier(forge, repo, number, one): one for one in found}
            known = set(connection.execute(select(leaks.c.id).where(leaks.c.id.in_(rows))).scalars())
            fresh = [_row(key, forge, repo, number, one, now) for key, one in rows.items() if key not in known]
            if fresh:
                connection.execute(insert(leaks), fresh)

    def of(self, forge: str, repo: str, number: int) -> list[Leak]:
        """What a pull request has shown, oldest first."""
        with self._database.read() as connection:
            query = select(leaks).where(_at(forge, repo), leaks.c.number == number).order_by(leaks.c.seen, leaks.c.id)
            return [_leak(row) for row in connection.execute(query).mappings()]

    def every(self, forge: str = "", repo: str = "") -> list[Leak]:
        """All, or one forge's or repository's; oldest first."""
        query = select(leaks).order_by(leaks.c.seen, leaks.c.id)
        query = query.where(leaks.c.forge == forge) if forge else query
        query = query.where(leaks.c.repo == repo.lower()) if repo else query
        with self._database.read() as connection:
            return [_leak(row) for row in connection.execute(query).mappings()]

    def rotated(self, forge: str, repo: str) -> frozenset[str]:
        """Subjects of the repository's secrets that are said to be rotated."""
        with self._database.read() as connection:
            query = select(leaks.c.subject).where(_at(forge, repo), leaks.c.rotated.is_not(None))
            return frozenset(connection.execute(query).scalars())

    def rotate(self, which: Iterable[Leak], actor: str, reason: str, now: float) -> None:
        """Somebody says that these values no longer open anything. The second time nothing changes."""
        with self._database.write() as connection:
            for leak in which:
                mine = and_(
                    _at(leak.forge, leak.repo), leaks.c.subject == leak.finding.subject, leaks.c.rotated.is_(None)
                )
                done = connection.execute(update(leaks).where(mine).values(rotated=now, actor=actor, reason=reason))
                if done.rowcount:
                    told = {"leak": leak.name, "rule": leak.finding.rule, "path": leak.finding.path, "reason": reason}
                    detail = json.dumps({"before": None, "after": told}, ensure_ascii=False)
                    intake.note(connection, leak.forge, leak.repo, actor, "secret rotated", detail, now)


def _at(forge: str, repo: str) -> ColumnElement[bool]:
    return and_(leaks.c.forge == forge, leaks.c.repo == repo.lower())


def _row(key: str, forge: str, repo: str, number: int, finding: Finding, now: float) -> dict[str, Any]:
    return {
        "id": key,
        "forge": forge,
        "repo": repo.lower(),
        "number": number,
        "subject": finding.subject,
        "finding": asdict(finding),
        "seen": now,
        "rotated": None,
        "actor": "",
        "reason": "",
    }


def _leak(row: Mapping[Any, Any]) -> Leak:
    kept = row["finding"]
    tuples = {name: tuple(kept[name]) for name in ("references", "cwe")}
    worst = {"severity": Severity(kept["severity"]), "confidence": Confidence(kept["confidence"]), "evidence": ()}
    finding = Finding(**(kept | tuples | worst))
    fields = {name: row[name] for name in ("id", "forge", "repo", "number", "seen", "rotated", "actor", "reason")}
    return Leak(finding=finding, **fields)
