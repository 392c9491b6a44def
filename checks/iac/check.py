"""Infrastructure policy: what templates, manifests, images and pipelines declare, held against a curated table.

Units and digest are told anywhere; judging needs the environment of `checks.iac.home`.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from checks import texts
from checks.iac import own, placing, reading
from checks.iac import units as cutting
from checks.iac.engines import checkov, hadolint, zizmor
from checks.iac.engines.rego import Rego
from checks.iac.folders import MOST_PATHS
from checks.iac.model import Answer, Engine, Framework, Hit, Job, Problem, Reading
from checks.iac.name import NAME
from checks.iac.policies import Policy, Table
from checks.interface import ChangeSet, Check, Finding, Outcome, Result, Side, Skip, Unit
from checks.own_code import own_code
from checks.settings import Settings

ENGINES = (checkov.ENGINE, zizmor.ENGINE, hadolint.ENGINE, own.ENGINE)
_HERE = Path(__file__).parent
_LOCK = _HERE / "requirements.txt"
_MARKS = (b"{{", b"{%")
_TEMPLATE = "it is a template ({{ … }} or {% … %}), and what it comes to is not known"
_MOST = 300
"""Findings of one unit that are kept; who has more is not helped by the rest."""
_MOST_PLACED = 1_000
"""Hits of one unit that are given their lines, which takes the longer the larger the unit is."""


@dataclass(slots=True)
class _Looked:
    """A unit on its way to a result."""

    unit: Unit
    job: Job
    hits: list[Hit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Infrastructure:
    """Fills checks.interface.Check."""

    name = NAME

    def __init__(self, packs: Sequence[Path] = ()) -> None:
        """`packs`: where an organisation's own policies (Rego) may lie."""
        self._packs = tuple(packs)

    def digest(self) -> str:
        """Over the table, the engines as they are locked, an organisation's policies and the code."""
        tables = sorted({file.parent for file in _HERE.rglob("*.yaml")})
        code = own_code(_HERE, *tables, Path(texts.__file__).parent)
        theirs = (f"{module.file.name}\0{module.source}" for module in self._rego.modules)
        return hashlib.sha256("\0".join((code, _LOCK.read_text(), *theirs)).encode()).hexdigest()

    def prepare(self) -> None:
        """Reads the table and imports what takes long. Raises CheckError."""
        self._table._by_engine  # noqa: B018 - read once and kept
        checkov.prepare()
        own.ENGINE.judge([Job(framework, _HERE, {}, Reading()) for framework in Framework])
        if self._rego.policies:
            self._rego.try_out()

    def units(self, change: ChangeSet) -> Iterable[Unit]:
        """A content unit per module, template, manifest, image or pipeline that the change touches, on each side."""
        return cutting.units(NAME, change)

    def judge(self, change: ChangeSet, units: Sequence[Unit]) -> Iterator[Result]:
        """All engines side by side, each once for all units that it knows."""
        with tempfile.TemporaryDirectory(prefix="sekisho-") as name:
            looked = []
            for number, unit in enumerate(units):
                try:
                    looked.append(_begin(change, unit, Path(name) / str(number)))
                except Skip as skip:
                    yield Result(unit, Outcome.SKIPPED, reason=str(skip))
            started = time.monotonic()
            self._ask(looked)
            seconds = (time.monotonic() - started) / max(1, len(looked))
            for one in looked:
                yield self._result(one, seconds)

    def _ask(self, looked: Sequence[_Looked]) -> None:
        engines = (*ENGINES, self._rego.engine()) if self._rego.policies else ENGINES
        with ThreadPoolExecutor(len(engines)) as threads:
            read = [one for one in looked if one.job.reading.resources or not one.job.reading.problems]
            asked = [(engine, [one for one in read if one.job.framework in engine.frameworks]) for engine in engines]
            waiting = [(mine, threads.submit(_judge, engine, mine)) for engine, mine in asked if mine]
            for mine, answers in waiting:
                for one, answer in zip(mine, answers.result(), strict=True):
                    one.hits += answer.hits
                    one.problems += answer.problems

    def _result(self, one: _Looked, seconds: float) -> Result:
        found = _distinct(self._findings(one))
        problems = _once([*one.job.reading.problems, *one.problems])
        if len(found) > _MOST or len(one.hits) > _MOST_PLACED:
            problems.append(Problem("", f"only its first {_MOST} findings are kept"))
        if len(one.unit.paths) >= MOST_PATHS:
            problems.append(Problem("", f"only its first {MOST_PATHS} files are read"))
        if not problems:
            return Result(one.unit, Outcome.RAN, found, seconds=seconds)
        if not found and all(_is_template(one.job, problem) for problem in problems):
            return Result(one.unit, Outcome.SKIPPED, reason=_TEMPLATE)
        reason = "; ".join(_said(problem, one.unit) for problem in problems)
        lasting = all(problem.lasting for problem in problems)
        return Result(one.unit, Outcome.FAILED, found[:_MOST], reason, seconds, lasting)

    def _findings(self, one: _Looked) -> Iterator[tuple[Hit, Finding]]:
        known = placing.index(one.job)
        for hit in one.hits[:_MOST_PLACED]:
            policy = self._meant_by(hit)
            if policy and one.job.framework in (policy.frameworks or {one.job.framework}):
                yield hit, placing.finding(hit, policy, one.job, known)

    def _meant_by(self, hit: Hit) -> Policy | None:
        return (
            self._rego.policies.get(hit.policy)
            if hit.engine == "rego"
            else self._table.meant_by(hit.engine, hit.policy)
        )

    @cached_property
    def _table(self) -> Table:
        return Table()

    @cached_property
    def _rego(self) -> Rego:
        return Rego(self._packs)


