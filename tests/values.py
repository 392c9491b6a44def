"""Values for tests of pure parts: a change in memory, a check that finds words, findings with defaults."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.model import Change, Known, State
from checks.interface import (
    ChangeSet,
    Confidence,
    Entry,
    Finding,
    Outcome,
    Result,
    Severity,
    Side,
    Unit,
    Version,
    content_unit,
)


@dataclass(frozen=True)
class MemorySnapshot:
    """A commit's tree as a mapping of path to text."""

    sha: str
    files: Mapping[str, str]

    def entries(self) -> Mapping[str, Entry]:
        return {path: Entry(hashlib.sha1(text.encode()).hexdigest(), "100644") for path, text in self.files.items()}

    def entry(self, path: str) -> Entry | None:
        return self.entries().get(path)

    def read(self, path: str) -> bytes | None:
        return self.files[path].encode() if path in self.files else None


@dataclass(frozen=True)
class MemoryChange:
    """A change between two mappings."""

    base: MemorySnapshot
    head: MemorySnapshot
    renames: Mapping[str, str] = field(default_factory=dict)
    commits: Sequence[str] = ()
    history: Sequence[Version] = ()
    versions: Mapping[Version, bytes] = field(default_factory=dict)

    def read_version(self, version: Version) -> bytes | None:
        return self.versions.get(version)

    @property
    def changed(self) -> Mapping[Side, frozenset[str]]:
        before, after = self.base.files, self.head.files
        return {
            Side.BASE: frozenset(path for path in before if before[path] != after.get(path)),
            Side.HEAD: frozenset(path for path in after if after[path] != before.get(path)),
        }


def memory_change(before: Mapping[str, str], after: Mapping[str, str], **renames: str) -> MemoryChange:
    return MemoryChange(MemorySnapshot("b" * 40, before), MemorySnapshot("a" * 40, after), renames)


@dataclass
class WordCheck:
    """Finds the word `bad`, one finding a line; a file that says `cannot` fails after its findings."""

    name: str = "words"
    version: str = "1"
    judged: list[str] = field(default_factory=list)

    def digest(self) -> str:
        return self.version

    def units(self, change: ChangeSet) -> Iterator[Unit]:
        for side, snapshot in ((Side.BASE, change.base), (Side.HEAD, change.head)):
            for path in sorted(change.changed[side]):
                yield content_unit(self.name, snapshot, side, path, [path])

    def judge(self, change: ChangeSet, units: Sequence[Unit]) -> Iterable[Result]:
        for unit in units:
            self.judged.append(f"{unit.side}:{unit.key}")
            snapshot = change.base if unit.side is Side.BASE else change.head
            text = (snapshot.read(unit.key) or b"").decode()
            found = tuple(
                finding(
                    check=self.name,
                    rule="no-bad",
                    path=unit.key,
                    start_line=number,
                    end_line=number,
                    subject=line.strip(),
                )
                for number, line in enumerate(text.splitlines(), 1)
                if "bad" in line
            )
            failed = "cannot" in text
            yield Result(unit, Outcome.FAILED if failed else Outcome.RAN, found, "cannot be read" if failed else "")


def finding(**changes: Any) -> Finding:
    values: dict[str, Any] = {
        "check": "static_analysis",
        "rule": "python-sql-injection",
        "severity": Severity.HIGH,
        "confidence": Confidence.HIGH,
        "path": "app.py",
        "start_line": 3,
        "end_line": 3,
        "title": "SQL built from request data",
        "message": "A value becomes part of a statement. Pass it as a parameter.",
        "remedy": "Pass it as a parameter.",
        "subject": "cursor.execute(sql)",
        "cwe": ("CWE-89",),
        "references": ("https://cwe.mitre.org/data/definitions/89.html",),
    }
    return Finding(**(values | changes))


def known(state: State = State.INTRODUCED, fingerprint: str = "a" * 32, **changes: Any) -> Known:
    return Known(finding(**changes), state, fingerprint)


def change(**values: Any) -> Change:
    defaults: dict[str, Any] = {
        "repo": "acme/shop",
        "number": 7,
        "base_sha": "b" * 40,
        "merge_base_sha": "b" * 40,
        "head_sha": "c" * 40,
        "head_ref": "refs/pull/7/head",
        "base_ref": "main",
    }
    return Change(**(defaults | values))
