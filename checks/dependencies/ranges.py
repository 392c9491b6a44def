"""What the range of a manifest admits, as intervals of versions. What cannot be understood admits nothing known: None.

Each ecosystem's notation becomes alternatives of comparisons ((">=", "1.2"), ("<", "2")), and those become intervals.
PEP 440 is read by packaging, npm's notation by semantic-version; Cargo's, Dart's and Actions' are turned into npm's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from semantic_version import NpmSpec  # type: ignore[import-untyped]
from semantic_version.base import AllOf, AnyOf, Range  # type: ignore[import-untyped]

from checks.dependencies.versions import LONGEST, Key, key

Comparison = tuple[str, str]
"""Operator (>= > < <= ==) and version."""
Alternatives = Sequence[Sequence[Comparison]]
"""Any of them, all of its comparisons."""
_COMPARISON = re.compile(r"\s*(>=|<=|==|!=|=|>|<|~>|\^|~)?\s*([^\s,|<>=~^!]+)")


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`; None is without end. `floor` and `ceiling` say whether the ends themselves are in it."""

    low: Key | None = None
    high: Key | None = None
    floor: bool = True
    ceiling: bool = False
    lowest: str = ""
    """`low` as it was written."""

    def holds(self, version: Key) -> bool:
        """Whether a version lies in it."""
        above = self.low is None or (version >= self.low if self.floor else version > self.low)
        below = self.high is None or (version <= self.high if self.ceiling else version < self.high)
        return bool(above and below)

    @property
    def empty(self) -> bool:
        """Whether nothing can lie in it."""
        if self.low is None or self.high is None:
            return False
        return bool(self.high < self.low or (self.high == self.low and not (self.floor and self.ceiling)))


@lru_cache(1 << 14)
def admitted(type_: str, requirement: str) -> tuple[Interval, ...] | None:
    """The intervals of versions that a requirement as written lets in; None where that cannot be told."""
    read = _READERS.get(type_)
    if read is None or not requirement.strip() or len(requirement) > 2 * LONGEST:
        return None
    try:
        return _intervals(type_, read(requirement.strip()))
    except Exception:  # hostile text in other people's parsers: whatever they raise, it is no range
        return None


def covered(wanted: Interval, by: Iterable[Interval]) -> bool:
    """Whether every version of `wanted` lies in one of `by`."""
    reached, inclusive = wanted.low, wanted.floor
    for one in sorted(by, key=lambda interval: (interval.low is not None, _Ordered(interval.low))):
        if not _begins_by(one, reached, inclusive):
            break
        if one.high is None:
            return True
        if reached is None or one.high > reached or (one.high == reached and one.ceiling):
            reached, inclusive = one.high, not one.ceiling
        if _ends_by(wanted, reached, inclusive):
            return True
    return False


def _begins_by(one: Interval, reached: Key | None, inclusive: bool) -> bool:
    """Whether `one` leaves no gap after what is covered before `reached` (itself still to be covered if inclusive)."""
    if one.low is None or (reached is not None and one.low < reached):
        return True
    return reached is not None and bool(one.low == reached) and (one.floor or not inclusive)


def _ends_by(wanted: Interval, reached: Key, missing: bool) -> bool:
    if wanted.high is None:
        return False
    return bool(wanted.high < reached or (wanted.high == reached and not (wanted.ceiling and missing)))


class _Ordered:
    """Sorts keys, None first."""

    __slots__ = ("key",)

    def __init__(self, key: Key | None) -> None:
        self.key = key

    def __lt__(self, other: _Ordered) -> bool:
        return self.key is not None and other.key is not None and bool(self.key < other.key)


def _intervals(type_: str, alternatives: Alternatives | None) -> tuple[Interval, ...] | None:
    if alternatives is None:
        return None
    found = [_interval(type_, comparisons) for comparisons in alternatives]
    if any(one is None for one in found):
        return None
    return tuple(one for one in found if one is not None and not one.empty)


def _interval(type_: str, comparisons: Sequence[Comparison]) -> Interval | None:
    low: tuple[Key, bool, str] | None = None
    high: tuple[Key, bool] | None = None
    for operator, version in comparisons:
        bound = key(type_, version)
        if bound is None:
            return None
        inclusive = operator in (">=", "<=", "==")
        if operator in (">=", ">", "==") and (low is None or (bound, not inclusive) > (low[0], not low[1])):
            low = (bound, inclusive, version)
        if operator in ("<=", "<", "==") and (high is None or (bound, inclusive) < high):
            high = (bound, inclusive)
    return Interval(
        low[0] if low else None,
        high[0] if high else None,
        low[1] if low else True,
        high[1] if high else False,
        low[2] if low else "",
    )


def _pypi(text: str) -> Alternatives:
    """PEP 440's notation, else Poetry's: "^1.2", "~1.2", "1.*", "^1 || ^2"."""
    try:
        specifiers = SpecifierSet(text)
    except InvalidSpecifier:
        return [_caretted(part, tilde=1) for part in re.split(r"\s*\|\|?\s*", text)]
    comparisons: list[Comparison] = []
    for one in specifiers:
        operator, version = one.operator, one.version
        if operator == "~=":
            comparisons += [(">=", version), ("<", _bumped(version, -2))]
        elif version.endswith(".*") and operator == "==":
            comparisons += [(">=", version[:-2]), ("<", _bumped(version[:-2], -1))]
        elif operator != "!=":
            comparisons.append(("==" if operator == "===" else operator, version))
    return [comparisons]


