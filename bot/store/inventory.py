"""Which packages repositories use: the newest list of each default branch, and since when each version stands in it.

A scan that looks at everything replaces the list, file by file: what it could not read stays as it was listed last.
Nothing here decides anything about a package.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from packageurl import PackageURL
from sqlalchemy import Connection, Select, delete, insert, select, tuple_

from bot import purls
from bot.model import Comparison, Ending, Reason, Scan
from bot.store.database import Database, lock
from bot.store.rows import upsert
from bot.store.schema import inventory, inventory_scans
from checks.interface import Outcome, Package, Scope, Side

_CHECK = "dependencies"
"""The check that tells of packages: where it is off, nothing is known of them."""
_BEYOND = "changes"
"""What speaks for the files beyond the limit, of which nobody knows whether they list packages."""
_LONGEST_NAME = 500
"""Characters; no index knows a longer one, and no database index holds one of any length."""
_AT_ONCE = 500
_BATCH = 1_000
_ORDER = (inventory.c.repo, inventory.c.forge, inventory.c.path, inventory.c.line, inventory.c.key)


@dataclass(frozen=True, slots=True)
class Listed:
    """A package in a repository's list."""

    forge: str
    repo: str
    package: Package
    since: float
    """Seconds since the epoch: the first scan from which the repository has used this version without a break."""
    scan: str
    """The scan that first listed it on this line."""
    place: tuple[str | int, ...] = ()
    """Where it stands in the order of all answers: the cursor for what follows."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The newest scan that made a repository's list."""

    forge: str
    repo: str
    scan: str
    head_sha: str
    at: float
    unseen: tuple[tuple[str, str], ...]
    """(path, reason): what could not be read; what was listed of it before still stands in the list."""


Wanted = Callable[[str, str], bool]
"""(purl type, version) -> whether to list it; the version is "" where none is pinned."""


class Inventory:
    """Questions about the lists; each is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lists(self, repo: str = "", forge: str = "") -> list[Taken]:
        """Of which repositories there is a list; narrowed where `repo` or `forge` is not ""."""
        query = select(inventory_scans).order_by(inventory_scans.c.repo, inventory_scans.c.forge)
        with self._database.read() as connection:
            rows = connection.execute(_narrowed(query, inventory_scans, repo, forge)).all()
        return [
            Taken(row.forge, row.repo, row.scan, row.head_sha, row.taken, tuple((p, r) for p, r in row.unseen))
            for row in rows
        ]

    def packages(
        self,
        purl: PackageURL | None = None,
        repo: str = "",
        forge: str = "",
        after: Sequence[str | int] = (),
        most: int | None = None,
        wanted: Wanted = lambda _type, _version: True,
    ) -> list[Listed]:
        """In order of repository, file and line. A purl with a version asks for that version.

        `after`: only what follows this `Listed.place`; `most`: not more than so many.
        """
        query = _narrowed(select(inventory), inventory, repo, forge)
        if purl is not None:
            query = query.where(inventory.c.type == purl.type, inventory.c.name == _clean(_folded_name(purl)))
            query = query.where(inventory.c.version == purl.version) if purl.version else query
        found = []
        with self._database.read() as connection:
            for row in _pages(connection, query, after, most):
                if wanted(row.type, row.version):
                    found.append(_read(row))
                    if len(found) == most:
                        break
        return found


def _folded_name(purl: PackageURL) -> str:
    """With its namespace, "@types/node"; spelled one way where the registry tells no difference."""
    return unquote(purls.fold(purl.to_string()).partition("?")[0].partition("/")[2])


@dataclass(frozen=True, slots=True)
class Listing:
    """What a scan found, ready to be written: reading thousands of names takes longer than other writers may wait."""

    scan: Scan
    head_sha: str
    began: float
    rows: Mapping[str, Mapping[str, Any]]
    """Key -> row."""
    unread: Callable[[str], bool]
    """Whether nothing is known this time of a path's packages."""
    unseen: Sequence[tuple[str, str]]


def listing(scan: Scan, ending: Ending, now: float) -> Listing | None:
    """Of a scan that looked at a whole default branch; None of all others."""
    comparison = ending.comparison
    if scan.reason is not Reason.BASELINE or comparison is None:
        return None
    if not any(tally.check == _CHECK for tally in comparison.tallies):
        return None
    rows = {row["key"]: row for row in _rows(comparison.packages.get(Side.HEAD, ()))}
    unread = _unread(comparison, {row["path"] for row in rows.values()})
    unseen = [(_clean(one.key), _clean(one.reason)) for one in comparison.unseen if one.check == _CHECK]
    return Listing(scan, ending.head_sha, now - sum(ending.timings.values()), rows, unread, unseen)


