"""Secrets: every commit of the change is looked at. What its base held already is no news.

A unit is a path, by head's name, with all versions that the change's commits made of it. It also reads the other
changed files (where they are few): a value that one of them held at base has only moved, and one of a file that is
gone at head, but stands elsewhere at head, is told there.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from checks.interface import ChangeSet, Finding, Outcome, Result, Side, Skip, Snapshot, Unit, Version, transition_unit
from checks.own_code import own_code
from checks.secrets import scanning
from checks.secrets.decoding import decoded
from checks.secrets.scanning import Secret, first_of_each, scan
from checks.secrets.wording import NAME, finding

_OTHERS = 30
"""Changed files up to which each unit reads the others, too."""
_VERSIONS = 300
"""Of one file; more are not looked at, which is said."""
_NO_TEXT = (
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".pdf", ".zip", ".gz", ".xz", ".bz2", ".zst", ".7z", ".tar",
    ".jar", ".war", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".mp4", ".mov", ".webm", ".wasm", ".so",
    ".dll", ".exe", ".pyc", ".class", ".o", ".a", ".node", ".parquet",
)  # fmt: skip
"""How names of files end that hold no text."""


class Secrets:
    """Fills checks.interface.Check."""

    name = NAME

    def __init__(self, salt: str = "") -> None:
        """`salt`: the installation's key, with which values are hashed."""
        self._salt = salt

    def digest(self) -> str:
        """Over formats, rules, code, and the key."""
        here = Path(__file__).parent
        parts = (own_code(here, here / "formats"), self._salt)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def prepare(self) -> None:
        """Compiles the formats."""
        scanning.prepare()

    def units(self, change: ChangeSet) -> Iterable[Unit]:
        """A transition per path that a commit of the change touched. Of a first look, head alone."""
        at_head = {path for path in change.changed[Side.HEAD] if _is_file(change.head, path)}
        versions: dict[str, list[Version]] = defaultdict(list)
        for version in change.history if change.base.sha else ():
            versions[version.path].append(version)
        paths = sorted(path for path in {*at_head, *versions} if not path.lower().endswith(_NO_TEXT))
        others = (
            sorted({*at_head, *(change.changed[Side.BASE] - set(change.renames.values()))}) if change.base.sha else []
        )
        for path in paths:
            beside = [one for one in others if one != path] if len(others) <= _OTHERS else []
            yield transition_unit(NAME, change, path, [path, *beside], versions[path][-_VERSIONS - 1 :])

    def judge(self, change: ChangeSet, units: Sequence[Unit]) -> Iterator[Result]:
        """One after the other; a file that several units read is looked at once."""
        sight = _Sight(change)
        for unit in units:
            started = time.monotonic()
            found = tuple(self._findings(sight, unit))
            problems = _problems(sight, unit)
            outcome = Outcome.RAN
            if problems:
                outcome = Outcome.SKIPPED if sight.nothing_seen(unit) else Outcome.FAILED
            by_design = (
                bool(problems) and all("binary" in problem for problem in problems) and outcome is Outcome.SKIPPED
            )
            reason = "; ".join(problems)
            yield Result(unit, outcome, found, reason, time.monotonic() - started, by_design=by_design)

    def _findings(self, sight: _Sight, unit: Unit) -> Iterator[Finding]:
        path, *others = unit.paths
        old = sight.at_base(path).union(*map(sight.at_base, others))
        brought: dict[bytes, tuple[str, Secret]] = {}
        for version in unit.versions[-_VERSIONS:]:
            for one in sight.of(version):
                brought.setdefault(one.value, (version.commit, one))
        standing = set[bytes]()
        for one in sight.at_head(path):
            standing.add(one.value)
            if one.value not in old:
                yield finding(one, path, self._salt, brought.get(one.value, ("", one))[0], gone=False)
        elsewhere = {one.value for other in others for one in sight.at_head(other)}
        for value, (commit, one) in brought.items():
            if value not in old | standing | elsewhere:
                yield finding(one, path, self._salt, commit, gone=True)


class _Sight:
    """What the files of a batch hold, each looked at once."""

    def __init__(self, change: ChangeSet) -> None:
        self._change = change
        self._seen: dict[object, Sequence[Secret]] = {}
        self.skipped: dict[object, str] = {}

    def at_head(self, path: str) -> Sequence[Secret]:
        return self._scanned((Side.HEAD, path), path)

    def at_base(self, path: str) -> set[bytes]:
        name = self._change.renames.get(path, path)
        return {one.value for one in self._scanned((Side.BASE, name), name)}

    def of(self, version: Version) -> Sequence[Secret]:
        return self._scanned(version, version.path)

    def nothing_seen(self, unit: Unit) -> bool:
        """Whether neither head nor any version could be read."""
        wanted = [version for version in unit.versions[-_VERSIONS:] if version not in self.skipped]
        head = self._change.head.entry(unit.paths[0])
        return not wanted and (head is None or (Side.HEAD, unit.paths[0]) in self.skipped)

    def _scanned(self, what: tuple[Side, str] | Version, path: str) -> Sequence[Secret]:
        if what not in self._seen:
            try:
                self._seen[what] = first_of_each(scan(self._read(what), path))
            except Skip as skip:
                self._seen[what], self.skipped[what] = (), str(skip)
        return self._seen[what]

    def _read(self, what: tuple[Side, str] | Version) -> bytes:
        if isinstance(what, Version):
            return decoded(self._change.read_version(what))
        side, path = what
        snapshot = self._change.head if side is Side.HEAD else self._change.base
        entry = snapshot.entry(path)
        return decoded(snapshot.read(path)) if entry and entry.is_file else b""


def _problems(sight: _Sight, unit: Unit) -> list[str]:
    """Why something of the unit's own was not looked at, each once."""
    skipped: Mapping[object, str] = sight.skipped
    found = [skipped[key] for key in ((Side.HEAD, unit.paths[0]), *unit.versions[-_VERSIONS:]) if key in skipped]
    if len(unit.versions) > _VERSIONS:
        found.append(f"the change has more than {_VERSIONS} versions of it, of which the newest were looked at")
    return list(dict.fromkeys(found))


def _is_file(snapshot: Snapshot, path: str) -> bool:
    entry = snapshot.entry(path)
    return entry is not None and entry.is_file