def _npm(text: str) -> Alternatives | None:
    clause = NpmSpec(text).clause
    return [_npm_part(part) for part in (clause.clauses if isinstance(clause, AnyOf) else [clause])]


def _npm_part(part: Range | AllOf) -> list[Comparison]:
    return [(one.operator, str(one.target)) for one in (part.clauses if isinstance(part, AllOf) else [part])]


def _cargo(text: str) -> Alternatives | None:
    """A bare version means the same as with a caret."""
    parts = [part.strip() for part in text.split(",")]
    return _npm(" ".join(f"^{part}" if part[:1].isdigit() and "*" not in part else part for part in parts))


def _pub(text: str) -> Alternatives | None:
    """A bare version means itself."""
    return [[]] if text == "any" else _npm(text)


def _actions(text: str) -> Alternatives | None:
    """A tag "v3" moves with every v3.x.y; one with three numbers, or a commit, is that one."""
    if not re.fullmatch(r"v?\d+(\.\d+){0,2}", text):
        return None
    return _npm(text.removeprefix("v"))


def _gem(text: str) -> Alternatives:
    comparisons: list[Comparison] = []
    for operator, version in _COMPARISON.findall(text):
        if operator == "~>":
            comparisons += [(">=", version), ("<", _bumped(version, -2))]
        elif operator != "!=":
            comparisons.append(("==" if operator in ("", "=") else operator, version))
    return [comparisons]


def _composer(text: str) -> Alternatives:
    return [_caretted(part, tilde=-2) for part in re.split(r"\s*\|\|?\s*", re.sub(r"@\w+", "", text))]


def _caretted(text: str, tilde: int) -> list[Comparison]:
    """Composer's and Poetry's notation; `tilde` is the position that their "~" bumps."""
    if found := re.fullmatch(r"\s*(\S+)\s+-\s+(\S+)\s*", text):
        whole = found[2].count(".") >= 2
        return [(">=", found[1]), ("<=", found[2]) if whole else ("<", _bumped(found[2], -1))]
    comparisons: list[Comparison] = []
    for operator, version in _COMPARISON.findall(text):
        version = version.removeprefix("v")
        if version in ("*", "x"):
            continue
        if version.endswith((".*", ".x")):
            version = re.sub(r"(\.[*x])+$", "", version)
            comparisons += [(">=", version), ("<", _bumped(version, -1))]
        elif operator == "^":
            comparisons += [(">=", version), ("<", _bumped(version, _first_that_counts(version)))]
        elif operator in ("~", "~>"):
            comparisons += [(">=", version), ("<", _bumped(version, _within(version, tilde)))]
        elif operator != "!=":
            comparisons.append(("==" if operator in ("", "=") else operator, version))
    return comparisons


_BRACKETED = re.compile(r"\s*([\[(])\s*([^\[\](),]*)(,?)\s*([^\[\](),]*)([\])])\s*")


def _bracketed(text: str) -> Alternatives | None:
    """Maven's and NuGet's "[1.0,2.0)", and several of them; None where the text is anything else."""
    alternatives: list[list[Comparison]] = []
    at = 0
    while found := _BRACKETED.match(text, at):
        opening, low, comma, high, closing = found.groups()
        if not comma:
            alternatives.append([("==", low.strip())])
        else:
            lower = [(">=" if opening == "[" else ">", low.strip())] if low.strip() else []
            upper = [("<=" if closing == "]" else "<", high.strip())] if high.strip() else []
            alternatives.append([*lower, *upper])
        at = found.end()
        at += text[at : at + 1] == ","
    return alternatives if alternatives and at >= len(text) else None


def _maven(text: str) -> Alternatives | None:
    """A bare version is what is taken, unless another dependency asks for more."""
    if "${" in text or text.upper() in ("LATEST", "RELEASE"):
        return None
    return _bracketed(text) if text[:1] in "[(" else [[("==", text)]]


def _nuget(text: str) -> Alternatives | None:
    """A bare version is the least; "1.2.*" floats within 1.2."""
    if text[:1] in "[(":
        return _bracketed(text)
    if "*" in text:
        fixed = re.sub(r"[.-]?\*.*$", "", text)
        return [[(">=", fixed), ("<", _bumped(fixed, -1))]] if fixed else None
    return [[(">=", text)]]


def _numbers(version: str) -> list[int]:
    """The release's numbers: a Python epoch and stages left out."""
    found = re.match(r"v?(\d+(?:\.\d+)*)", version.rpartition("!")[2])
    return [int(number) for number in found[1].split(".")] if found else []


def _bumped(version: str, position: int) -> str:
    """The first version that differs at `position` (from the end if negative) and before: 1.4.2 at -2 is 1.5."""
    epoch, bang, _ = version.rpartition("!")
    numbers = _numbers(version)
    kept = numbers[: position if position >= 0 else len(numbers) + position]
    at = len(kept)
    return f"{epoch}{bang}{'.'.join(map(str, [*kept, numbers[at] + 1]))}"


def _within(version: str, position: int) -> int:
    """`position`, or the nearest one that the version has."""
    count = len(_numbers(version))
    return min(position, count - 1) if position >= 0 else max(position, -count)


def _first_that_counts(version: str) -> int:
    """Where a caret bumps: the first number that is not zero, or the last one."""
    numbers = _numbers(version)
    return next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)


_READERS: Mapping[str, Callable[[str], Alternatives | None]] = {
    "pypi": _pypi,
    "npm": _npm,
    "cargo": _cargo,
    "pub": _pub,
    "githubactions": _actions,
    "gem": _gem,
    "composer": _composer,
    "maven": _maven,
    "nuget": _nuget,
}
