"""Versions in each ecosystem's own order, by the libraries made for it. Nothing here raises for odd input.

PEP 440 is packaging's, SemVer semantic-version's, Maven, RubyGems and NuGet univers'. Composer has no library that
knows its stages and its four numbers (univers takes it for SemVer): its order is written out here, after
composer/semver's documentation. Keys are plain tuples wherever that is possible: comparing them is then C's work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from packaging.version import Version
from semantic_version import Version as SemVer  # type: ignore[import-untyped]
from univers import gem, maven, nuget

_GemVersion: Any = gem.GemVersion  # univers has no annotations
_MavenVersion: Any = maven.Version
_NugetVersion: Any = nuget.Version
Key = Any
"""Comparable with other keys of the same ecosystem, and with nothing else."""
LONGEST = 200
"""Characters. Nobody writes longer versions; the libraries take quadratic time, or all of the stack, over them."""
_KEPT = 1 << 17
_LOOSE = re.compile(r"[=vV\s]*(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.+-]*)?\s*", re.ASCII)
_COMPOSER = re.compile(
    r"v?(\d{1,9})(?:\.(\d{1,14}))?(?:\.(\d{1,14}))?(?:\.(\d{1,14}))?"
    r"(?:[._-]?(stable|beta|b|rc|alpha|a|patch|pl|p)[._-]?((?:\d+[._-]?)*))?([._-]?dev)?(?:\+\S*)?",
    re.IGNORECASE | re.ASCII,
)
_COMPOSER_STAGES = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "rc": 2, "": 3, "stable": 3, "p": 4, "pl": 4, "patch": 4}
_MAVEN_RELEASE = re.compile(r"(?i)[.-](final|ga|release)$")


@lru_cache(_KEPT)
def key(type_: str, version: str) -> Key | None:
    """What orders `version` among its like in the purl type `type_`; None where it is no version there."""
    read = _READERS.get(type_)
    if read is None or not version or len(version) > LONGEST:
        return None
    try:
        return read(version)
    except Exception:  # hostile text in other people's parsers: whatever they raise, it is no version
        return None


def known(type_: str) -> bool:
    """Whether versions of this purl type can be ordered at all."""
    return type_ in _READERS


@lru_cache(_KEPT)
def normal(type_: str, version: str) -> str:
    """One spelling for versions that are written differently and are the same; for looking up in lists."""
    if type_ == "pypi" and (read := key(type_, version)) is not None:
        return str(read)
    return version[1:] if type_ in _WITH_V and version[:1] in ("v", "V") else version


def least(type_: str, versions: Iterable[str]) -> str:
    """The smallest of these versions; "" where there is none."""
    return min((one for one in versions if key(type_, one) is not None), key=lambda one: _of(type_, one), default="")


def _of(type_: str, version: str) -> Any:
    return key(type_, version)


def is_prerelease(type_: str, version: str) -> bool:
    """Whether a person who asks for a release would not want it. False where that cannot be told."""
    if type_ == "pypi":
        read = key(type_, version)
        return bool(read is not None and read.is_prerelease)
    if type_ in ("maven", "composer", "gem"):
        return bool(re.search(r"(?i)(alpha|beta|snapshot|dev|pre|rc|cr|[.-][abm])[.-]?\d*\b", version))
    return "-" in version.split("+")[0]


def major(type_: str, version: str) -> Key:
    """What stays the same while nothing is meant to break: the first number, and below 1.0 the second too."""
    text = normal(type_, version)
    epoch, bang, rest = text.rpartition("!")
    numbers = re.findall(r"\d+", rest)[:2]
    if numbers[:1] == ["0"] and type_ not in ("maven", "nuget"):
        return (epoch, bang, *numbers)
    return (epoch, bang, *numbers[:1])


def _pypi(version: str) -> Key:
    read = Version(version)
    return Version(read.public) if read.local else read  # 1.0+cu118 is 1.0 as far as advisories go


def _semver(version: str) -> Key:
    """Loosely, as the tools do: "v1.2" is 1.2.0. Build metadata counts for nothing."""
    found = _LOOSE.fullmatch(version)
    if found is None:
        return None
    numbers = [str(int(number or 0)) for number in found.groups()[:3]]
    read = SemVer(".".join(numbers) + (found[4] or ""))
    return (read.major, read.minor, read.patch, _stage(read.prerelease))


def _stage(prerelease: tuple[str, ...]) -> Key:
    """None at all comes last; numbers before words."""
    if not prerelease:
        return (1,)
    return (0, tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in prerelease))


def _gem(version: str) -> Key:
    """Words come before the end, the end before numbers."""
    segments = _GemVersion(version).canonical_segments
    return (*((2, part, "") if isinstance(part, int) else (0, 0, str(part)) for part in segments), (1, 0, ""))


def _nuget(version: str) -> Key:
    read = _NugetVersion.from_string(version)
    stage = tuple(read.prerelease.lower().split(".")) if read.prerelease else ()
    return (read.major, read.minor, read.patch, int(read.revision or 0), _stage(stage))


def _maven(version: str) -> Key:
    return _MavenVersion(_MAVEN_RELEASE.sub("", version))


def _composer(version: str) -> Key:
    found = _COMPOSER.fullmatch(version)
    if found is None:
        return None
    numbers = tuple(int(number or 0) for number in found.groups()[:4])
    stage = -1 if found[7] and not found[5] else _COMPOSER_STAGES[(found[5] or "").lower()]
    return (*numbers, stage, tuple(map(int, re.findall(r"\d+", found[6] or ""))), not found[7])


_WITH_V = frozenset({"golang", "composer", "npm", "githubactions", "pub", "swift"})
_READERS: Mapping[str, Callable[[str], Key]] = {
    "pypi": _pypi,
    "gem": _gem,
    "maven": _maven,
    "nuget": _nuget,
    "composer": _composer,
    **dict.fromkeys(("npm", "golang", "cargo", "pub", "githubactions", "swift", "hex"), _semver),
}
