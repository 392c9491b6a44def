"""Which versions a Python requirement admits, in PEP 440's notation and in Poetry's and Pipenv's. Pure.

`^1.2`, `~1.2`, `1.2.*` and `*` are said in PEP 440; alternatives (`^1 || ^2`) are several sets; others are None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

_EXACT = re.compile(r"\s*\(?\s*={2,3}\s*([^\s,;*()=]+)\s*\)?\s*")
_PARTS = re.compile(r"[,\s]\s*(?![,\s])")
_SHORT = re.compile(r"([~^]|=(?!=))?\s*(v?\d[\w.+!-]*(?:\.\*)?)")
MOST_TEXT = 500
"""Characters of a requirement; a longer one is hostile."""


def exact(requirement: str) -> str:
    """The one version that `==` or `===` admits; "" for any other range."""
    found = _EXACT.fullmatch(requirement)
    return found[1] if found and len(requirement) <= MOST_TEXT else ""


@lru_cache(maxsize=20_000)
def admitted(requirement: str) -> tuple[SpecifierSet, ...] | None:
    """Alternatives, each a set; None where the text is no range that can be told."""
    if len(requirement) > MOST_TEXT:
        return None
    try:
        return tuple(_one(part) for part in requirement.replace("||", "|").split("|"))
    except (InvalidSpecifier, InvalidVersion, ValueError):
        return None


def admits(requirement: str, version: str) -> bool | None:
    """Whether it lets this version in, pre-releases included; None where that cannot be told."""
    sets = admitted(requirement)
    try:
        return None if sets is None else any(one.contains(Version(version), prereleases=True) for one in sets)
    except InvalidVersion:
        return None


def _one(text: str) -> SpecifierSet:
    text = re.sub(r"([<>=!~^])\s+", r"\1", text.strip().strip("()").strip())
    if text in ("", "*", "latest"):
        return SpecifierSet()
    return SpecifierSet(",".join(_plain(part) for part in _PARTS.split(text) if part))


def _plain(part: str) -> str:
    found = _SHORT.fullmatch(part)
    if part == "*" or not found:
        return "" if part == "*" else part
    sign, version = found[1] or "", found[2]
    if version.endswith(".*") or sign in ("", "="):
        return f"=={version}"
    release = Version(version).release
    return f">={version},<{_above(release, _kept(sign, release))}"


def _kept(sign: str, release: Sequence[int]) -> int:
    """How many of the leading numbers stay as they are."""
    if sign == "~":
        return min(2, len(release))
    first = next((at for at, number in enumerate(release) if number), len(release) - 1)
    return first + 1


def _above(release: Sequence[int], kept: int) -> str:
    return ".".join(str(number) for number in (*release[: kept - 1], release[kept - 1] + 1))
