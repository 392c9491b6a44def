"""The allow-lists, maintenance windows and what was learned in them. Every change leaves a line in the audit log.

Repositories and owners are kept in lower case, as forges compare them. An entry belongs to one repository, or to all of
an owner's; what is learned belongs to the repository where it was.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update

from bot.allow.allowlist import Entry, Standing, Window
from bot.model import ScanState, Target
from bot.store import intake
from bot.store.database import Database, lock
from bot.store.listed import Listed, Occasion, Place
from bot.store.rows import at as scans_of
from bot.store.schema import allow_entries, audit_log, findings, maintenance, scans

_FIELDS = ("id", "forge", "owner", "repo", "actor", "at", "number", "head_sha", "maintenance")


class AllowLists:
    """All lists of one database. Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, place: Place) -> list[Listed]:
        """What holds for a repository (its owner's entries, too), or all there is of an owner."""
        with self._database.read() as connection:
            return _entries(connection, _holding(place))

    def entry(self, key: str) -> Listed | None:
        """By its id."""
        with self._database.read() as connection:
            return _by_id(connection, key)

    def add(self, place: Place, entry: Entry, actor: str, now: float) -> Listed:
        """Puts it on the list, or confirms what is there. Doing it twice changes nothing."""
        with self._database.write() as connection:
            lock(connection, f"allow {place.forge} {place.owner}")
            there = connection.execute(select(allow_entries).where(_same(place, entry))).mappings().first()
            if there is None:
                return _insert(connection, _row(place, entry, actor, now), now)
            old = _listed(there)
            return _confirm(connection, old, entry.reason, actor, now) if _counts_less(old, entry) else old

    def learn(self, place: Place, learned: Sequence[Entry], occasion: Occasion, now: float) -> int:
        """Records what is not on the list yet, in whatever standing; how many were not."""
        with self._database.write() as connection:
            lock(connection, f"allow {place.forge} {place.owner}")
            known = {(one.entry.purl, one.entry.versions): one for one in _entries(connection, _of(place))}
            rows = []
            for entry in dict.fromkeys(learned):
                there = known.get((entry.purl, entry.versions))
                if there is None or _rises(there.entry, entry):
                    rows.append(_row(place, entry, occasion.author, now) | _story(occasion))
                    _drop(connection, there)
            if rows:
                connection.execute(insert(allow_entries), rows)
                connection.execute(insert(audit_log), [_line(place, occasion.author, row, now) for row in rows])
            return len(rows)

    def confirm(self, key: str, actor: str, now: float) -> Listed | None:
        """A person has looked at a learned one and keeps it."""
        with self._database.write() as connection:
            old = _by_id(connection, key)
            return _confirm(connection, old, old.entry.reason, actor, now) if old else None

    def remove(self, key: str, actor: str, now: float) -> Listed | None:
        """Takes it off the list; what it was."""
        with self._database.write() as connection:
            old = _by_id(connection, key)
            if old is not None:
                connection.execute(delete(allow_entries).where(allow_entries.c.id == key))
                place = Place(old.forge, old.owner, old.repo)
                _note(connection, place, actor, "allow-list removed", _tale(old), None, now)
            return old

    def begin(self, window: Window, actor: str) -> Window:
        """Opens a maintenance window, from `window.began` on. The same id again changes nothing."""
        with self._database.write() as connection:
            lock(connection, f"maintenance {window.id}")
            there = connection.execute(select(maintenance).where(maintenance.c.id == window.id)).mappings().first()
            if there is not None:
                return _window(there)
            row = asdict(window) | {"repos": list(window.repos)}
            connection.execute(insert(maintenance), [row])
            _note(connection, _home(window), actor, "maintenance began", None, row, window.began)
            return window

    def end(self, key: str, actor: str, now: float) -> Window | None:
        """Ends a window before its time; None if there is none of this id."""
        with self._database.write() as connection:
            row = connection.execute(select(maintenance).where(maintenance.c.id == key)).mappings().first()
            if row is None or not _window(row).open(now):
                return _window(row) if row else None
            connection.execute(update(maintenance).where(maintenance.c.id == key).values(ended=now))
            window = _window(row)
            _note(connection, _home(window), actor, "maintenance ended", {"until": window.until}, {"ended": now}, now)
            return replace(window, ended=now)

    def window(self, key: str) -> Window | None:
        """By its id."""
        with self._database.read() as connection:
            row = connection.execute(select(maintenance).where(maintenance.c.id == key)).mappings().first()
            return _window(row) if row else None

    def windows(self, place: Place) -> list[Window]:
        """Those that cover a repository, or all of an owner; the newest first."""
        mine = (maintenance.c.forge == place.forge, maintenance.c.owner == place.owner)
        query = select(maintenance).where(*mine).order_by(maintenance.c.began.desc())
        with self._database.read() as connection:
            found = [_window(row) for row in connection.execute(query).mappings()]
        return [window for window in found if not place.repo or window.covers(place.repo)]

    def learned(self, window: str) -> list[Listed]:
        """What was learned in a window and is still there, confirmed or not."""
        with self._database.read() as connection:
            return _entries(connection, allow_entries.c.maintenance == window)

    def refused(self, target: Target) -> list[str]:
        """Purls that the last finished look at this target found not to be on the list."""
        done = select(scans.c.id).where(scans_of(target), scans.c.state == ScanState.DONE.value)
        with self._database.read() as connection:
            last = connection.execute(done.order_by(scans.c.ended.desc()).limit(1)).scalar()
            mine = (findings.c.scan == last, findings.c.check == "allow_list", findings.c.package != "")
            return list(dict.fromkeys(connection.execute(select(findings.c.package).where(*mine)).scalars()))


