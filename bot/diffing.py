"""Findings(head) - findings(merge base), with results kept by content. Pure but for the two doors it is handed.

Every check goes through here the same way: its units are named, those whose result is kept are not judged again,
and what is left over is arithmetic on multisets of fingerprints. There are no line filters anywhere.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from bot.model import Comparison, Known, State, Tally, Unseen
from checks import wire
from checks.interface import ChangeSet, Check, CheckError, Finding, Kind, Outcome, Package, Result, Side, Skip, Unit

Judge = Callable[[Sequence[Unit]], Iterable[Result]]
"""Looks at the units that nothing is kept of; answers exactly one result for each."""


class KeptResults(Protocol):
    """The cache door: answers by digest, from any earlier scan of any repository."""

    def kept(self, digests: Sequence[str]) -> Mapping[str, str]:
        """Digest -> kept text, for those there are."""
        ...

    def keep(self, results: Mapping[str, str]) -> None:
        """Keeps texts under their digests."""
        ...


class NothingKept:
    """A cache that never has anything: for local reviews without a service."""

    def kept(self, digests: Sequence[str]) -> Mapping[str, str]:
        """Nothing."""
        return {}

    def keep(self, results: Mapping[str, str]) -> None:
        """Forgets."""


@dataclass(frozen=True, slots=True)
class Looked:
    """All results of one check on one change."""

    check: str
    results: tuple[Result, ...]
    units_kept: int
    failure: str = ""
    """Why the check as a whole could not name its units; "" when it could."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one check is to look at."""

    check: str
    units: tuple[Unit, ...]
    keys: Mapping[Unit, str]
    """Under which each unit's result is kept."""
    failure: str = ""


def look(checks: Iterable[Check], change: ChangeSet, judge: Judge, cache: KeptResults) -> tuple[Looked, ...]:
    """All checks on both sides of the change: kept results first, `judge` once for all the rest."""
    plans = [_plan(check, change) for check in checks]
    keys = {unit: key for plan in plans for unit, key in plan.keys.items()}
    known = _recall(keys, cache)
    missing = _one_of_each({unit: key for unit, key in keys.items() if unit not in known})
    fresh = {keys[result.unit]: result for result in (judge(missing) if missing else ())}
    cache.keep({key: wire.to_json(result) for key, result in fresh.items() if result.lasting})
    return tuple(_looked(plan, known, fresh) for plan in plans)


def _plan(check: Check, change: ChangeSet) -> _Plan:
    try:
        units = tuple(check.units(change))
    except Skip:
        units = ()
    except CheckError as error:
        return _Plan(check.name, (), {}, failure=str(error))
    judged_by = check.digest() if units else ""
    return _Plan(check.name, units, {unit: _key(check.name, judged_by, unit) for unit in units})


def _looked(plan: _Plan, known: Mapping[Unit, Result], fresh: Mapping[str, Result]) -> Looked:
    results = [known[unit] if unit in known else _as_unit(fresh[plan.keys[unit]], unit) for unit in plan.units]
    return Looked(plan.check, tuple(results), sum(unit in known for unit in plan.units), plan.failure)


def _key(check: str, judged_by: str, unit: Unit) -> str:
    return hashlib.sha256(f"{check}\0{judged_by}\0{unit.digest}".encode()).hexdigest()


def _recall(keys: Mapping[Unit, str], cache: KeptResults) -> dict[Unit, Result]:
    texts = cache.kept(sorted(set(keys.values())))
    known = {}
    for unit, key in keys.items():
        if key in texts:
            with suppress(ValueError):  # written by another version: looked at again
                known[unit] = replace(wire.from_json(unit, texts[key]), seconds=0.0)  # it took none this time
    return known


def _one_of_each(keys: Mapping[Unit, str]) -> list[Unit]:
    """A unit that reads the same at base and head is judged once."""
    return list({key: unit for unit, key in keys.items()}.values())


def _as_unit(result: Result, unit: Unit) -> Result:
    return result if result.unit == unit else wire.from_json(unit, wire.to_json(result))


