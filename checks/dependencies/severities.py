"""How bad an advisory is: by the newest CVSS it carries, else by its database's own word, else unknown."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from cvss import CVSS2, CVSS3, CVSS4, CVSSError  # type: ignore[import-untyped]

from checks.dependencies.mirror import Advisory
from checks.interface import Severity

_WORDS = {
    "low": Severity.LOW,
    "moderate": Severity.MEDIUM,
    "medium": Severity.MEDIUM,
    "high": Severity.HIGH,
    "critical": Severity.CRITICAL,
}


def severity(advisories: Iterable[Advisory]) -> Severity:
    """Of several records about one vulnerability: the newest CVSS that any has, and of those the highest."""
    some = tuple(advisories)
    if any(one.malicious for one in some):
        return Severity.CRITICAL
    scored = [score for one in some for vector in one.vectors if (score := _score(vector)) is not None]
    if scored:
        return _rating(*max(scored))
    words = [_WORDS[one.word] for one in some if one.word in _WORDS]
    return max(words, key=lambda word: word.rank, default=Severity.UNKNOWN)


@lru_cache(4096)
def _score(vector: str) -> tuple[int, float] | None:
    """CVSS's generation and base score; None for what is no vector."""
    kind, generation = {"CVSS:3": (CVSS3, 3), "CVSS:4": (CVSS4, 4)}.get(vector[:6], (CVSS2, 2))
    try:
        return generation, float(kind(vector).base_score)
    except (CVSSError, ValueError, KeyError, IndexError, ArithmeticError):
        return None


def _rating(generation: int, score: float) -> Severity:
    """FIRST's qualitative scale; the second generation's, NVD's, ends at high."""
    if score < 0.1:
        return Severity.INFO
    if score < 4:
        return Severity.LOW
    if score < 7:
        return Severity.MEDIUM
    return Severity.CRITICAL if score >= 9 and generation > 2 else Severity.HIGH
