"""What registries said about packages, and when they were asked. A failure is remembered too, though briefly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from bot.facts import facts
from bot.facts.facts import Facts
from bot.store.database import Database
from bot.store.rows import upsert
from bot.store.schema import package_facts

_FRESH_SECONDS = 7 * 86_400.0
"""How long an answer is taken for true."""
_MISSING_SECONDS = 86_400.0
"""How long a name that the registry does not know is taken for free: anybody may register it."""
_FAILURE_SECONDS = 3_600.0
"""How long a registry that gave no answer is not asked again for the same package."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """The newest answer about a package."""

    at: float
    """Seconds since the epoch."""
    facts: Facts | None
    failure: str
    """Why the registry gave no answer this time; `facts` may be older ones then."""

    def fresh(self, now: float) -> bool:
        """Whether there is no need to ask again."""
        if self.facts is None or self.failure:
            return now - self.at < _FAILURE_SECONDS
        return now - self.at < (_FRESH_SECONDS if self.facts.exists else _MISSING_SECONDS)


class PackageFacts:
    """By purl: canonical, with the version where facts of one version were asked for, without qualifiers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self) -> float:
        """By the clock that all workers share."""
        return self._database.now()

    def told(self, purls: Iterable[str]) -> dict[str, Asked]:
        """Purl -> the newest answer, for those that were ever asked about."""
        wanted = sorted(set(purls))
        found = {}
        with self._database.read() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                some = package_facts.c.purl.in_(wanted[start : start + _AT_ONCE])
                for row in connection.execute(select(package_facts).where(some)):
                    read = facts.from_json(row.facts) if row.facts else None
                    found[row.purl] = Asked(row.asked, read, row.failure)
        return found

    def stale(self, now: float, most: int) -> list[str]:
        """What was asked about so long ago that it should be asked again, the longest first."""
        old = package_facts.c.asked < now - _FRESH_SECONDS
        query = select(package_facts.c.purl).where(old).order_by(package_facts.c.asked).limit(most)
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def keep(self, told: Mapping[str, Facts | str], now: float) -> None:
        """Purl -> facts, or why there are none. A failure leaves older facts standing."""
        rows = [
            {"purl": purl, "asked": now, "facts": None, "failure": one}
            if isinstance(one, str)
            else {"purl": purl, "asked": now, "facts": facts.to_json(one), "failure": ""}
            for purl, one in told.items()
        ]
        with self._database.write() as connection:
            upsert(connection, package_facts, [row for row in rows if row["facts"]], ["asked", "facts", "failure"])
            upsert(connection, package_facts, [row for row in rows if not row["facts"]], ["asked", "failure"])
