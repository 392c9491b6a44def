"""Decides which findings stand. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatch

from bot.model import Comparison, Judgement, Known, Level, Policy, State, Unseen, Verdict, Waiver
from checks.interface import Confidence


def judge(comparison: Comparison, policy: Policy, waivers: Sequence[Waiver], *, today: date) -> Judgement:
    """The verdict on a comparison: BLOCKED outranks INCOMPLETE, which outranks CLEAR."""
    granted = {waiver.fingerprint for waiver in waivers if waiver.expires is None or waiver.expires >= today}
    came_in = counted(comparison.introduced, policy)
    introduced = tuple(known for known in came_in if known.fingerprint not in granted)
    waived = tuple(replace(known, state=State.WAIVED) for known in came_in if known.fingerprint in granted)
    not_looked_at = tuple(unseen for unseen in comparison.unseen if policy.level(unseen.check) is not Level.OFF)
    verdict, why = _decide(introduced, not_looked_at, policy)
    return Judgement(
        verdict=verdict,
        introduced=introduced,
        fixed=counted(comparison.fixed, policy),
        existing=counted(comparison.existing, policy),
        waived=waived,
        not_looked_at=not_looked_at,
        tallies=comparison.tallies,
        why=why,
        notes=tuple(note for note in comparison.notes if policy.level(note.check) is not Level.OFF),
    )


def counted(findings: Iterable[Known], policy: Policy) -> tuple[Known, ...]:
    """Those of checks that are on and of paths that count, marked by whether they are enforced."""
    return tuple(
        replace(known, enforced=_enforced(known, policy))
        for known in findings
        if policy.level(known.finding.check) is not Level.OFF
        and not any(fnmatch(known.finding.path, pattern) for pattern in policy.exclude)
    )


def _enforced(known: Known, policy: Policy) -> bool:
    return policy.level(known.finding.check) is Level.ENFORCE and not known.finding.observe


def _decide(introduced: Sequence[Known], not_looked_at: Sequence[Unseen], policy: Policy) -> tuple[Verdict, str]:
    blocking = [known for known in introduced if blocks(known, policy)]
    if blocking:
        return (
            Verdict.BLOCKED,
            f"{_count(len(blocking), 'finding')} of severity {policy.block_at} or above came in with this change.",
        )
    missing = [
        unseen for unseen in not_looked_at if not unseen.by_design and policy.level(unseen.check) is Level.ENFORCE
    ]
    if missing:
        return Verdict.INCOMPLETE, f"{_count(len(missing), 'part')} of the change could not be looked at."
    if any(known.enforced and known.finding.severity.rank >= policy.block_at.rank for known in introduced):
        return Verdict.CLEAR, f"What came in at severity {policy.block_at} or above is too uncertain to block."
    if introduced:
        return Verdict.CLEAR, f"Nothing of severity {policy.block_at} or above came in with this change."
    return Verdict.CLEAR, "Nothing came in with this change."


def blocks(known: Known, policy: Policy) -> bool:
    """Whether this introduced finding alone makes the verdict BLOCKED. A guess (low confidence) never does."""
    finding = known.finding
    sure = finding.confidence is not Confidence.LOW
    return known.enforced and sure and finding.severity.rank >= policy.block_at.rank


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
