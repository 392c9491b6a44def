"""Judges changes by the real runner in the real home."""

from __future__ import annotations

from collections.abc import Mapping

from checks.iac.check import Infrastructure
from checks.interface import Finding, Outcome, Result
from checks.runner import Runner
from tests.values import MemoryChange, memory_change


def judged(runner: Runner, after: Mapping[str, str], before: Mapping[str, str] | None = None) -> dict[str, Result]:
    """Key -> result, at head."""
    change: MemoryChange = memory_change(before or {}, after)
    units = list(Infrastructure().units(change))
    results = list(runner.judge(change, units, lambda: None))
    assert len(results) == len(units)
    return {result.unit.key: result for result in results if result.unit.side == "head"}


def findings(runner: Runner, after: Mapping[str, str]) -> list[Finding]:
    """Of units that must all have been looked at."""
    results = judged(runner, after)
    assert {result.outcome for result in results.values()} == {Outcome.RAN}, [one.reason for one in results.values()]
    return [finding for result in results.values() for finding in result.findings]


def told(found: list[Finding]) -> set[tuple[str, str, int]]:
    """(rule, path, line) of what blocks by default."""
    return {(one.rule, one.path, one.start_line) for one in found if not one.observe}
