"""The local copy of what is publicly known about vulnerable and malicious versions: one SQLite file, facts only.

It is written once (`building`) and never again: opened read-only and immutable, so any number of processes can read
it without locks, and a scan sees one state from beginning to end. One row holds all that one source knows of one
package, so that a look-up costs one read and one parse.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from checks.dependencies.versions import Key, key, normal

FORM = 2
"""Of the tables and of what is in them. A file of another form is not opened."""
FILE = "advisories.sqlite"
"""The mirror's name in a data version folder."""
UNNUMBERED = "MAL-0000-0"
"""The id of malicious packages that came as a list of names."""
_AT_ONCE = 900
_KEPT = 50_000
"""Packages whose facts stay in memory."""
_LOWERED = frozenset({"golang", "composer", "nuget", "githubactions", "pub", "hex"})
_SEPARATORS = re.compile(r"[-_.]+")

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
    name TEXT PRIMARY KEY, type TEXT NOT NULL, licence TEXT NOT NULL, url TEXT NOT NULL, taken TEXT NOT NULL,
    newest TEXT NOT NULL, advisories INTEGER NOT NULL, packages INTEGER NOT NULL, skipped TEXT NOT NULL,
    note TEXT NOT NULL, shipped INTEGER NOT NULL, digest TEXT NOT NULL, stamp TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE package (
    key TEXT NOT NULL, source TEXT NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (key, source)
) WITHOUT ROWID;
"""


class Unusable(Exception):
    """A mirror file that cannot be read: missing, broken, of another form. The text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Affected:
    """One stretch of affected versions, as OSV's events give it."""

    introduced: str
    """"" (OSV's "0") is before every version."""
    fixed: str = ""
    """The first version that is not affected any more; "" where none is known."""
    last: str = ""
    """The last affected version, where that is what is known."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """What one record says of one package."""

    id: str
    """The database's own: PYSEC-…, GHSA-…, RUSTSEC-…, GO-…, MAL-…"""
    aliases: tuple[str, ...] = ()
    ranges: tuple[Affected, ...] = ()
    versions: str = ""
    """Affected versions that no range holds, as `versions.normal` writes them, each between line ends."""
    vectors: tuple[str, ...] = ()
    """CVSS vectors of any version."""
    word: str = ""
    """The database's own severity, in lower case: low, moderate, medium, high, critical."""
    cwes: tuple[str, ...] = ()
    published: str = ""
    """ISO 8601 date, or ""."""
    modified: str = ""
    malicious: bool = False
    summary: str = ""
    parts: tuple[str, ...] = ()
    """Where only some parts of the package are affected: those (Go's import paths)."""

    def affects(self, type_: str, version: str) -> bool:
        """OSV's evaluation: by its ranges, or because it is listed."""
        found = key(type_, version)
        if found is not None and any(holds(type_, one, found) for one in self.ranges):
            return True
        return bool(self.versions) and f"\n{normal(type_, version)}\n" in self.versions


def holds(type_: str, stretch: Affected, version: Key) -> bool:
    """Whether a version's key lies in a stretch. A bound that is no version there holds nothing."""
    if (low := stretch.introduced) and ((at := key(type_, low)) is None or version < at):
        return False
    if (fixed := stretch.fixed) and ((at := key(type_, fixed)) is None or version >= at):
        return False
    return not (last := stretch.last) or ((at := key(type_, last)) is not None and bool(version <= at))


@dataclass(frozen=True, slots=True)
class Source:
    """Where some of the facts come from, and how old they are."""

    name: str
    """"shipped/pypi", "osv/PyPI", "local/our-own"."""
    type: str
    """The purl type it is about; "" for several."""
    licence: str = ""
    url: str = ""
    taken: str = ""
    """ISO 8601: when it was taken from there."""
    newest: str = ""
    """ISO 8601 date of its newest record."""
    advisories: int = 0
    packages: int = 0
    skipped: Mapping[str, int] | None = None
    """Reason -> records that could not be used."""
    note: str = ""
    """Its limits, for people."""
    shipped: bool = False
    """Whether it came with the project, so that an ecosystem's own export takes its place."""
    digest: str = ""
    """Over its facts."""
    stamp: str = ""
    """What the server said of the file it was made from (ETag or date), for asking again."""


def package_key(type_: str, name: str) -> str:
    """Under which a package is found, however its name is spelled where that does not matter to its ecosystem."""
    if type_ == "pypi":
        name = _SEPARATORS.sub("-", name).lower()
    elif type_ in _LOWERED:
        name = name.lower()
    elif type_ == "maven":
        name = name.replace(":", "/")
    return f"{type_}/{name}"


