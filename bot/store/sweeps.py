"""Whose turn a sweep is, how far it has come, and what it has to know and to do. One worker at a time for each forge.

As with scans: who takes a turn gets a larger fence, and every later word of an older owner is refused. What a sweep
does is done in the transaction that looks at its fence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from bot.forges.interface import Installed, Lost, ScanWanted
from bot.model import Reason, ScanState, Target
from bot.store import counting, intake
from bot.store.database import Database, lock
from bot.store.rows import at, upsert
from bot.store.schema import deliveries, followed, inventory_scans, scans, sweeps

_AT_ONCE = 500
_DAY = 86_400.0
_OPEN = (ScanState.WAITING.value, ScanState.RUNNING.value)


@dataclass(frozen=True, slots=True)
class Turn:
    """One worker's turn at one forge."""

    forge: str
    fence: int
    began: float
    progress: Mapping[str, Any]
    """As whoever swept last left it; {} at the beginning."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One scan of a pull request, as far as a sweep has to know it."""

    scan: str
    head_sha: str
    state: ScanState
    ended: float
    """Seconds since the epoch; 0 while it has not."""
    announced: bool
    """Whether the forge may show it."""
    swept: bool
    """Whether a sweep saw that nothing of it is left open there."""


class Sweeps:
    """Each public method is one transaction. Those that take a turn raise Lost where it is another's now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Whose turn it is

    def ask(self, now: float) -> None:
        """A pass over each forge is wanted at once: the service has come up. Those never swept are due anyway."""
        with self._database.write() as connection:
            connection.execute(update(sweeps).values(due=now))

    def is_due(self, forge: str, now: float) -> bool:
        """Whether a turn would be had now; cheap, and takes no lock."""
        with self._database.read() as connection:
            row = connection.execute(select(sweeps).where(sweeps.c.forge == forge)).first()
        return row is None or bool(row.due <= now and row.lease_until <= now)

    def take(self, forge: str, worker: str, now: float, lease: float, asked: bool = False) -> Turn | None:
        """The turn, where it is due and nobody has it. `asked`: a person wants it now."""
        with self._database.write() as connection:
            lock(connection, f"sweep {forge}")
            row = connection.execute(select(sweeps).where(sweeps.c.forge == forge)).first()
            if row is None:
                connection.execute(insert(sweeps), [_row(forge)])
            elif row.lease_until > now or (row.due > now and not asked):
                return None
            fence = (row.fence if row else 0) + 1
            held = {"fence": fence, "worker": worker, "started": now, "lease_until": now + lease}
            connection.execute(update(sweeps).where(sweeps.c.forge == forge).values(held))
            return Turn(forge, fence, now, row.progress if row else {})

    def renew(self, turn: Turn, until: float) -> None:
        """Keeps the turn until then."""
        with self._mine(turn) as connection:
            _set(connection, turn, lease_until=until)

    def save(self, turn: Turn, progress: Mapping[str, Any], done: Mapping[str, int], until: float) -> None:
        """Whoever goes on begins there; adds what was `done` to the totals."""
        with self._mine(turn) as connection:
            _set(connection, turn, progress=dict(progress), lease_until=until)
            for what, number in done.items():
                counting.count(connection, "sweep", f"{turn.forge}/{what}", number)

    def end(self, turn: Turn, due: float, now: float) -> None:
        """The pass is over; the next is due then, or was asked for meanwhile."""
        with self._mine(turn) as connection:
            asked = connection.execute(select(sweeps.c.due).where(sweeps.c.forge == turn.forge)).scalar_one()
            _set(connection, turn, lease_until=0.0, ended=now, due=asked if asked > turn.began else due)
            counting.count(connection, "sweep", f"{turn.forge}/passes", 1)

    def let_go(self, turn: Turn) -> None:
        """The worker is leaving: another may go on at once."""
        with self._mine(turn) as connection:
            _set(connection, turn, lease_until=0.0)

    # What is known

    def arrived(self, forge: str, ids: Collection[str]) -> set[str]:
        """Those of the deliveries that were taken."""
        found: set[str] = set()
        with self._database.read() as connection:
            for some in _batches(sorted(ids)):
                mine = and_(deliveries.c.forge == forge, deliveries.c.id.in_(some))
                found.update(connection.execute(select(deliveries.c.id).where(mine)).scalars())
        return found

    def heard_of(self, forge: str) -> list[str]:
        """Repositories that webhooks came from."""
        query = select(deliveries.c.repo).where(deliveries.c.forge == forge, deliveries.c.repo != "").distinct()
        with self._database.read() as connection:
            return list(connection.execute(query.order_by(deliveries.c.repo)).scalars())

    def followed(self, forge: str) -> list[str]:
        """Groups that Sekisho was installed on."""
        query = select(followed.c.path).where(followed.c.forge == forge).order_by(followed.c.path)
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def follow(self, forge: str, path: str, now: float) -> None:
        """What is new in this group is looked at from now on."""
        with self._database.write() as connection:
            upsert(connection, followed, [{"forge": forge, "path": path, "since": now}], ["since"])

    def unfollow(self, forge: str, path: str) -> None:
        """And no more."""
        with self._database.write() as connection:
            connection.execute(delete(followed).where(followed.c.forge == forge, followed.c.path == path))

    def seen(self, forge: str, repo: str, numbers: Collection[int]) -> dict[int, list[Seen]]:
        """Number of a pull request -> its scans, the newest last."""
        found: dict[int, list[Seen]] = {}
        with self._database.read() as connection:
            for some in _batches(sorted(numbers)):
                mine = (scans.c.forge == forge, scans.c.repo == repo, scans.c.number.in_(some), scans.c.kind == "scan")
                for row in connection.execute(select(scans).where(*mine).order_by(scans.c.created)):
                    found.setdefault(row.number, []).append(_seen(row))
        return found

    def waiting(self, forge: str, repo: str, before: float) -> list[Target]:
        """Pull requests with an open scan that was asked for before then."""
        mine = and_(scans.c.forge == forge, scans.c.repo == repo, scans.c.number > 0, scans.c.kind == "scan")
        query = select(scans.c.number).where(mine, scans.c.state.in_(_OPEN), scans.c.created < before).distinct()
        with self._database.read() as connection:
            return [Target(forge, repo, number) for number in connection.execute(query).scalars()]

    def without_baseline(self, forge: str, repos: Collection[str], now: float) -> list[str]:
        """Repositories that were never looked at, and not tried for a day either."""
        known: set[str] = set()
        tried = or_(scans.c.state.in_((*_OPEN, ScanState.DONE.value)), scans.c.ended > now - _DAY)
        with self._database.read() as connection:
            for some in _batches(sorted(repos)):
                listed = and_(inventory_scans.c.forge == forge, inventory_scans.c.repo.in_(some))
                looked = and_(scans.c.forge == forge, scans.c.repo.in_(some), scans.c.reason == Reason.BASELINE.value)
                known.update(connection.execute(select(inventory_scans.c.repo).where(listed)).scalars())
                known.update(connection.execute(select(scans.c.repo).where(looked, tried)).scalars())
        return [repo for repo in repos if repo not in known]

    # What is done

    def want(self, turn: Turn, wanted: ScanWanted, looked: float, now: float) -> bool:
        """A scan, unless somebody has asked for one of the same target since `looked`."""
        with self._mine(turn) as connection:
            lock(connection, f"target {wanted.target}")
            newer = select(scans.c.id).where(at(wanted.target), scans.c.created >= looked).limit(1)
            if connection.execute(newer).first() is not None:
                return False
            intake.want(connection, wanted, "", now)
            return True

    def cancel(self, turn: Turn, target: Target, now: float) -> None:
        """What waits or runs is over, as when a webhook tells that the pull request was closed."""
        with self._mine(turn) as connection:
            intake.cancel(connection, target, now)

    def install(self, turn: Turn, installation: str, repos: Sequence[str], now: float) -> int:
        """A baseline for each that has none waiting; how many."""
        with self._mine(turn) as connection:
            return len(intake.install(connection, Installed(turn.forge, installation, tuple(repos)), "", now))

    def seen_to(self, turn: Turn, ids: Collection[str], now: float) -> None:
        """Nothing of these scans is left open on the forge."""
        with self._mine(turn) as connection:
            for some in _batches(sorted(ids)):
                connection.execute(update(scans).where(scans.c.id.in_(some)).values(swept=now))

    @contextmanager
    def _mine(self, turn: Turn) -> Iterator[Connection]:
        with self._database.write() as connection:
            lock(connection, f"sweep {turn.forge}")
            held = select(sweeps.c.fence).where(sweeps.c.forge == turn.forge)
            if connection.execute(held).scalar() != turn.fence:
                raise Lost(f"another worker sweeps {turn.forge} now")
            yield connection


def _row(forge: str) -> dict[str, Any]:
    times = {"due": 0.0, "started": 0.0, "ended": 0.0, "lease_until": 0.0}
    return {"forge": forge, "worker": "", "fence": 0, "progress": {}, **times}


def _set(connection: Connection, turn: Turn, **values: Any) -> None:
    connection.execute(update(sweeps).where(sweeps.c.forge == turn.forge).values(values))


def _seen(row: Any) -> Seen:
    state, swept = ScanState(row.state), row.swept is not None
    return Seen(row.id, row.head_sha, state, row.ended or 0.0, row.fence > 0, swept)


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