def _of(place: Place) -> ColumnElement[bool]:
    table = allow_entries.c
    return and_(table.forge == place.forge, table.owner == place.owner, table.repo == place.repo)


def _holding(place: Place) -> ColumnElement[bool]:
    table = allow_entries.c
    owners = and_(table.forge == place.forge, table.owner == place.owner)
    return and_(owners, or_(table.repo == "", table.repo == place.repo)) if place.repo else owners


def _same(place: Place, entry: Entry) -> ColumnElement[bool]:
    return and_(_of(place), allow_entries.c.purl == entry.purl, allow_entries.c.versions == entry.versions)


def _entries(connection: Connection, which: ColumnElement[bool]) -> list[Listed]:
    query = select(allow_entries).where(which).order_by(allow_entries.c.repo, allow_entries.c.purl)
    return [_listed(row) for row in connection.execute(query).mappings()]


def _by_id(connection: Connection, key: str) -> Listed | None:
    row = connection.execute(select(allow_entries).where(allow_entries.c.id == key)).mappings().first()
    return _listed(row) if row else None


def _rises(old: Entry, new: Entry) -> bool:
    """Whether what a fork proposed has now been learned from the repository's own."""
    return old.standing is Standing.PROPOSED and new.standing is Standing.LEARNED


def _drop(connection: Connection, there: Listed | None) -> None:
    if there is not None:
        connection.execute(delete(allow_entries).where(allow_entries.c.id == there.id))


def _counts_less(old: Listed, entry: Entry) -> bool:
    return old.entry.standing is not Standing.CONFIRMED or bool(entry.reason and entry.reason != old.entry.reason)


def _insert(connection: Connection, row: dict[str, Any], now: float) -> Listed:
    connection.execute(insert(allow_entries), [row])
    place = Place(row["forge"], row["owner"], row["repo"])
    _note(connection, place, row["actor"], "allow-list added", None, _told(row), now)
    return _listed(row)


def _confirm(connection: Connection, old: Listed, reason: str, actor: str, now: float) -> Listed:
    new = replace(old, entry=replace(old.entry, standing=Standing.CONFIRMED, reason=reason or old.entry.reason))
    if new == old:
        return old
    values = {"state": new.entry.standing.value, "reason": new.entry.reason}
    connection.execute(update(allow_entries).where(allow_entries.c.id == old.id).values(**values))
    place = Place(old.forge, old.owner, old.repo)
    _note(connection, place, actor, "allow-list confirmed", _tale(old), _tale(new), now)
    return new


def _row(place: Place, entry: Entry, actor: str, now: float) -> dict[str, Any]:
    return {
        "id": uuid.uuid4().hex,
        "forge": place.forge,
        "owner": place.owner,
        "repo": place.repo,
        "purl": entry.purl,
        "versions": entry.versions,
        "state": entry.standing.value,
        "reason": entry.reason,
        "actor": actor,
        "at": now,
        "number": 0,
        "head_sha": "",
        "maintenance": "",
    }


def _listed(row: Mapping[Any, Any]) -> Listed:
    entry = Entry(row["purl"], row["versions"], Standing(row["state"]), row["reason"])
    return Listed(entry=entry, **{name: row[name] for name in _FIELDS})


def _window(row: Mapping[Any, Any]) -> Window:
    return Window(**{**row, "repos": tuple(row["repos"])})


def _home(window: Window) -> Place:
    return Place(window.forge, window.owner, window.repos[0] if len(window.repos) == 1 else "")


def _story(occasion: Occasion) -> dict[str, Any]:
    return {"number": occasion.number, "head_sha": occasion.head_sha, "maintenance": occasion.maintenance}


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("purl", "versions", "state", "reason", "number", "head_sha", "maintenance")}


def _tale(listed: Listed) -> dict[str, Any]:
    entry = listed.entry
    story = {name: getattr(listed, name) for name in ("number", "head_sha", "maintenance")}
    return {"purl": entry.purl, "versions": entry.versions, "state": entry.standing, "reason": entry.reason} | story


def _line(place: Place, actor: str, row: Mapping[str, Any], now: float) -> dict[str, Any]:
    """The audit log's line about a learned one; a baseline has thousands at once."""
    detail = json.dumps({"before": None, "after": _told(row)}, ensure_ascii=False)
    action = f"allow-list {row['state']}"
    where = {"forge": place.forge, "repo": str(place)}
    return where | {"at": now, "actor": actor, "action": action, "detail": detail}


def _note(connection: Connection, place: Place, actor: str, action: str, before: Any, after: Any, now: float) -> None:
    """One line of the audit log: where, who, what, before and after."""
    detail = json.dumps({"before": before, "after": after}, ensure_ascii=False)
    intake.note(connection, place.forge, str(place), actor, action, detail, now)