class Mirror:
    """One mirror file, cheap to open. It may be carried over a fork: each process opens the file for itself."""

    def __init__(self, file: Path) -> None:
        """Raises Unusable."""
        self.file = file
        self._kept: dict[str, tuple[Advisory, ...]] = {}
        self._opened: tuple[int, sqlite3.Connection] | None = None
        try:
            meta = dict(self._connection().execute("SELECT name, value FROM meta"))
        except (sqlite3.Error, OSError) as error:
            raise Unusable(f"{file} is no advisory mirror ({error}); run `python -m bot sync`") from error
        if meta.get("form") != str(FORM):
            raise Unusable(f"{file} is of another version of Sekisho; run `python -m bot sync`")
        self.digest = meta["digest"]
        """Over all facts: equal digests give equal answers."""

    @classmethod
    def open(cls, data: Path | None) -> Mirror:
        """That of a data version folder; None: that of the data shipped with the project. Raises Unusable."""
        from checks.dependencies import building  # which writes what is read here

        try:
            return cls(data / FILE if data else building.shipped_anywhere())
        except (OSError, ValueError) as error:
            raise Unusable(f"the advisories that came with Sekisho cannot be unpacked ({error})") from error

    def close(self) -> None:
        """Lets go of the file."""
        if self._opened:
            self._opened[1].close()
            self._opened = None

    def advisories(self, packages: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], tuple[Advisory, ...]]:
        """What is known of each (purl type, name); those of which nothing is known are left out. Raises Unusable."""
        if len(self._kept) > _KEPT:
            self._kept.clear()
        keys = {package: package_key(*package) for package in packages}
        self._fetch({one for one in keys.values() if one not in self._kept})
        return {package: found for package, one in keys.items() if (found := self._kept[one])}

    def _connection(self) -> sqlite3.Connection:
        """This process's own: a sandbox inherits none of its parent's descriptors."""
        if self._opened is None or self._opened[0] != os.getpid():
            address = f"{self.file.resolve().as_uri()}?mode=ro&immutable=1"
            self._opened = (os.getpid(), sqlite3.connect(address, uri=True, check_same_thread=False))
        return self._opened[1]

    def _fetch(self, keys: set[str]) -> None:
        ordered = sorted(keys)  # neighbours in the file
        for start in range(0, len(ordered), _AT_ONCE):
            some = ordered[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            found: dict[str, tuple[Advisory, ...]] = dict.fromkeys(some, ())
            try:
                for name, facts in self._connection().execute(
                    f"SELECT key, facts FROM package WHERE key IN ({marks}) ORDER BY key, source", some
                ):
                    found[name] += tuple(map(_advisory, json.loads(facts)))
            except (sqlite3.Error, ValueError, TypeError) as error:
                raise Unusable(f"{self.file} is damaged ({error}); run `python -m bot sync`") from error
            self._kept.update(found)

    def about(self) -> tuple[Source, ...]:
        """All sources, by name."""
        return tuple(sources(self._connection()))


def sources(connection: sqlite3.Connection) -> list[Source]:
    """The sources of an open mirror, by name."""
    columns = [one.name for one in fields(Source)]
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM source ORDER BY name")
    return [_source(dict(zip(columns, row, strict=True))) for row in rows]


def _source(row: dict[str, Any]) -> Source:
    return Source(**row | {"skipped": json.loads(row["skipped"]), "shipped": bool(row["shipped"])})


def to_row(advisory: Advisory) -> list[object]:
    """As it stands in the file."""
    ranges = [[one.introduced, one.fixed, one.last] for one in advisory.ranges]
    return [
        advisory.id,
        advisory.aliases,
        ranges,
        advisory.versions,
        advisory.vectors,
        advisory.word,
        advisory.cwes,
        advisory.published,
        advisory.modified,
        int(advisory.malicious),
        advisory.summary,
        advisory.parts,
    ]


def _advisory(row: list[Any]) -> Advisory:
    name, aliases, ranges, versions, vectors, word, cwes, published, modified, malicious, summary, parts = row
    return Advisory(
        name,
        tuple(aliases),
        tuple(Affected(*one) for one in ranges),
        versions,
        tuple(vectors),
        word,
        tuple(cwes),
        published,
        modified,
        bool(malicious),
        summary,
        tuple(parts),
    )
