"""What a sandbox is given: units and the contents of their files as one file, and as a change set on the other side.

Nothing but the units' own paths is in it: no store, no credential, no other file of the repository.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import IO, Any

from checks.interface import ChangeSet, Entry, Kind, Side, Skip, Snapshot, Unit, Version


@dataclass(frozen=True, slots=True)
class Parcel:
    """One batch."""

    units: tuple[Unit, ...]
    change: ChangeSet


def pack(file: IO[bytes], change: ChangeSet, units: Sequence[Unit], alive: Callable[[], None]) -> None:
    """Writes the parcel: a line of JSON, then the contents one after the other."""
    contents: list[bytes] = []
    files = []
    for side, path in dict.fromkeys(place for unit in units for place in reads(unit, change)):
        alive()
        entry, content, skipped = _look_up(change.base if side is Side.BASE else change.head, path)
        files.append(
            [side, path, entry.oid if entry else "", entry.mode if entry else "", len(content or b""), skipped]
        )
        contents.append(content or b"")
    versions = []
    for version in dict.fromkeys(version for unit in units for version in unit.versions):
        alive()
        content, skipped = _tried(change, version)
        versions.append([*astuple(version), -1 if content is None else len(content), skipped])
        contents.append(content or b"")
    about = {
        "units": [asdict(unit) for unit in units],
        "files": files,
        "versions": versions,
        "shas": [change.base.sha, change.head.sha],
        "commits": list(change.commits),
        "renames": {path: change.renames[path] for unit in units for path in unit.paths if path in change.renames},
    }
    file.write(json.dumps(about).encode() + b"\n")
    file.writelines(contents)
    file.flush()


def unpack(file: IO[bytes]) -> Parcel:
    """The parcel that `pack` wrote."""
    file.seek(0)
    about = json.loads(file.readline())
    units = tuple(_unit(fields) for fields in about["units"])
    files: dict[Side, dict[str, _Sent]] = {Side.BASE: {}, Side.HEAD: {}}
    for side, path, oid, mode, size, skipped in about["files"]:
        files[Side(side)][path] = _Sent(Entry(oid, mode) if oid else None, file.read(size), skipped)
    versions = {}
    for commit, path, oid, size, skipped in about["versions"]:
        content = file.read(size) if size >= 0 else None
        versions[Version(commit, path, oid)] = content, skipped
    base, head = (_SentSnapshot(sha, files[side]) for sha, side in zip(about["shas"], Side, strict=True))
    return Parcel(units, _SentChange(base, head, tuple(about["commits"]), about["renames"], versions))


def reads(unit: Unit, change: ChangeSet) -> Iterator[tuple[Side, str]]:
    """The files a unit needs: its own side's, for a transition both sides' (renames applied)."""
    for path in unit.paths:
        yield unit.side, path
        if unit.kind is Kind.TRANSITION:
            yield Side.BASE, change.renames.get(path, path)


def _look_up(snapshot: Snapshot, path: str) -> tuple[Entry | None, bytes | None, str]:
    try:
        return snapshot.entry(path), snapshot.read(path), ""
    except Skip as skip:
        return snapshot.entry(path), None, str(skip)


def _tried(change: ChangeSet, version: Version) -> tuple[bytes | None, str]:
    try:
        return change.read_version(version), ""
    except Skip as skip:
        return None, str(skip)


def _unit(fields: Mapping[str, Any]) -> Unit:
    typed = {"kind": Kind(fields["kind"]), "side": Side(fields["side"]), "paths": tuple(fields["paths"])}
    versions = tuple(Version(**version) for version in fields["versions"])
    return Unit(**{**fields, **typed, "versions": versions})


@dataclass(frozen=True, slots=True)
class _Sent:
    entry: Entry | None
    content: bytes
    skipped: str


@dataclass(frozen=True, slots=True)
class _SentSnapshot:
    sha: str
    files: Mapping[str, _Sent]

    def entry(self, path: str) -> Entry | None:
        return self.files[path].entry if path in self.files else None

    def entries(self) -> Mapping[str, Entry]:
        return {path: sent.entry for path, sent in self.files.items() if sent.entry}

    def read(self, path: str) -> bytes | None:
        sent = self.files.get(path)
        if sent and sent.skipped:
            raise Skip(sent.skipped)
        return sent.content if sent and sent.entry and sent.entry.is_file else None


@dataclass(frozen=True, slots=True)
class _SentChange:
    base: Snapshot
    head: Snapshot
    commits: Sequence[str]
    renames: Mapping[str, str]
    versions: Mapping[Version, tuple[bytes | None, str]]

    @property
    def history(self) -> Sequence[Version]:
        return tuple(self.versions)

    def read_version(self, version: Version) -> bytes | None:
        content, skipped = self.versions.get(version, (None, ""))
        if skipped:
            raise Skip(skipped)
        return content

    @property
    def changed(self) -> Mapping[Side, frozenset[str]]:
        return {Side.BASE: frozenset(self.base.entries()), Side.HEAD: frozenset(self.head.entries())}
