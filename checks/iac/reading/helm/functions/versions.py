"""Semantic versions and what is asked of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from checks.iac.reading.helm.values import Unrendered, text

_VERSION = re.compile(
    r"v?(\d{1,9})(?:\.(\d{1,9}|[xX*]))?(?:\.(\d{1,9}|[xX*]))?(?:-([\w.-]{1,100}))?(?:\+[\w.-]{1,100})?"
)
_PART = re.compile(r"(!=|>=|=>|<=|=<|>|<|=|~>|~|\^)?\s*(v?[\dxX*][\w.*+-]*)")
_RANGE = re.compile(r"(\S+)\s+-\s+(\S+)")
Number = tuple[int, int, int]


def _parsed(written: str) -> tuple[Number, str, int]:
    """Numbers, what comes before the release ("" for the release itself), and how many numbers are written."""
    if written in ("*", "x", "X"):
        return (0, 0, 0), "", 0
    found = _VERSION.fullmatch(written.strip())
    if not found:
        raise Unrendered(f"{written[:40]} is no version")
    given = [part for part in found.groups()[:3] if part is not None and part not in "xX*"]
    numbers = [*map(int, given), 0, 0]
    return (numbers[0], numbers[1], numbers[2]), found[4] or "", len(given)


def _key(number: Number, before: str) -> tuple[Any, ...]:
    parts = [(0, int(one), "") if one.isdecimal() and len(one) < 10 else (1, 0, one) for one in before.split(".")]
    return number, not before, parts if before else []


def _fits(number: Number, before: str, operator: str, asked: str) -> bool:
    wanted, wanted_before, given = _parsed(asked)
    if before and not wanted_before:
        return False
    own, least = _key(number, before), _key(wanted, wanted_before)
    if operator in ("", "=", "!="):
        same = number[:given] == wanted[:given] if given < 3 else own == least
        return same is (operator != "!=")
    if operator in (">", "<="):
        above = number[:given] > wanted[:given] if given < 3 else own > least
        return above is (operator == ">")
    if operator in (">=", "=>", "<"):
        return (own >= least) is (operator != "<")
    if operator == "=<":
        return own <= least
    return own >= least and number < _end(operator, wanted, given)


def _end(operator: str, wanted: Number, given: int) -> tuple[float, ...]:
    """What ~ and ^ end before."""
    if given == 0:
        return (float("inf"),)
    if operator != "^":
        return (wanted[0] + 1,) if given == 1 else (wanted[0], wanted[1] + 1)
    first = next((at for at, part in enumerate(wanted) if part), min(given, 3) - 1)
    return (*wanted[:first], wanted[first] + 1)


def compare(constraint: Any, version: Any) -> bool:
    """sprig's semverCompare. Raises Unrendered."""
    number, before, _ = _parsed(text(version))
    for either in _RANGE.sub(r">=\1 <=\2", text(constraint)).split("||"):
        parts = _PART.findall(either)
        if parts and all(_fits(number, before, operator, asked) for operator, asked in parts):
            return True
    return False


def _semver(version: Any) -> dict[str, Any]:
    number, before, _ = _parsed(text(version))
    words = dict(zip(("Major", "Minor", "Patch"), number, strict=True))
    return {**words, "Prerelease": before, "Original": text(version)}


FUNCTIONS: dict[str, Callable[..., Any]] = {"semverCompare": compare, "semver": _semver}