def take(connection: Connection, listed: Listing, now: float) -> None:
    """Brings the repository's list up to date."""
    forge, repo = listed.scan.target.forge, listed.scan.target.repo
    lock(connection, f"inventory {forge} {repo}")
    mine = (inventory_scans.c.forge == forge, inventory_scans.c.repo == repo)
    newest = connection.execute(select(inventory_scans.c.began).where(*mine)).scalar()
    if newest is not None and newest > listed.began:
        return  # two looked at once, and who looked later was done sooner
    _replace(connection, listed, now)
    row = {
        "forge": forge,
        "repo": repo,
        "scan": listed.scan.id,
        "head_sha": listed.head_sha,
        "began": listed.began,
        "taken": now,
        "unseen": [list(one) for one in listed.unseen],
    }
    upsert(connection, inventory_scans, [row], ["scan", "head_sha", "began", "taken", "unseen"])


def _replace(connection: Connection, listed: Listing, now: float) -> None:
    """Writes the difference only: most pushes change no package."""
    whose = {"forge": listed.scan.target.forge, "repo": listed.scan.target.repo}
    mine = tuple(inventory.c[name] == value for name, value in whose.items())
    columns = (inventory.c.key, inventory.c.path, inventory.c.purl, inventory.c.first_seen)
    old = connection.execute(select(*columns).where(*mine)).all()
    since: dict[str, float] = {}
    for row in old:
        since[row.purl] = min(row.first_seen, since.get(row.purl, now))
    gone = [row.key for row in old if row.key not in listed.rows and not listed.unread(row.path)]
    for start in range(0, len(gone), _AT_ONCE):
        connection.execute(delete(inventory).where(*mine, inventory.c.key.in_(gone[start : start + _AT_ONCE])))
    known, scan = {row.key for row in old}, {"scan": listed.scan.id}
    added = [
        {**row, **whose, **scan, "first_seen": since.get(row["purl"], now)}
        for key, row in listed.rows.items()
        if key not in known
    ]
    if added:
        connection.execute(insert(inventory), added)


def _unread(comparison: Comparison, read: set[str]) -> Callable[[str], bool]:
    """Whether nothing is known this time of a path's packages."""
    failed = any(one.check == _CHECK and one.outcome is Outcome.FAILED and not one.units for one in comparison.tallies)
    if failed or any(one.check == _BEYOND for one in comparison.unseen):
        return lambda path: path not in read
    unseen = (one for one in comparison.unseen if one.check == _CHECK and not one.by_design)
    paths = {_clean(path) for one in unseen for path in one.paths}
    return lambda path: path in paths and path not in read


def _rows(packages: Iterable[Package]) -> Iterator[dict[str, Any]]:
    for package in packages:
        try:
            purl = PackageURL.from_string(package.purl)
        except ValueError:
            continue  # none of any package
        name = _clean(_folded_name(purl))
        if len(name) > _LONGEST_NAME:
            continue
        yield {
            "key": _key(package),
            "path": _clean(package.path),
            "line": package.start_line,
            "type": purl.type,
            "name": name,
            "version": _clean(purl.version or ""),
            "purl": _clean(package.purl),
            "scope": package.scope.value,
            "requirement": _clean(package.requirement),
            "via": [_clean(name) for name in package.via],
            "licence": _clean(package.licence),
        }


def _key(package: Package) -> str:
    """Over all that is listed of it."""
    plain = (package.purl, package.path, package.start_line, package.scope, package.requirement, package.via)
    return hashlib.sha256(json.dumps([*plain, package.licence]).encode()).hexdigest()[:32]


def _clean(text: str) -> str:
    """What no database and no UTF-8 can hold is replaced: file names and lockfiles may hold anything."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _narrowed(query: Select[Any], table: Any, repo: str, forge: str) -> Select[Any]:
    query = query.where(table.c.repo == repo) if repo else query
    return query.where(table.c.forge == forge) if forge else query


def _pages(connection: Connection, query: Select[Any], after: Sequence[str | int], most: int | None) -> Iterator[Any]:
    """In batches where not all are wanted: each walks on from the last one's end."""
    query = query.order_by(*_ORDER)
    if most is None and not after:
        yield from connection.execute(query)
        return
    size = _BATCH if most is None else max(most, _BATCH)
    while True:
        page = query.where(tuple_(*_ORDER) > tuple_(*after)) if after else query
        rows = connection.execute(page.limit(size)).all()
        yield from rows
        if len(rows) < size:
            return
        after = _place(rows[-1])


def _place(row: Any) -> tuple[str | int, ...]:
    return (row.repo, row.forge, row.path, row.line, row.key)


def _read(row: Any) -> Listed:
    package = Package(row.purl, row.path, row.line, Scope(row.scope), row.requirement, tuple(row.via), row.licence)
    return Listed(row.forge, row.repo, package, row.first_seen, row.scan, _place(row))
