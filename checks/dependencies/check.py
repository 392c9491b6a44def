"""Dependencies: what manifests and lockfiles bring in, against known advisories, and what a change does to them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

from checks.dependencies import registries, tampering, vulnerabilities
from checks.dependencies.mirror import Mirror, Unusable
from checks.dependencies.name import NAME
from checks.dependencies.registries import Declared
from checks.dependencies.tampering import Sides
from checks.interface import (
    ChangeSet,
    CheckError,
    Finding,
    Kind,
    Outcome,
    Package,
    Result,
    Side,
    Snapshot,
    Unit,
    transition_unit,
)
from checks.own_code import own_code
from checks.packages import units as projects
from checks.packages.model import Dependency, Place, Reading
from checks.packages.purls import purl

Read = Callable[[Side, tuple[str, ...]], Reading]
"""What the files of a project say on one side."""


class Dependencies:
    """Fills checks.interface.Check. A project's files are a content unit, and its before and after a transition."""

    name = NAME

    def __init__(self, data: Path | None = None, declared: Declared = MappingProxyType({})) -> None:
        self._data = data
        self._declared = declared

    def digest(self) -> str:
        """Over the advisories, the operator's registries, and the code that reads."""
        here = Path(__file__).parent
        code = own_code(here, here.parent / "packages")
        parts = (self._mirror.digest, repr(sorted(self._declared.items())), code)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def prepare(self) -> None:
        """Opens the advisories."""
        self._mirror  # noqa: B018 - opened once and kept

    def units(self, change: ChangeSet) -> Iterable[Unit]:
        """A content unit per touched project and side, and a transition unit per project that is there at head."""
        found = list(projects.units(NAME, change))
        before = {unit.key: unit.paths for unit in found if unit.side is Side.BASE}
        moved = {old: new for new, old in change.renames.items()}
        for unit in found:
            yield unit
            was = before.get(change.renames.get(unit.key, unit.key), ())
            if unit.side is Side.HEAD and not unit.left_out:
                paths = dict.fromkeys((*unit.paths, *(moved.get(path, path) for path in was)))
                yield transition_unit(NAME, change, unit.key, tuple(paths))

    def judge(self, change: ChangeSet, units: Sequence[Unit]) -> Iterator[Result]:
        """One unit after the other; what two of them read is read once."""
        read: Read = cache(lambda side, paths: projects.read(_snapshot(change, side), paths))
        for unit in units:
            started = time.monotonic()
            look = self._content if unit.kind is Kind.CONTENT else self._transition
            yield replace(look(change, unit, read), seconds=time.monotonic() - started)

    def _content(self, change: ChangeSet, unit: Unit, read: Read) -> Result:
        reading = read(unit.side, unit.paths)
        snapshot = _snapshot(change, unit.side)
        found = vulnerabilities.findings(reading, self._mirror, lambda path: projects.lines(snapshot, path))
        unjudged = vulnerabilities.unjudged(reading, self._mirror)
        packages = tuple(_package(dependency, self._declared) for dependency in reading.dependencies)
        return _ended(unit, replace(reading, problems=(*reading.problems, *unjudged)), found, packages)

    def _transition(self, change: ChangeSet, unit: Unit, read: Read) -> Result:
        before = read(Side.BASE, tuple(change.renames.get(path, path) for path in unit.paths))
        after = read(Side.HEAD, unit.paths)
        if before.problems:
            reason = f"there is nothing to compare it with: before, {projects.reason(before)}"
            return Result(unit, Outcome.SKIPPED, reason=reason, by_design=True)
        sides = Sides(_as_named_now(before, change), after, self._declared, _lockfile_gone(change, before, after))
        return _ended(unit, after, tampering.findings(sides))

    @cached_property
    def _mirror(self) -> Mirror:
        try:
            return Mirror.open(self._data)
        except Unusable as error:
            raise CheckError(str(error)) from error


def _snapshot(change: ChangeSet, side: Side) -> Snapshot:
    return change.base if side is Side.BASE else change.head


def _ended(unit: Unit, reading: Reading, found: tuple[Finding, ...], packages: tuple[Package, ...] = ()) -> Result:
    reason = projects.reason(reading)
    return Result(unit, Outcome.FAILED if reason else Outcome.RAN, found, reason, packages=packages)


def _package(dependency: Dependency, declared: Declared) -> Package:
    return Package(
        purl=purl(dependency),
        path=dependency.place.path,
        start_line=dependency.place.line,
        scope=dependency.scope,
        requirement=dependency.requirement,
        via=dependency.via,
        licence=dependency.licence,
        origin=registries.elsewhere(dependency.type, dependency.origin, declared),
    )


def _as_named_now(before: Reading, change: ChangeSet) -> Reading:
    """The old reading with its files' new names, so that a moved project is no new one."""
    moved = {old: new for new, old in change.renames.items()}
    if not moved:
        return before

    def renamed(place: Place) -> Place:
        return replace(place, path=moved.get(place.path, place.path))

    dependencies = tuple(
        replace(one, place=renamed(one.place), locked=one.locked and renamed(one.locked)) for one in before.dependencies
    )
    return replace(before, dependencies=dependencies)


def _lockfile_gone(change: ChangeSet, before: Reading, after: Reading) -> Place | None:
    """The manifest's first line, where what pinned its packages is deleted and nothing else pins them."""
    manifests = [one.place.path for one in after.dependencies]
    locks = {one.locked.path for one in before.dependencies if one.locked}
    if any(one.locked for one in after.dependencies) or not manifests:
        return None
    gone = [path for path in locks if change.head.entry(path) is None]
    return Place(manifests[0], 1) if gone else None
