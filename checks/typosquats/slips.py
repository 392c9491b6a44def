"""How one name becomes another: the slip between two names, and what makes it look like one. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from checks.typosquats.names import LOOK_ALIKE, Name, runs, singular


class Technique(StrEnum):
    """Every way in which names are confused. The value is said in findings."""

    HOMOGLYPH = "look-alike letters of another script"
    LOOK_ALIKE = "look-alike characters"
    SWAP = "two letters swapped"
    MOVED = "a letter moved"
    OMISSION = "a letter left out"
    REPETITION = "a letter doubled or not doubled"
    ADDITION = "a letter added"
    NEIGHBOUR = "a letter mistyped"
    """By a neighbour on the keyboard, or another vowel."""
    DIGIT_FOR_LETTER = "a letter replaced by a digit"
    SUBSTITUTION = "a letter replaced"
    SEVERAL = "two slips"
    PLURAL = "singular and plural"
    DELIMITER = "other delimiters"
    ORDER = "the same words in another order"
    VERSION = "a version number added or left out"
    AFFIX = "a word for the language or registry added"
    OTHER_AFFIX = "another word for the language or registry"
    BARE = "the word for the language or registry left out"
    COMBINATION = "a foreign word added to a popular name"
    MISSPELT_WORD = "a common word misspelt"
    SCOPE_LEFT_OUT = "the scope left out"
    SCOPE_JOINED = "the scope written as part of the name"
    SCOPE_FAMILY = "the form of a scope's packages without the scope"
    SCOPE_CHANGED = "another scope"
    ELSEWHERE = "a popular name of another registry"
    IMPORT = "what is imported, not what is installed"
    STANDARD_LIBRARY = "a module of the standard library"
    OPTION = "an option of the package manager taken for a name"


_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHIFT = (0.0, 0.5, 0.75, 1.25)
_KEYS = {key: (row, at + _SHIFT[row]) for row, keys in enumerate(_ROWS) for at, key in enumerate(keys)}
_VOWELS = "aeiouy"
_NO_DIGITS = str.maketrans("", "", "0123456789")


@dataclass(frozen=True, slots=True)
class Slip:
    """What lies between a name and its target, squeezed."""

    technique: Technique
    first: bool = False
    """At the first letter, where slips are seen."""
    last: bool = False
    """At the last letter, where words are inflected."""


def slip(name: str, target: str) -> Slip | None:
    """What leads from `target` to `name`, both squeezed: one slip, or two of known kinds; None: there is more."""
    distance = OSA.distance(name, target, score_cutoff=2)
    one = _one(name, target) if distance == 1 else None
    if one is not None and one.technique is Technique.SWAP:
        return one
    if (numbered := _digits(name, target)) is not None:
        return numbered
    if one is not None:
        return one
    if distance > 2 or min(len(name), len(target)) < 7:
        return None
    if _moved(name, target):
        return Slip(Technique.MOVED)
    return Slip(Technique.PLURAL if singular(name) == singular(target) else Technique.SEVERAL)


def _digits(name: str, target: str) -> Slip | None:
    """Names that only differ in digits: look-alikes of letters, or numbers."""
    if name.isalpha() and target.isalpha():
        return None
    if name.translate(LOOK_ALIKE) == target.translate(LOOK_ALIKE):
        return Slip(Technique.LOOK_ALIKE)
    letters = name.translate(_NO_DIGITS)
    return Slip(Technique.VERSION) if len(letters) >= 4 and letters == target.translate(_NO_DIGITS) else None


def _one(name: str, target: str) -> Slip:
    at = next((i for i, (a, b) in enumerate(zip(name, target, strict=False)) if a != b), min(len(name), len(target)))
    first, last = at == 0, at >= min(len(name), len(target)) - (len(name) == len(target))
    if len(name) != len(target):
        if runs(name) == runs(target):
            return Slip(Technique.REPETITION, first)
        longer = name if len(name) > len(target) else target
        if last and longer[-1] == "s":
            return Slip(Technique.PLURAL, last=True)
        return Slip(Technique.ADDITION if longer is name else Technique.OMISSION, first, last)
    if name[at + 1 : at + 2] == target[at] and name[at] == target[at + 1 : at + 2]:
        return Slip(Technique.SWAP, first)
    return Slip(_substitution(name[at], target[at]), first, last)


def _substitution(written: str, meant: str) -> Technique:
    if written.isdigit():
        return Technique.DIGIT_FOR_LETTER
    if (written in _VOWELS and meant in _VOWELS) or _beside(written, meant):
        return Technique.NEIGHBOUR
    return Technique.SUBSTITUTION


def _beside(one: str, other: str) -> bool:
    if one not in _KEYS or other not in _KEYS:
        return False
    (row, at), (other_row, other_at) = _KEYS[one], _KEYS[other]
    return abs(row - other_row) <= 1 and abs(at - other_at) <= 1


def _moved(name: str, target: str) -> bool:
    """One letter two places further ("botoceor"), or two swapped over a third ("elenemt")."""
    if len(name) != len(target):
        return False
    differ = [i for i, (a, b) in enumerate(zip(name, target, strict=True)) if a != b]
    start, end = differ[0], differ[-1] + 1
    one, other = name[start:end], target[start:end]
    return end - start == 3 and (other in (one[1:] + one[:1], one[-1:] + one[:-1], one[::-1]))


def differing(name: Name, target: Name) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of each that the other does not have at the same place, seen from both ends."""
    one, other = name.words, target.words
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def inflected(word: str, other: str) -> bool:
    """Whether one is the other with an ending, as in "format" and "formats", "render" and "rendered"."""
    longer, shorter = (word, other) if len(word) >= len(other) else (other, word)
    if longer.startswith(shorter) and longer[len(shorter) :] in _ENDINGS:
        return True
    return word[:-1] == other[:-1] and word[-1:] in _LAST and other[-1:] in _LAST


_ENDINGS = frozenset({"s", "es", "d", "ed", "r", "er", "ing", "y", "e", "ly", "n", "ish"})
_LAST = frozenset("sdrnyet")
