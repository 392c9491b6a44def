"""Impostors: names that are one slip, or one trick, away from those that people mean."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from checks.interface import (
    ChangeSet,
    CheckError,
    Finding,
    Outcome,
    Result,
    Side,
    Snapshot,
    Unit,
)
from checks.own_code import own_code
from checks.packages import units as projects
from checks.packages.model import Dependency, Reading
from checks.typosquats.asked import Candidate
from checks.typosquats.candidates import candidates
from checks.typosquats.index import Index, Unusable
from checks.typosquats.internal import Internal, exposed, is_internal
from checks.typosquats.names import comparable
from checks.typosquats.popular import popular
from checks.typosquats.score import graded, score
from checks.typosquats.wording import NAME, confused, finding

_NO_REGISTRY = re.compile(r"(git|file|link|portal|workspace|path|ssh|svn|hg|bzr|directory|virtual|editable)\b|[./~]")
"""How an origin begins that is no registry: its package cannot be mistaken for another one's name."""
_MOST = 500
"""Findings of one project; one with more is not worth reading to the end."""


class Typosquats:
    """Fills checks.interface.Check. A project's files are a content unit; its names are compared with popular ones."""

    name = NAME

    def __init__(self, data: Path | None = None, internal: Internal = MappingProxyType({})) -> None:
        """`data`: a folder of synced data (None: the shipped lists). `internal`: see `internal.Internal`."""
        self._data = data
        self._internal = {type_: tuple(starts) for type_, starts in internal.items()}

    def digest(self) -> str:
        """Over the lists, the operator's names, and the code that reads and judges."""
        here = Path(__file__).parent
        code = own_code(here, here.parent / "packages")
        parts = (self._index.digest, repr(sorted(self._internal.items())), code)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def prepare(self) -> None:
        """Opens the lists."""
        self._index  # noqa: B018 - opened once and kept

    def units(self, change: ChangeSet) -> Iterable[Unit]:
        """A content unit per project that the change touches, on each side."""
        return projects.units(NAME, change)

    def judge(self, change: ChangeSet, units: Sequence[Unit]) -> Iterator[Result]:
        """One unit after the other."""
        for unit in units:
            started = time.monotonic()
            snapshot = change.base if unit.side is Side.BASE else change.head
            reading = projects.read(snapshot, unit.paths)
            found = tuple(islice(self.findings(reading, _Lines(snapshot)), _MOST + 1))
            reason = projects.reason(reading)
            if len(found) > _MOST:
                reason = "; ".join(filter(None, (reason, f"only its first {_MOST} findings are kept")))
            outcome = Outcome.FAILED if reason else Outcome.RAN
            yield Result(unit, outcome, found[:_MOST], reason, time.monotonic() - started)

    def findings(self, reading: Reading, lines: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
        """Of all names of a project, each once. `lines`: path -> the file's lines."""
        seen = set()
        for dependency in reading.dependencies:
            key = (dependency.type, dependency.name)
            if key in seen:
                continue
            seen.add(key)
            if is_internal(dependency, self._internal):
                yield from _confused(dependency, reading)
            elif not _NO_REGISTRY.match(dependency.origin):
                yield from self._suspected(dependency, lines)

    def _suspected(self, dependency: Dependency, lines: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
        best = self.likeliest(dependency.type, dependency.name)
        weight = graded(dependency.type, *best) if best else None
        if best and weight:
            among = len(self._index.names[dependency.type])
            yield finding(dependency, best[0], weight, lines[dependency.place.path], among)

    def likeliest(self, type_: str, name: str) -> tuple[Candidate, float] | None:
        """What a name was most likely meant to be, and how sure that is (see `score`); None: what it is."""
        found = candidates(type_, comparable(type_, name), self._index)
        return max(((one, score(type_, one)) for one in found), key=lambda pair: pair[1], default=None)

    @cached_property
    def _index(self) -> Index:
        try:
            return popular(self._data)
        except Unusable as error:
            raise CheckError("opening the lists of popular names") from error


def _confused(dependency: Dependency, reading: Reading) -> Iterator[Finding]:
    if sentence := exposed(dependency, reading):
        yield confused(dependency, sentence)


class _Lines(dict[str, Sequence[str]]):
    """Path -> lines, read when first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot

    def __missing__(self, path: str) -> Sequence[str]:
        self[path] = projects.lines(self._snapshot, path)
        return self[path]
