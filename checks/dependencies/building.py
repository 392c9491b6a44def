"""Writes mirror files: all at once or not at all. What a source says replaces what it said before."""

from __future__ import annotations

import fcntl
import hashlib
import json
import lzma
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from checks.dependencies import mirror
from checks.dependencies.files import lines
from checks.dependencies.mirror import FILE, FORM, SCHEMA, Source, package_key, to_row
from checks.dependencies.osv import Odd, facts

SHIPPED = Path(__file__).parent / "data" / "advisories.jsonl.xz"
_SHIPPED_KEPT = 3
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Load:
    """What a new mirror takes in from one source."""

    source: Source
    """Its name, type, licence, address, date; what is counted is filled in by building."""
    records: Iterable[Any]
    """OSV documents; None counts as broken."""
    whole: bool = False
    """Whether it is everything that is known of its type, so that what was shipped about it goes."""


def build(target: Path, loads: Iterable[Load], keep: Path | None = None) -> tuple[Source, ...]:
    """Writes `target` from `loads` and, for all other sources, from the mirror `keep`. Answers what it holds now.

    Raises OSError, ValueError (a source cut short), sqlite3.Error; then `target` is what it was before.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {SCHEMA} BEGIN;")
            if keep is not None:
                _copy(connection, keep)
            for load in loads:
                _take(connection, load)
            held = mirror.sources(connection)
            digest = hashlib.sha256("\0".join(f"{one.name}\0{one.digest}" for one in held).encode()).hexdigest()
            connection.executemany("INSERT INTO meta VALUES (?, ?)", [("form", str(FORM)), ("digest", digest)])
            connection.execute("COMMIT")
        _settle(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return tuple(held)


def _copy(connection: sqlite3.Connection, keep: Path) -> None:
    connection.execute("COMMIT")
    connection.execute("ATTACH ? AS old", (f"{keep.resolve().as_uri()}?mode=ro&immutable=1",))
    connection.executescript(
        "BEGIN; INSERT INTO source SELECT * FROM old.source; INSERT INTO package SELECT * FROM old.package; COMMIT;"
    )
    connection.execute("DETACH old")
    connection.execute("BEGIN")


def _take(connection: sqlite3.Connection, load: Load) -> None:
    gone = [load.source.name]
    if load.whole:
        gone += [one.name for one in mirror.sources(connection) if one.shipped and one.type == load.source.type]
    for name in gone:
        connection.execute("DELETE FROM package WHERE source = ?", (name,))
        connection.execute("DELETE FROM source WHERE name = ?", (name,))
    source, rows = _gathered(load)
    connection.executemany("INSERT INTO package VALUES (?, ?, ?)", ((one, source.name, text) for one, text in rows))
    connection.execute(
        "INSERT INTO source VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            *(source.name, source.type, source.licence, source.url, source.taken, source.newest, source.advisories),
            *(source.packages, json.dumps(source.skipped or {}), source.note, int(source.shipped), source.digest),
            source.stamp,
        ),
    )


def _gathered(load: Load) -> tuple[Source, list[tuple[str, str]]]:
    """The source as counted, and its rows in the order of keys."""
    found: dict[str, list[str]] = {}
    skipped: Counter[str] = Counter()
    count, newest, taken = 0, "", load.source.taken
    for record in load.records:
        try:
            mine = [fact for fact in facts(record) if fact.type == load.source.type or not load.source.type]
        except Odd as odd:
            skipped[str(odd)] += 1
            continue
        count += bool(mine)
        for fact in mine:
            text = json.dumps(to_row(fact.advisory), ensure_ascii=False, separators=(",", ":"))
            found.setdefault(package_key(fact.type, fact.name), []).append(text)
            dates = (fact.advisory.modified, fact.advisory.published)
            newest = max(newest, *(date for date in dates if date[: len(taken)] <= taken[: len(date)]), "")
    rows = [(one, f"[{','.join(sorted(found[one]))}]") for one in sorted(found)]
    digest = hashlib.sha256()
    for one, text in rows:
        digest.update(f"{one}\0{text}\0".encode())
    return (
        replace(
            load.source,
            newest=newest,
            advisories=count,
            packages=len(rows),
            skipped=dict(sorted(skipped.items())),
            digest=digest.hexdigest(),
        ),
        rows,
    )


def _settle(draft: Path, target: Path) -> None:
    """On the disk, then under its name."""
    with draft.open("rb") as stream:
        os.fsync(stream.fileno())
    draft.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def shipped(folder: Path, say: Say = lambda _: None, data: Path = SHIPPED) -> Path:
    """The mirror of the data that came with the project, made in `folder` when it is first asked for.

    Made once for each state of that data, however many processes ask at the same time. Raises OSError, ValueError.
    """
    file = folder / f"shipped-{_digest(data)[:16]}" / FILE
    if file.exists():
        return file
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / "shipped.lock"):
        if not file.exists():
            say("unpacking the advisory data that came with Sekisho (once)")
            build(file, sections(data))
            made = sorted(folder.glob("shipped-*/"), key=lambda one: one.stat().st_mtime)
            for older in made[:-_SHIPPED_KEPT]:  # the newest may be in use by processes that have not been started anew
                shutil.rmtree(older, ignore_errors=True)
    return file


def shipped_anywhere(say: Say = lambda _: None) -> Path:
    """`shipped`, beside Python's bytecode; where that is read-only, in the user's cache. Raises OSError, ValueError."""
    cache_home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    own = Path(__file__).parent / "__pycache__"
    try:
        return shipped(own, say)
    except OSError:
        return shipped(cache_home / "sekisho", say)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Holds a lock between processes; it ends with the process that holds it. Raises OSError."""
    with file.open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def sections(data: Path) -> Sequence[Load]:
    """The sources in JSON lines: a line {"source": {…}}, then its records, until the next. Raises ValueError."""
    loads: list[Load] = []
    records: list[Any] = []
    try:
        with lzma.open(data) as stream:
            for document in lines(stream):
                if isinstance(document, dict) and isinstance(document.get("source"), dict):
                    records = []
                    loads.append(Load(Source(shipped=True, **document["source"]), records))
                else:
                    records.append(document)
    except (lzma.LZMAError, EOFError, TypeError) as error:
        raise ValueError(f"{data} is damaged ({error}); install Sekisho again") from error
    return loads


@cache
def _digest(data: Path) -> str:
    """Over the data and over what turns it into a mirror."""
    code = ("building.py", "files.py", "mirror.py", "osv.py", "versions.py")
    files = [data, *(Path(__file__).with_name(name) for name in code)]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
