"""`python -m bot sync`: takes what is publicly known of packages from OSV's exports, or from files at hand.

Every server is asked only for what is newer than what is there. What fails leaves what was known before; all that
succeeds becomes one new version (`knowledge`), at once.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import requests
from rich.console import Console

from bot import knowledge
from bot.config import Config, ConfigError
from bot.knowledge.fetching import Failure, digest, download, intact, small_text
from checks.dependencies import building, files, osv
from checks.dependencies.mirror import FILE, Mirror, Source
from checks.typosquats import building as naming
from checks.typosquats import index as names

_LICENCE = "each database's own: https://google.github.io/osv.dev/data"
_FEWEST_NAMES = 100
_LONGEST_LINE = 400
Say = Callable[[str], None]


@dataclass(slots=True)
class Outcome:
    """What one sync did."""

    version: Path | None = None
    """The new version folder; None where nothing was new."""
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Source -> why, and what to do."""


def sync(config: Config, now: datetime | None = None, only: Sequence[str] = (), say: Say = lambda _: None) -> Outcome:
    """Asks the operator's sources, or only some ecosystems, for news. Raises Failure for what stops all of it."""
    moment = now or datetime.now(UTC)
    run = _Run(config, moment, say)
    with _whole():
        with run.version() as exports:
            knowledge.note(config, moment, done=False, confirmed={})  # whatever comes: not again at once
            for ecosystem in only or config.data.ecosystems:
                with run.attempt(f"osv/{ecosystem}"):
                    run.take_export(ecosystem, exports)
            for type_, address in {}.items() if only else config.data.popular.items():
                with run.attempt(f"popular/{type_}"):
                    run.take_names(type_, address)
        done = run.outcome
        confirmed = dict.fromkeys((*done.updated, *done.unchanged), moment.isoformat())
        knowledge.note(config, moment, not done.failed, confirmed)
    return run.outcome


def sync_files(config: Config, path: Path, only: Sequence[str] = (), say: Say = lambda _: None) -> Outcome:
    """Takes what is at hand: exports of OSV's (zip), or records of one's own (JSON). Raises Failure."""
    run = _Run(config, datetime.now(UTC), say)
    with _whole(), run.version():
        for file, name, type_ in _found(path, only):
            with run.attempt(name):
                run.take_file(file, name, type_)
    return run.outcome


@contextmanager
def _whole() -> Iterator[None]:
    """What stops all of a sync, in words."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise Failure(f"nothing is changed: {error}; is the disk full, or the data folder not writable?") from error
    except ValueError as error:
        raise Failure(f"nothing is changed: {error}") from error


class _Run:
    """Gathers what is new, source by source, and makes one version of it at the end."""

    def __init__(self, config: Config, now: datetime, say: Say) -> None:
        self.outcome = Outcome()
        self._config = config
        self._now = now
        self._say = say
        self._loads: list[building.Load] = []
        self._names: dict[str, str] = {}
        self._before: Path
        self._held: dict[str, Source]

    @contextmanager
    def version(self) -> Iterator[Path]:
        """Yields a folder for downloads; what was gathered when it ends is the new version."""
        with knowledge.alone(self._config):
            self._before = knowledge.current(self._config, self._say)
            self._held = {one.name: one for one in knowledge.sources(self._config)}
            name = f"{self._now:%Y%m%dT%H%M%S%f}"
            with knowledge.draft(self._config, name) as folder:
                exports = folder / "exports"
                exports.mkdir()
                yield exports
                if self._loads or self._names:
                    self._make(folder)
                    shutil.rmtree(exports)
                    self.outcome.version = knowledge.publish(self._config, folder, name)

    def _make(self, folder: Path) -> None:
        self._say("making the new version")
        building.build(folder / FILE, self._loads, keep=self._before / FILE)
        lists = folder / names.LISTS
        lists.mkdir()
        for old in (self._before / names.LISTS).glob("*.txt"):
            shutil.copy(old, lists)
        for type_, text in self._names.items():
            (lists / f"{type_}.txt").write_text(text)
        if self._names:
            naming.build(folder / names.FILE, lists)
        elif (self._before / names.FILE).exists():
            shutil.copy(self._before / names.FILE, folder)

    @contextmanager
    def attempt(self, name: str) -> Iterator[None]:
        """One source: what it cannot give is remembered, and the others are asked all the same."""
        self._say(name)
        try:
            yield
        except Failure as failure:
            self.outcome.failed[name] = str(failure)
        except requests.RequestException as error:
            self.outcome.failed[name] = f"{error}; check the address, the network and HTTPS_PROXY"

    def take_export(self, ecosystem: str, exports: Path) -> None:
        """An ecosystem's all.zip, if the server has another than last time."""
        name = f"osv/{ecosystem}"
        address = f"{self._config.data.osv}/{quote(ecosystem)}/all.zip"
        held = self._held.get(name)
        before = held.stamp if held and held.url == address else ""
        file = exports / f"{ecosystem.replace(' ', '-')}.zip"
        stamp = download(address, file, before, lambda done, total: self._say(f"{name}: {_megabytes(done, total)}"))
        if not stamp or json.loads(stamp)["sha256"] == _sha256(before):
            self.outcome.unchanged.append(name)
            return
        intact(file)
        _holds(file, ecosystem)
        taken = self._now.isoformat()
        source = Source(name, osv.TYPES[ecosystem], _LICENCE, address, taken, stamp=stamp)
        self._add(building.Load(source, files.records(file), whole=True))

    def take_names(self, type_: str, address: str) -> None:
        """A list of popular names."""
        text = small_text(address)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) < _FEWEST_NAMES or any(
            len(line) > _LONGEST_LINE or not line.replace("\t", " ").isprintable() for line in lines
        ):
            raise Failure(f"{address} is no list of names, one a line")
        old = self._before / names.LISTS / f"{type_}.txt"
        if old.exists() and old.read_text() == text:
            self.outcome.unchanged.append(f"popular/{type_}")
            return
        self._names[type_] = text
        self.outcome.updated.append(f"popular/{type_}")

    def take_file(self, file: Path, name: str, type_: str) -> None:
        """A file or folder; an export is all that is known of its ecosystem, anything else comes in addition."""
        stamp = "" if file.is_dir() else json.dumps({"sha256": digest(file)})
        held = self._held.get(name)
        if held and stamp and _sha256(held.stamp) == _sha256(stamp):
            self.outcome.unchanged.append(name)
            return
        if file.suffix == ".zip":
            intact(file)
            _holds(file, name.partition("/")[2])
        taken = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        source = Source(name, type_, "", str(file), min(taken, self._now).isoformat(), stamp=stamp)
        self._add(building.Load(source, files.records(file), whole=file.suffix == ".zip"))

    def _add(self, load: building.Load) -> None:
        self._loads.append(load)
        self.outcome.updated.append(load.source.name)