def build(settings: Settings) -> tuple[Check, ...]:
    """What is judged in this home."""
    return (Infrastructure(settings.packs),)


def _begin(change: ChangeSet, unit: Unit, folder: Path) -> _Looked:
    """The unit's files, read. Raises Skip for a unit none of whose files can be."""
    snapshot = change.base if unit.side is Side.BASE else change.head
    files, problems = _contents(snapshot.read, unit.paths)
    problems += cutting.unread(snapshot, unit)
    if not files:
        raise Skip(problems[0].reason if problems else "it is no regular file")
    framework = cutting.framework(unit)
    job = Job(framework, folder, files, reading.read(framework, files))
    return _Looked(unit, job, problems=problems)


def _contents(read: Callable[[str], bytes | None], paths: Sequence[str]) -> tuple[dict[str, bytes], list[Problem]]:
    files: dict[str, bytes] = {}
    problems = []
    for path in paths:
        try:
            content = read(path)
        except Skip as skip:
            problems.append(Problem(path, str(skip)))
            continue
        if content is not None:
            files[path] = content
    return files, problems


def _judge(engine: Engine, looked: Sequence[_Looked]) -> Sequence[Answer]:
    return engine.judge([one.job for one in looked])


def _distinct(found: Iterable[tuple[Hit, Finding]]) -> tuple[Finding, ...]:
    """What several engines say of one resource is said once: by the one that tells more places, or deeper ones."""
    told: dict[tuple[str, str, str], dict[str, dict[tuple[str, int], Finding]]] = defaultdict(lambda: defaultdict(dict))
    for hit, finding in found:
        about = hit.resource or str(finding.start_line)
        told[finding.rule, finding.path, about][hit.engine].setdefault((finding.subject, finding.start_line), finding)
    chosen = {
        (finding.rule, finding.path, finding.subject, finding.start_line): finding
        for engines in told.values()
        for finding in max(engines.values(), key=lambda some: (len(some), max(line for _, line in some))).values()
    }
    return tuple(sorted(chosen.values(), key=lambda one: (one.path, one.start_line, one.rule, one.subject)))


def _is_template(job: Job, problem: Problem) -> bool:
    """Whether what cannot be read is to become something else first; of a chart it is said what it lacks."""
    if job.reading.rendered is not None:
        return False
    content = job.files.get(problem.path, b"")
    return job.framework is not Framework.GITHUB and any(mark in content for mark in _MARKS)


def _once(problems: Iterable[Problem]) -> list[Problem]:
    """One a file: that it cannot be read says each engine in its own words."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.path, problem)
    return list(first.values())


def _said(problem: Problem, unit: Unit) -> str:
    return (
        problem.reason
        if problem.path in ("", *unit.paths[: len(unit.paths) == 1])
        else f"{problem.path}: {problem.reason}"
    )
