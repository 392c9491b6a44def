"""What a name is compared with, and what comes of it. Values, and the few properties that several techniques share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from checks.typosquats.index import Index, Names, Words
from checks.typosquats.names import Name
from checks.typosquats.slips import Technique

FULL = ("npm", "pypi")
"""Types that every technique is tried on; of the others only slips of the fingers are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One name that may have been meant."""

    technique: Technique
    target: str
    """As its list spells it; for a misspelt word the name with the word mended."""
    rank: int = 0
    """Of the target, from 0."""
    features: Mapping[str, float]
    """General properties, by the names that `score` weighs."""


class Asked(NamedTuple):
    """A name, and what it is compared with."""

    type: str
    name: Name
    cores: tuple[str, ...]
    """What is left of it without words for the language; see `names.cores`."""
    names: Names
    words: Words
    lists: Index
    """Everything, for what other registries know."""


def place(rank: int) -> dict[str, float]:
    """The feature of the target's rank (from 0)."""
    return {"rank": log(rank + 1)}


def structure(asked: Asked, technique: Technique, number: int, **features: float) -> Candidate:
    """A candidate for the popular name of this number."""
    target = asked.names[number]
    return Candidate(technique=technique, target=target, rank=number, features={**place(number), **features})


def scope_size(asked: Asked, target: Name) -> dict[str, float]:
    """The feature of how many popular packages the target's scope has."""
    size = asked.names.scopes.get(target.text.partition("/")[0], 1)
    return {"scope": log(size)}