def _found(path: Path, only: Sequence[str]) -> Iterator[tuple[Path, str, str]]:
    """File, name of the source, purl type ("": any)."""
    if exports := sorted(path.glob("*/all.zip")):
        for export in exports:
            ecosystem = export.parent.name
            if ecosystem in osv.TYPES and (not only or ecosystem in only):
                yield export, f"osv/{ecosystem}", osv.TYPES[ecosystem]
    elif path.suffix == ".zip":
        intact(path)
        for ecosystem in only or [_ecosystem(path)]:
            yield path, f"osv/{ecosystem}", osv.TYPES[ecosystem]
    elif not only:
        yield path, f"local/{path.name}", ""
    else:
        for ecosystem in only:
            yield path, f"local/{path.name} ({ecosystem})", osv.TYPES[ecosystem]


def _holds(export: Path, ecosystem: str) -> None:
    """Raises Failure for an export of nothing: it would take the place of all that is known."""
    if not any(ecosystem in osv.ecosystems(record) for record in files.records(export)):
        raise Failure(f"{export.name} holds no OSV record about {ecosystem}")


def _ecosystem(export: Path) -> str:
    """The one ecosystem that every record of an export is about. Raises Failure."""
    common: set[str] | None = None
    for record in files.records(export):
        if named := osv.ecosystems(record):
            common = named if common is None else common & named
    if not common or len(common) > 1:
        raise Failure(f"{export} does not tell which ecosystem it is the export of; name it with --only")
    return common.pop()


def _sha256(stamp: str) -> str:
    return str(json.loads(stamp).get("sha256", "")) if stamp else ""


def _megabytes(done: int, total: int) -> str:
    return f"{done / 1e6:.0f} of {total / 1e6:.0f} MB" if total else f"{done / 1e6:.0f} MB"


def run(config: Config, options: argparse.Namespace) -> int:
    """The command: 0 all is well, 1 something failed and is as old as before. Raises ConfigError."""
    only, path = tuple(options.only or ()), options.source
    if unknown := sorted(set(only) - set(osv.TYPES)):
        raise ConfigError(f"--only {unknown[0]}: there is {', '.join(osv.TYPES)}")
    if path is not None and not path.exists():
        raise ConfigError(f"--from {path}: there is no such file or folder")
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        with console.status("asking for news") as status:  # shows nothing where there is no terminal
            outcome = (
                sync(config, None, only, status.update)
                if path is None
                else sync_files(config, path, only, status.update)
            )
    except Failure as failure:
        print(f"sekisho: sync: {failure}", file=sys.stderr)
        return 1
    _report(config, outcome)
    return 1 if outcome.failed else 0


def _report(config: Config, outcome: Outcome) -> None:
    held = {one.name: one for one in knowledge.sources(config)}
    for name in outcome.updated:
        print(f"{name}: {_about(held[name]) if name in held else 'taken'}")
    for name in outcome.unchanged:
        print(f"{name}: nothing new")
    for name, why in outcome.failed.items():
        print(f"sekisho: sync: {name}: {why}; what was known before stays", file=sys.stderr)
    mirror = Mirror(knowledge.current(config) / FILE)
    print(f"judging by {mirror.digest[:12]} in {mirror.file.parent}")


def _about(source: Source) -> str:
    skipped = ", ".join(f"{count:,} {reason}" for reason, count in (source.skipped or {}).items())
    return (
        f"{source.advisories:,} advisories about {source.packages:,} packages, newest of {source.newest or 'no date'}"
        f"{f' (passed over: {skipped})' if skipped else ''}"
    )
