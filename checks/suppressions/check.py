"""Suppressions: what a change does to be told less. Before and after together, so that what moves is no news.

Nothing here obeys a suppression, and no check does: what one hides is among the other checks' findings all the same.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

from checks.interface import ChangeSet, Finding, Outcome, Result, Side, Skip, Snapshot, Unit, transition_unit
from checks.own_code import own_code
from checks.suppressions import comments, guards, ignoring, pipelines, scans, syntax, wording
from checks.suppressions.loosening import Loosening
from checks.suppressions.model import Suppression, new
from checks.suppressions.pipelines import Run
from checks.suppressions.places import Places
from checks.suppressions.wording import NAME
from checks.texts.unreadable import Unreadable

_MOST = 200
"""Findings of one file; one with more is not worth reading to the end."""
_BYTES = 3_000_000
"""Of one file: scanners read no larger ones either."""
_VENDORED = re.compile(r"(?:^|/)(node_modules|bower_components|vendor|third[_-]party|site-packages|\.?venv|Pods)/")
_Runs = Callable[[Side, str], Sequence[Run]]
_Scan = Callable[[str, bytes], Sequence[Suppression]]


class Suppressions:
    """Fills checks.interface.Check. A changed or deleted file is a transition unit."""

    name = NAME

    def digest(self) -> str:
        """Over the code and the rules."""
        here = Path(__file__).parent
        return own_code(here, here.parent / "texts")

    def prepare(self) -> None:
        """Nothing takes long."""

    def units(self, change: ChangeSet) -> Iterable[Unit]:
        """Of each changed file whose name says that it may hold one; pipelines are read together."""
        moved = set(change.renames.values())
        paths = sorted(change.changed[Side.HEAD] | (change.changed[Side.BASE] - moved))
        together = [path for path in paths if pipelines.concerns(path)]
        for path in paths:
            if _concerns(path) and not _VENDORED.search(path) and _is_file(change, path):
                others = [one for one in together if one != path] if path in together else _manifests(change, path)
                yield transition_unit(NAME, change, path, (path, *others))

    def judge(self, change: ChangeSet, units: Sequence[Unit]) -> Iterator[Result]:
        """One unit after the other; pipelines that several look at are read once."""
        runs: _Runs = cache(lambda side, path: _runs(change, side, path))
        for unit in units:
            started = time.monotonic()
            outcome, found, reason, by_design = Outcome.RAN, list[Finding](), "", False
            try:
                found = list(islice(_found(change, unit, runs), _MOST + 1))
            except Skip as skip:
                outcome, reason, by_design = Outcome.SKIPPED, str(skip), True
            except Unreadable as error:
                outcome, reason = Outcome.FAILED, str(error)
            if len(found) > _MOST:
                outcome, reason = Outcome.FAILED, f"only its first {_MOST} suppressions are told"
            yield Result(unit, outcome, tuple(found[:_MOST]), reason, time.monotonic() - started, by_design=by_design)


def _concerns(path: str) -> bool:
    named = syntax.family(path) or ignoring.concerns(path) or pipelines.concerns(path)
    return bool(named) or guards.concerns(path)


def _is_file(change: ChangeSet, path: str) -> bool:
    entry = change.head.entry(path) or change.base.entry(path)
    return entry is not None and entry.is_file


def _manifests(change: ChangeSet, path: str) -> list[str]:
    """Where a lockfile is deleted: the manifest that stays."""
    gone = guards.is_lock(path) and change.head.entry(path) is None
    return [one for one in guards.manifests(path) if change.head.entry(one)][:1] if gone else []


def _found(change: ChangeSet, unit: Unit, runs: _Runs) -> Iterator[Finding]:
    path = unit.paths[0]
    before, after = _read(change.base, change.renames.get(path, path)), _read(change.head, path)
    if after is not None:
        if syntax.family(path):
            yield from wording.comments(path, _new(path, before, after, _comments))
        if ignoring.concerns(path):
            yield from wording.entries(path, _new(path, before, after, ignoring.found))
    yield from _placed(path, before, after, _loosened(change, unit, before, after, runs))


def _loosened(
    change: ChangeSet, unit: Unit, before: bytes | None, after: bytes | None, runs: _Runs
) -> Iterator[Loosening]:
    path = unit.paths[0]
    if pipelines.concerns(path):
        old, now = ([one for some in unit.paths for one in runs(side, some)] for side in (Side.BASE, Side.HEAD))
        yield from scans.loosened(old, now, path)
    if guards.is_lock(path):
        if after is None and len(unit.paths) > 1:
            yield guards.lock_deleted(path, unit.paths[1])
    elif guards.concerns(path):
        yield from guards.loosened(path, before, after)


def _placed(path: str, before: bytes | None, after: bytes | None, some: Iterable[Loosening]) -> Iterator[Finding]:
    """What is gone from a file that stays is told where it stood; of a deleted file, on the line that it had."""
    places: Places | None = None
    for one in some:
        line = one.line
        if one.gone and before is not None and after is not None:
            places = places or Places(_lines(before), _lines(after))
            line = places.at(line)
        yield wording.loosening(path, one, max(1, line))


def _new(path: str, before: bytes | None, after: bytes, scan: _Scan) -> Iterator[Suppression]:
    """What cannot be read before is no reason to say nothing of what is there now."""
    try:
        old = scan(path, before) if before is not None else ()
    except Unreadable:
        old = ()
    return new(old, scan(path, after))


def _comments(path: str, content: bytes) -> Sequence[Suppression]:
    if b"\0" in content:
        return ()
    return comments.found(path, content.decode("utf-8", "replace"))


def _runs(change: ChangeSet, side: Side, path: str) -> Sequence[Run]:
    """Under head's names on both sides. Raises Unreadable for what head holds."""
    if side is Side.HEAD:
        content = _read(change.head, path)
        return pipelines.runs(path, content) if content is not None else ()
    content = _read(change.base, change.renames.get(path, path))
    try:
        return pipelines.runs(path, content) if content is not None else ()
    except Unreadable:
        return ()


def _read(snapshot: Snapshot, path: str) -> bytes | None:
    content = snapshot.read(path)
    if content is not None and len(content) > _BYTES:
        raise Skip(f"it is larger than {_BYTES} bytes, more than a scanner reads")
    return content


def _lines(content: bytes) -> list[str]:
    """As git counts them."""
    return content.decode("utf-8", "replace").removesuffix("\n").split("\n")