def fingerprint(finding: Finding, base_path: str) -> str:
    """Who a finding is, wherever it moves: check, rule, its file's name at the merge base, subject. 32 hex digits.

    Where the finding is one of its folder's, the folder's name stands for the file's.
    """
    place = f"{_folder_at_base(finding, base_path)}/" if finding.within else base_path
    parts = "\0".join((finding.check, finding.rule, place, finding.subject))
    return hashlib.sha256(parts.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _folder_at_base(finding: Finding, base_path: str) -> str:
    """`within`, or what it was called before the whole folder moved: the file's way below it is the same then."""
    below = finding.path if finding.within == "." else finding.path.removeprefix(f"{finding.within}/")
    if base_path == finding.path or not base_path.endswith(f"/{below}" if finding.within == "." else below):
        return finding.within
    return base_path.removesuffix(below).rstrip("/") or "."


def compare(change: ChangeSet, looked: Iterable[Looked], on_added_line: Callable[[Finding], bool]) -> Comparison:
    """What the change brings in, mends and leaves.

    `on_added_line` tells whether a finding of head touches a line that the change added: it chooses which of several
    equal findings is shown as the new one, and decides where the base could not be looked at.
    """
    looked = tuple(looked)
    results = [result for one in looked for result in one.results]
    base, head = _sides(change, results)
    blind = _blind(results)
    introduced: list[Known] = []
    existing: list[Known] = []
    fixed: list[Known] = []
    for key in dict.fromkeys([*head, *base]):
        old, new = (
            base.get(key, []),
            sorted(head.get(key, []), key=lambda finding: (on_added_line(finding), finding.start_line)),
        )
        stays = _staying(change, old, new, blind[Side.BASE], on_added_line)
        existing += [Known(finding, State.EXISTING, key, number) for number, finding in enumerate(new[:stays])]
        introduced += [
            Known(finding, State.INTRODUCED, key, number) for number, finding in enumerate(new[stays:], stays)
        ]
        gone = State.EXISTING if _unseen_at_head(change, old, blind[Side.HEAD]) else State.FIXED
        bucket = existing if gone is State.EXISTING else fixed
        bucket += [Known(finding, gone, key, number) for number, finding in enumerate(old[len(new) :], len(new))]
    packages = _packages(results)
    return Comparison(
        introduced=_ordered(with_origin(introduced, packages[Side.BASE])),
        fixed=_ordered(fixed),
        existing=_ordered(existing),
        unseen=_unseen(looked),
        tallies=tuple(_tally(one) for one in looked),
        packages=packages,
    )


def joined(comparison: Comparison, change: ChangeSet, findings: Sequence[Finding]) -> Comparison:
    """The comparison with findings of head that came in and that no check made."""
    known = [
        Known(finding, State.INTRODUCED, fingerprint(finding, change.renames.get(finding.path, finding.path)))
        for finding in findings
    ]
    told = with_origin(known, comparison.packages.get(Side.BASE, ()))
    return replace(comparison, introduced=_ordered([*comparison.introduced, *told]))


def with_origin(introduced: Iterable[Known], before: Iterable[Package]) -> Iterator[Known]:
    """Tells those about a package whether it is new, or which versions of it were there before."""
    versions: dict[str, set[str]] = defaultdict(set)
    for package in before:
        name, version = _name_and_version(package.purl)
        versions[name].add(version)
    for known in introduced:
        name = _name_and_version(known.finding.package)[0]
        yield replace(known, came_from=tuple(sorted(versions[name])) if name in versions else ()) if name else known


def _name_and_version(purl: str) -> tuple[str, str]:
    """Both as the purl writes them: a canonical one has an @ elsewhere only percent-encoded."""
    name, _, version = purl.partition("?")[0].partition("#")[0].partition("@")
    return name, version


def _packages(results: Iterable[Result]) -> dict[Side, tuple[Package, ...]]:
    """By side, each once: several checks may tell of the same."""
    found: dict[Side, dict[Package, None]] = {Side.BASE: {}, Side.HEAD: {}}
    for result in results:
        if result.unit.kind is Kind.CONTENT:
            found[result.unit.side] |= dict.fromkeys(result.packages)
    return {side: tuple(some) for side, some in found.items()}


Sides = tuple[dict[str, list[Finding]], dict[str, list[Finding]]]


def _sides(change: ChangeSet, results: Iterable[Result]) -> Sides:
    """Fingerprint -> findings, for base and head. Units may share a file: what two of them find there is one."""
    found: dict[bool, dict[tuple[str, int], list[Finding]]] = {True: {}, False: {}}
    for result in results:
        at_base = result.unit.side is Side.BASE and result.unit.kind is Kind.CONTENT
        own: dict[tuple[str, int], list[Finding]] = defaultdict(list)
        for finding in result.findings:
            path = finding.path if at_base else change.renames.get(finding.path, finding.path)
            own[fingerprint(finding, path), finding.start_line].append(finding)
        for key, some in own.items():
            there = found[at_base].setdefault(key, [])
            there += some[len(there) :]
    return _by_fingerprint(found[True]), _by_fingerprint(found[False])


def _by_fingerprint(found: Mapping[tuple[str, int], Sequence[Finding]]) -> dict[str, list[Finding]]:
    by: dict[str, list[Finding]] = defaultdict(list)
    for (name, _), some in found.items():
        by[name] += some
    return by


def _blind(results: Iterable[Result]) -> dict[Side, frozenset[tuple[str, str]]]:
    """(check, path) whose findings are not all known, by side."""
    blind: dict[Side, set[tuple[str, str]]] = {Side.BASE: set(), Side.HEAD: set()}
    for result in results:
        if result.outcome is not Outcome.RAN and not result.by_design:
            blind[result.unit.side] |= {(result.unit.check, path) for path in result.unit.paths}
    return {side: frozenset(places) for side, places in blind.items()}


def _staying(
    change: ChangeSet,
    old: Sequence[Finding],
    new: Sequence[Finding],
    blind: frozenset[tuple[str, str]],
    on_added_line: Callable[[Finding], bool],
) -> int:
    """How many of `new` were there before. Where the base could not be read, untouched lines are not blamed."""
    stays = min(len(old), len(new))
    if new and (new[0].check, change.renames.get(new[0].path, new[0].path)) in blind:
        stays = max(stays, sum(not on_added_line(finding) for finding in new))
    return stays


def _unseen_at_head(change: ChangeSet, old: Sequence[Finding], blind: frozenset[tuple[str, str]]) -> bool:
    """Whether head's side of these could not be read: then nothing is claimed to be mended."""
    if not old:
        return False
    moved = {before: after for after, before in change.renames.items()}
    return (old[0].check, moved.get(old[0].path, old[0].path)) in blind


def _unseen(looked: Iterable[Looked]) -> tuple[Unseen, ...]:
    unseen = []
    for one in looked:
        if one.failure:
            unseen.append(Unseen(one.check, "", one.failure))
        unseen += [
            Unseen(one.check, result.unit.key, result.reason, result.by_design, result.unit.paths)
            for result in one.results
            if result.outcome is not Outcome.RAN and result.unit.side is Side.HEAD
        ]
    return tuple(dict.fromkeys(unseen))


def _tally(one: Looked) -> Tally:
    outcomes = Counter(result.outcome for result in one.results if not result.by_design)
    outcome = Outcome.RAN
    if one.failure or outcomes[Outcome.FAILED]:
        outcome = Outcome.FAILED
    elif not one.results:
        outcome = Outcome.SKIPPED
    reason = one.failure or ("" if outcome is Outcome.RAN else _first_reason(one.results))
    return Tally(one.check, outcome, len(one.results), one.units_kept, sum(r.seconds for r in one.results), reason)


def _first_reason(results: Sequence[Result]) -> str:
    if not results:
        return "nothing in this change is for this check"
    return next((result.reason for result in results if result.outcome is Outcome.FAILED), "")


def _ordered(known: Iterable[Known]) -> tuple[Known, ...]:
    """Worst first, then by place."""
    return tuple(
        sorted(
            known,
            key=lambda one: (
                -one.finding.severity.rank,
                one.finding.path,
                one.finding.start_line,
                one.finding.rule,
                one.occurrence,
            ),
        )
    )
