"""A change in memory -> what the check says of it."""

from __future__ import annotations

from collections.abc import Mapping

from checks.interface import Finding, Outcome, Result
from checks.suppressions import Suppressions
from tests.values import memory_change


def results(
    before: Mapping[str, str], after: Mapping[str, str], renames: Mapping[str, str] | None = None
) -> list[Result]:
    change = memory_change(before, after, **(renames or {}))
    check = Suppressions()
    return list(check.judge(change, list(check.units(change))))


def look(
    before: Mapping[str, str], after: Mapping[str, str], renames: Mapping[str, str] | None = None
) -> list[Finding]:
    """All findings; everything has to be looked at."""
    found = results(before, after, renames)
    assert [result.reason for result in found if result.outcome is not Outcome.RAN] == []
    return [finding for result in found for finding in result.findings]
