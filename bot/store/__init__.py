"""The truth: deliveries, scans, findings, kept results, in one database. Each public method is one transaction.

Whatever wakes workers up (a bell, a broker) may lose all it knows without anything being lost. Times are passed in, as
seconds since the epoch; `Store.now` is the clock that all workers of one database share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.forges.interface import Lost, ScanWanted, Wish
from bot.model import Delivery, Ending, Scan, Target
from bot.store import counting, intake, inventory, kept, queue, turns
from bot.store.allow import AllowLists
from bot.store.counting import BUCKETS
from bot.store.database import Database
from bot.store.facts import PackageFacts
from bot.store.inventory import Inventory
from bot.store.leaks import Leaks
from bot.store.nouns import Claim, Errand, Figures, Limits, Remembered
from bot.store.rows import read_scan, upsert
from bot.store.schema import chores, findings, scans, workers
from bot.store.suggestions import Suggestions
from bot.store.sweeps import Sweeps
from bot.store.tokens import Tokens
from bot.store.verdicts import Verdicts

__all__ = ["BUCKETS", "Claim", "Errand", "Figures", "KeptFor", "Limits", "Remembered", "Store"]


class Store:
    """Safe to share between threads; a new process makes its own."""

    def __init__(self, url: str, limits: Limits | None = None) -> None:
        """`url` is SQLAlchemy's: sqlite:////data/sekisho.db, postgresql+psycopg://user@host/sekisho."""
        self._database = Database(url)
        self.tokens = Tokens(self._database)
        self.allow_lists = AllowLists(self._database)
        self.inventory = Inventory(self._database)
        self.facts = PackageFacts(self._database)
        self.leaks = Leaks(self._database)
        self.verdicts = Verdicts(self._database)
        self.suggestions = Suggestions(self._database)
        self.sweeps = Sweeps(self._database)
        self.limits = limits or Limits()

    def migrate(self) -> None:
        """Makes or updates the tables. Several processes may do so at once."""
        self._database.migrate()

    def now(self) -> float:
        """Seconds since the epoch, by the clock that all workers share."""
        return self._database.now()

    def close(self) -> None:
        """Gives back the connections."""
        self._database.close()

    # Hearing

    def remember(self, delivery: Delivery, wish: Wish | None, now: float, installation: str = "") -> Remembered:
        """A delivery and all it asks for. A redelivery is handled again only if the first one's scan failed."""
        with self._database.write() as connection:
            return intake.remember(connection, delivery, wish, installation, now)

    def want(self, wanted: ScanWanted, now: float) -> str:
        """A scan that no delivery asked for; the id of its row."""
        with self._database.write() as connection:
            return intake.want(connection, wanted, "", now)

    def note(self, target: Target, actor: str, action: str, detail: str, now: float) -> None:
        """A line of the audit log: who did or tried what."""
        with self._database.write() as connection:
            intake.note(connection, target.forge, target.repo, actor, action, detail, now)

    def forget(self, forge: str, repos: Sequence[str]) -> None:
        """Deletes everything about these repositories."""
        with self._database.write() as connection:
            intake.forget(connection, forge, repos)

    # Working

    def claim(self, worker: str, now: float, scan_id: str | None = None) -> Claim | None:
        """The next piece of work, or the one named, if it is to be had. Words owed first, then people, then age."""
        with self._database.read() as connection:
            if not turns.has_work(connection, now, self.limits):
                return None
        with self._database.write() as connection:
            return queue.claim(connection, worker, now, self.limits, scan_id)

    def claim_short(self, worker: str, now: float) -> Claim | None:
        """Something short: a word owed, an errand, or a scan that has to be shown as queued."""
        with self._database.read() as connection:
            if not turns.has_short_work(connection, now, self.limits):
                return None
        with self._database.write() as connection:
            return queue.claim_short(connection, worker, now, self.limits)

    def heartbeat(self, claim: Claim, now: float) -> bool:
        """Prolongs the lease; False if the claim is lost."""
        with self._database.write() as connection:
            return queue.renew(connection, claim, now + self.limits.lease)

    def gate(self, claim: Claim, now: float) -> None:
        """Raises Lost unless the claim stands, with at least half a lease to go for the write that follows."""
        with self._database.read() as connection:
            until = queue.holds(connection, claim)
        if until is None or (until - now < self.limits.lease / 2 and not self.heartbeat(claim, now)):
            raise Lost(f"scan {claim.scan.id} has another owner, or has ended")

    def looked_up(self, scan: Scan, head_sha: str) -> None:
        """Writes down which head the scan is really looking at."""
        with self._database.write() as connection:
            queue.looked_up(connection, scan, head_sha)

    def finish(self, claim: Claim, ending: Ending, now: float, wanted: Sequence[ScanWanted] = ()) -> None:
        """Ends it with what it found, and adds the scans that follow from it. Raises Lost."""
        listing = inventory.listing(claim.scan, ending, now)
        with self._database.write() as connection:
            queue.finish(connection, claim, ending, wanted, now)
            if listing is not None:
                inventory.take(connection, listing, now)

    def fail(self, claim: Claim, why: str, now: float) -> bool:
        """Ends it for good, with a word owed to the forge. False if it was lost."""
        with self._database.write() as connection:
            return queue.fail(connection, claim, why, now)

    def closed(self, claim: Claim) -> bool:
        """The forge has been told that the scan is over. False if somebody else is on it."""
        with self._database.write() as connection:
            return queue.closed(connection, claim)

    def heralded(self, claim: Claim) -> bool:
        """The scan is shown as queued, or cannot be; workers may have it. False if it was lost."""
        with self._database.write() as connection:
            return queue.heralded(connection, claim)

    def retry_later(self, claim: Claim, delay: float, why: str, now: float, counted: bool = True) -> bool:
        """Gives it back, to run in `delay` seconds. Not `counted` where only the forge was out of reach."""
        with self._database.write() as connection:
            return queue.put_off(connection, claim, now + delay, why, counted)

    def hand_back(self, claim: Claim) -> bool:
        """Gives it back at once: its worker is leaving. False if it was lost."""
        with self._database.write() as connection:
            return queue.hand_back(connection, claim)

    def reclaim_closing(self, claim: Claim, now: float) -> Claim | None:
        """Lets go of a lost claim; answers its closing, if its scan was ended over this worker's head."""
        with self._database.write() as connection:
            return queue.reclaim_closing(connection, claim, now, self.limits)

    def sweep(self, now: float) -> int:
        """The watchdog's round; how many scans it ended."""
        with self._database.read() as connection:
            if not queue.has_overdue(connection, now, self.limits):
                return 0
        with self._database.write() as connection:
            return queue.sweep(connection, now, self.limits)

    def alive(self, worker: str, now: float) -> None:
        """Notes that a worker is there."""
        with self._database.write() as connection:
            upsert(connection, workers, [{"name": worker, "seen": now}], ["seen"])

    # Looking things up

    def scan(self, scan_id: str) -> Scan | None:
        """The scan as it stands; None if there is none (any more)."""
        with self._database.read() as connection:
            row = connection.execute(select(scans).where(scans.c.id == scan_id)).mappings().first()
            return read_scan(row) if row else None

    def targets_at(self, forge: str, repo: str, head_sha: str) -> list[Target]:
        """What was ever scanned at this head: for commits that the forge maps to no pull request."""
        at_head = (scans.c.forge == forge, scans.c.repo == repo, scans.c.head_sha == head_sha, scans.c.kind == "scan")
        with self._database.read() as connection:
            rows = connection.execute(select(scans).where(*at_head)).mappings().all()
            return list(dict.fromkeys(read_scan(row).target for row in rows))

    def findings(self, scan_id: str) -> list[Mapping[str, Any]]:
        """A scan's findings in order, as rows of the findings table."""
        query = select(findings).where(findings.c.scan == scan_id).order_by(findings.c.position)
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def figures(self, now: float) -> Figures:
        """What the metrics page shows."""
        with self._database.read() as connection:
            return counting.figures(connection, now)

    def check_writable(self, now: float) -> None:
        """Writes one row; raises SQLAlchemyError where the database takes none (full disk, read only, no server)."""
        with self._database.write() as connection:
            upsert(connection, chores, [{"name": "readyz", "done": now}], ["done"])

    # Keeping

    def kept_for(self, forge: str, repo: str) -> KeptFor:
        """The kept results, with `repo` as the owner of what is added."""
        return KeptFor(self, forge, repo)

    def prune(self, now: float, retention: float) -> int:
        """Deletes what is older than `retention` seconds, at most once a day. Returns how many rows."""
        with self._database.write() as connection:
            return kept.prune(connection, now, retention) if kept.due(connection, "prune", now) else 0

    def _read_kept(self, digests: Sequence[str]) -> dict[str, str]:
        now = self.now()
        with self._database.read() as connection:
            found, unnoted = kept.kept(connection, digests, now)
        if unnoted:
            with self._database.write() as connection:
                kept.touch(connection, unnoted, now)
        return found

    def _keep(self, forge: str, repo: str, results: Mapping[str, str]) -> None:
        with self._database.write() as connection:
            kept.keep(connection, forge, repo, results, self.now())


@dataclass(frozen=True, slots=True)
class KeptFor:
    """The cache door of one repository's scans: reads what anybody kept, adds in its own name."""

    store: Store
    forge: str
    repo: str

    def kept(self, digests: Sequence[str]) -> dict[str, str]:
        """Digest -> kept text, for those there are."""
        return self.store._read_kept(digests)

    def keep(self, results: Mapping[str, str]) -> None:
        """Keeps texts under their digests."""
        self.store._keep(self.forge, self.repo, results)
