"""Static analysis: each changed source file by itself, on each side, with rules of our own and the operator's."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from checks.interface import ChangeSet, Outcome, Result, Side, Skip, Snapshot, Unit, content_unit
from checks.own_code import own_code
from checks.static_analysis import languages, left_out, rules
from checks.static_analysis.answers import Answer, Problem
from checks.static_analysis.engine import (
    Engine,
    EngineLimits,
    Job,
    Target,
    Way,
    analyse,
    choose,
    engine_version,
    necessary_conditions,
)
from checks.static_analysis.findings import distinct, findings
from checks.static_analysis.keeping import kept
from checks.static_analysis.plan import shares
from checks.static_analysis.prefilter import Condition, Text, conditions

NAME = "static_analysis"
_MOST = 200
"""Matches of one file that are looked at; a file with more is not worth reading to the end."""
_STANDING = 2
"""Engines that wait for the next batch at most: each has some 30 MB of its own."""
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class _File:
    unit: Unit
    content: bytes
    """UTF-8: what the engine reads. Undecodable bytes are replaced, so offsets are ours."""
    target: Target
    rules: frozenset[str]
    """Ids of those that could find anything in it."""


class StaticAnalysis:
    """Fills checks.interface.Check. Rules are read once, when first needed."""

    name = NAME

    def __init__(
        self,
        packs: Sequence[Path] = (rules.OWN,),
        limits: EngineLimits = EngineLimits(),  # noqa: B008 - frozen
        file_bytes: int = 1_000_000,
    ) -> None:
        self._packs = tuple(packs)
        self._limits = limits
        self._file_bytes = file_bytes
        self._waiting: list[Engine] = []

    def digest(self) -> str:
        """Over rules, engine and this package's own code."""
        code = own_code(Path(__file__).parent)
        parts = (self._rules.digest, engine_version(), code, repr(self._limits), str(self._file_bytes))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def prepare(self) -> None:
        """Reads the rules and tries the engine."""
        self._by_id  # noqa: B018 - read once and kept
        self._way  # noqa: B018
        self._conditions  # noqa: B018

    def stand_by(self) -> None:
        """Starts as many engines as a small change needs."""
        if self._way.waits:
            self._waiting = [self._engine().start() for _ in range(min(_STANDING, _cores()))]

    def units(self, change: ChangeSet) -> Iterable[Unit]:
        """A content unit per changed file of a language that rules exist for, on each side it exists on."""
        for side, snapshot in ((Side.BASE, change.base), (Side.HEAD, change.head)):
            for path in sorted(change.changed[side]):
                entry = snapshot.entry(path)
                if entry and entry.is_file and languages.analyzers(path, self._rules.languages):
                    reason = left_out.by_name(path, lambda name: _attributes(change.base, name))
                    yield content_unit(NAME, snapshot, side, path, [path], reason)

    def judge(self, change: ChangeSet, units: Sequence[Unit]) -> Iterator[Result]:
        """One call of the engine for all units that can be looked at."""
        with tempfile.TemporaryDirectory(prefix="sekisho-") as name:
            files = []
            for number, unit in enumerate(units):
                prepared = self._prepare(change, unit, Path(name) / str(number))
                if isinstance(prepared, Result):
                    yield prepared
                else:
                    files.append(prepared)
            if files:
                yield from self._look(files)

    def _prepare(self, change: ChangeSet, unit: Unit, stem: Path) -> _File | Result:
        """The unit's file, ready for the engine, or how the unit ends without it."""
        path = unit.paths[0]
        try:
            content = (change.base if unit.side is Side.BASE else change.head).read(path)
            text = _decode(self._bounded(content))
        except Skip as skip:
            return Result(unit, Outcome.SKIPPED, reason=str(skip))
        if reason := left_out.by_content(path, text):
            return Result(unit, Outcome.SKIPPED, reason=reason, by_design=True)
        file = stem.with_name(stem.name + languages.suffix_for(path))
        file.write_bytes(text)
        target = Target(file, languages.analyzers(path, self._rules.languages), languages.plain(path))
        return _File(unit, text, target, self._relevant(text, target.analyzers))

    def _bounded(self, content: bytes | None) -> bytes:
        if content is None:
            raise Skip("it is no regular file")
        if len(content) > self._file_bytes:
            raise Skip(f"it is larger than {self._file_bytes} bytes, the limit for static analysis")
        return content

    def _look(self, files: Sequence[_File]) -> Iterator[Result]:
        started = time.monotonic()
        told = [file for file in files if file.rules]  # of the others no rule could find anything
        jobs = [self._job(share) for share in self._shares(told)] if told else []
        answers = analyse([self._waiting.pop() if self._waiting else self._engine() for _ in jobs], jobs)
        share = (time.monotonic() - started) / len(files)
        for file in files:
            yield self._result(file, answers.get(file.target.file, Answer()), share)

    def _relevant(self, content: bytes, analyzers: Sequence[str]) -> frozenset[str]:
        text = Text(content)
        mine = (name for name, languages, _ in self._rules.lean if languages.intersection(analyzers))
        return frozenset(name for name in mine if name not in self._conditions or self._conditions[name](text))

    def _shares(self, files: Sequence[_File]) -> list[list[_File]]:
        of_language: dict[str, set[str]] = defaultdict(set)
        for file in files:
            of_language[file.target.analyzers[0]] |= file.rules
        return shares(
            files,
            language=lambda file: file.target.analyzers[0],
            work=lambda file: len(file.content) * len(file.rules),
            rules={name: len(self._rules.only(wanted)) for name, wanted in of_language.items()},
            workers=_cores(),
        )

    def _engine(self) -> Engine:
        return Engine(self._way, self._limits)

    def _job(self, files: Sequence[_File]) -> Job:
        wanted = frozenset[str]().union(*(file.rules for file in files))
        return Job(self._rules.only(wanted), [file.target for file in files])

    def _result(self, file: _File, answer: Answer, seconds: float) -> Result:
        matches = distinct(answer.matches)
        found = findings(NAME, file.unit.paths[0], file.content, matches[:_MOST], self._by_id)
        problems = list(dict.fromkeys(answer.problems))
        if len(matches) > _MOST:
            problems.append(Problem(f"only its first {_MOST} findings are kept", True))
        if not problems:
            return Result(file.unit, Outcome.RAN, found, seconds=seconds)
        reason = "; ".join(problem.reason for problem in problems)
        lasting = all(problem.lasting for problem in problems)
        return Result(file.unit, Outcome.FAILED, found, reason, seconds, lasting)

    @cached_property
    def _way(self) -> Way:
        return choose()

    @cached_property
    def _conditions(self) -> Mapping[str, Condition]:
        digest = hashlib.sha256(f"{engine_version()} {self._rules.digest}".encode()).hexdigest()
        return conditions(kept("conditions", digest, lambda: necessary_conditions(self._rules.json)))

    @cached_property
    def _rules(self) -> rules.RuleSet:
        return rules.load(self._packs)

    @cached_property
    def _by_id(self) -> Mapping[str, Mapping[str, object]]:
        return self._rules.by_id()


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _attributes(base: Snapshot, path: str) -> bytes | None:
    try:
        return base.read(path)
    except Skip:
        return None


def _decode(content: bytes) -> bytes:
    """As UTF-8. A byte order mark says what it is; what is no text is skipped, stray bytes in text are replaced."""
    encoding = next((encoding for bom, encoding in _BOMS.items() if content.startswith(bom)), "utf-8")
    text = content.decode(encoding, "replace")
    if "\0" in text:
        raise Skip("it is binary: it holds NUL bytes")
    return text.encode()
