"""Names that slips of the fingers make of popular ones, and slips of the eye. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from rapidfuzz.distance import OSA

from checks.typosquats.asked import FULL, Asked, Candidate, place, scope_size
from checks.typosquats.index import NEAR, Index, Names
from checks.typosquats.names import Name, parse, seen, singular, squeeze
from checks.typosquats.slips import Slip, Technique, differing, inflected, slip

_SHORTEST_WORD = 5
_SURE = frozenset({Technique.SWAP, Technique.REPETITION, Technique.LOOK_ALIKE})
"""Slips that are looked for beside a scope that is left out."""
_STRUCTURAL = frozenset({Technique.DELIMITER, Technique.SCOPE_JOINED, Technique.VERSION})
_WORD_SLIPS = frozenset({Technique.SWAP, Technique.REPETITION, Technique.OMISSION})


def near(asked: Asked) -> Iterator[Candidate]:
    """All popular names within a slip."""
    numbers = asked.names.table.near(NEAR, asked.name.skeleton)
    if (one := singular(asked.name.skeleton)) != asked.name.skeleton:
        numbers |= asked.names.table.near(NEAR, one)
    found = [pair for number in numbers if (pair := _between(asked, number))]
    for number, target, between in found:
        features = _features(asked, target, between, len(found))
        yield Candidate(
            technique=between.technique,
            target=asked.names[number],
            rank=number,
            features=features | place(number),
        )


def _between(asked: Asked, number: int) -> tuple[int, Name, Slip] | None:
    text = asked.names[number]
    squeezed = squeeze(text)
    if squeezed == asked.name.squeezed:
        joined = text.startswith("@")
        return number, parse(text), Slip(Technique.SCOPE_JOINED if joined else Technique.DELIMITER)
    between = slip(asked.name.squeezed, squeezed)
    if between is None or _is_none(asked, target := parse(text), between):
        return None
    return number, target, between


def _features(asked: Asked, target: Name, between: Slip, crowd: int) -> dict[str, float]:
    if between.technique in _STRUCTURAL:
        return scope_size(asked, target)
    found = _edit(asked, target) | {
        "first": float(asked.name.text[:1] != target.text[:1]),
        "last": float(between.last),
        "crowd": log(crowd),
    }
    if between.technique is Technique.SEVERAL:
        found["very-long"] = float(max(0, min(len(target.squeezed), 14) - 8))
    return found


def misspelt(asked: Asked) -> Iterator[Candidate]:
    """A word that nobody uses, one swap (doubling, omission) away from one that many use."""
    for word in dict.fromkeys(asked.name.words):
        if len(word) < _SHORTEST_WORD or not word.isalpha() or not asked.words.unheard_of(word):
            continue
        for meant in asked.words.common_near(word):
            between = slip(word, meant)
            if between is None or between.technique not in _WORD_SLIPS or inflected(word, meant):
                continue
            if between.technique is Technique.OMISSION and (between.first or between.last or len(meant) < 6):
                continue
            yield Candidate(
                technique=Technique.MISSPELT_WORD,
                target=asked.name.text.replace(word, meant, 1),
                features={
                    "word-swap": float(between.technique is Technique.SWAP),
                    "word-omission": float(between.technique is Technique.OMISSION),
                    "word-common": log(asked.words.known(meant)),
                },
            )


def homoglyph(text: str, names: Names, index: Index) -> Iterator[Candidate]:
    """A popular name in letters of another script, or with invisible characters in it."""
    shown = seen(text, index.confusable)
    if (rank := names.rank(shown)) is not None:
        yield Candidate(technique=Technique.HOMOGLYPH, target=shown, rank=rank, features=place(rank))


def _is_none(asked: Asked, target: Name, between: Slip) -> bool:
    """Whether it only looks like a slip: a whole word differs ("base-n", "base-x"), or more than the slip does."""
    if target.text.startswith("@") and between.technique not in _SURE:
        return True
    if between.technique is Technique.SEVERAL and asked.type not in FULL:
        return True
    written, meant = map("".join, differing(asked.name, target))
    whole = OSA.distance(written, meant) >= max(len(written), len(meant))
    return whole and between.technique is not Technique.VERSION


def _edit(asked: Asked, target: Name) -> dict[str, float]:
    """What makes a slip of the fingers likely: long names, words that nobody writes, structure that is the same."""
    name, words = asked.name, asked.words
    written, meant = differing(name, target)
    letters = [word for word in written if word.isalpha() and len(word) > 1]
    known = min((words.known(word) for word in letters), default=0)
    size = len(target.squeezed)
    one = len(written) == len(meant) == 1
    return {
        "short": float(min(size, 6)),
        "long": float(max(0, min(size, 11) - 6)),
        "known": min(log(known + 1), 5.0),
        "english": float(words.english(name.squeezed)),
        "parts": float(len(name.parts) != len(target.parts)),
        "same": float(min(len(target.parts) - 1, 2)) if len(name.parts) == len(target.parts) else 0.0,
        "inflected": float(one and inflected(written[0], meant[0])),
    }
