"""How sure it is that a name was meant to be another: a sum of general properties, weighed. Pure, and no list in it.

The weights are log-odds, fitted by logistic regression on published pairs against ordinary packages and popular names
that are near each other, then rounded. They know techniques, lengths, places, popularity and words, never a single
name. `make bench` prints how they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checks.interface import Confidence, Severity
from checks.typosquats.asked import FULL, Candidate
from checks.typosquats.slips import Technique

_BASE: Mapping[Technique, tuple[float, float]] = {
    Technique.HOMOGLYPH: (9.0, 9.0),
    Technique.OPTION: (9.0, 9.0),
    Technique.LOOK_ALIKE: (1.5, 1.5),
    Technique.SWAP: (1.3, 2.2),
    Technique.MOVED: (-0.9, -0.9),
    Technique.OMISSION: (0.7, 1.0),
    Technique.REPETITION: (1.6, 2.0),
    Technique.ADDITION: (-0.1, -0.7),
    Technique.NEIGHBOUR: (0.1, -0.2),
    Technique.DIGIT_FOR_LETTER: (1.2, 1.4),
    Technique.SUBSTITUTION: (-1.1, -0.9),
    Technique.SEVERAL: (-1.7, -3.4),
    Technique.PLURAL: (1.7, 0.9),
    Technique.DELIMITER: (2.4, 3.0),
    Technique.ORDER: (2.3, 2.8),
    Technique.VERSION: (2.5, 3.5),
    Technique.AFFIX: (2.0, 3.8),
    Technique.OTHER_AFFIX: (2.5, 1.8),
    Technique.BARE: (2.3, 1.9),
    Technique.COMBINATION: (-0.1, 2.1),
    Technique.MISSPELT_WORD: (0.3, 1.1),
    Technique.SCOPE_LEFT_OUT: (1.3, 1.3),
    Technique.SCOPE_JOINED: (0.0, 0.0),
    Technique.SCOPE_FAMILY: (3.0, 3.0),
    Technique.SCOPE_CHANGED: (0.5, 0.5),
    Technique.ELSEWHERE: (2.3, 2.3),
    Technique.IMPORT: (3.4, 3.4),
    Technique.STANDARD_LIBRARY: (3.1, 3.1),
}
"""Technique -> where its score begins: elsewhere, and on npm."""
_WEIGHTS: Mapping[str, float] = {
    "rank": -0.42,
    "short": 0.77,
    "long": 0.28,
    "very-long": 0.31,
    "known": -0.51,
    "english": -1.11,
    "parts": -1.1,
    "same": 0.74,
    "inflected": 0.46,
    "first": -1.08,
    "last": -0.63,
    "crowd": 0.2,
    "word-swap": 0.69,
    "word-omission": -1.1,
    "word-common": 0.37,
    "scope": 1.06,
    "scopes": -0.96,
    "several": 0.89,
    "rest": -0.52,
    "before": -0.51,
    "family": 0.5,
}
"""Feature -> what one of it adds."""
_RANK_TOO: Mapping[Technique, float] = {Technique.PLURAL: -0.25, Technique.COMBINATION: 0.15}
_RANK_OFF_NPM = -0.17
"""What the logarithm of the rank adds to a slip of the fingers beyond that, where lists are short."""
_SLIPS = frozenset({
    *(Technique.SWAP, Technique.MOVED, Technique.OMISSION, Technique.REPETITION, Technique.ADDITION),
    *(Technique.NEIGHBOUR, Technique.DIGIT_FOR_LETTER, Technique.SUBSTITUTION, Technique.SEVERAL),
    *(Technique.PLURAL, Technique.LOOK_ALIKE),
})  # fmt: skip
_SURE = _SLIPS - {Technique.SEVERAL, Technique.PLURAL} | {Technique.HOMOGLYPH, Technique.OPTION}
_SURE_RANK = 5_000


@dataclass(frozen=True, slots=True)
class Levels:
    """Scores from which a finding has a severity."""

    low: float
    medium: float
    high: float


LEVELS: Mapping[str, Levels] = {"npm": Levels(-0.8, -0.21, 2.2), "": Levels(-1.7, -1.2, 1.9)}
"""By purl type; "" for all others."""


def score(type_: str, candidate: Candidate) -> float:
    """Log-odds: 1 more is 2.7 times as likely."""
    technique, features = candidate.technique, candidate.features
    total = _BASE[technique][type_ == "npm"]
    rank = features.get("rank", 0.0)
    total += rank * _RANK_TOO.get(technique, 0.0)
    if technique in _SLIPS and type_ != "npm":
        total += rank * _RANK_OFF_NPM
    return total + sum(_WEIGHTS[name] * value for name, value in features.items())


def graded(type_: str, candidate: Candidate, total: float) -> tuple[Severity, Confidence] | None:
    """What a finding of this score weighs; None: it is none.

    High, which blocks, are only sure techniques on popular targets, where there is a list to have measured that on.
    """
    levels = LEVELS.get(type_, LEVELS[""])
    sure = type_ in FULL and candidate.technique in _SURE and candidate.rank < _SURE_RANK
    if total >= levels.high and sure:
        return Severity.HIGH, Confidence.HIGH if total >= levels.high + 2 else Confidence.MEDIUM
    if total >= levels.medium:
        return Severity.MEDIUM, Confidence.MEDIUM
    return (Severity.LOW, Confidence.LOW) if total >= levels.low else None
