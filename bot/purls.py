"""Package URLs as people write them into lists, and which packages they name. Pure.

An entry names one package (`pkg:npm/lodash`), one of its versions, a range of them, or all below a namespace
(`pkg:npm/@acme/*`). A package that comes from elsewhere than its ecosystem's usual registry is another package: the
qualifiers that say so have to be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from packageurl import PackageURL

_ORIGINS = ("download_url", "repository_url", "vcs_url")
_CASELESS = frozenset({"composer", "docker", "githubactions", "nuget", "pypi"})
"""Types whose registries do not tell upper from lower case."""
_LONGEST = 500
_LONGEST_RANGE = 100
_RANGE = re.compile(r"[A-Za-z0-9.+~^!<>=|*_-]+")
"""What stands between the separators of a VERS; each version of it is parsed by its ecosystem's rules."""


class BadPurl(ValueError):
    """Text that names no package; what it says is for the person who wrote it."""


def read(text: str, versions: str = "") -> tuple[str, str]:
    """(purl, versions) in the one form that is kept: no version in the purl, "*" only as its last segment.

    `versions` is "", one exact version, or a range ("vers:npm/>=1|<2", or the part after the slash).
    Raises BadPurl.
    """
    if len(text) > _LONGEST or len(versions) > _LONGEST:
        raise BadPurl(f"this is longer than {_LONGEST} characters")
    everything = text.partition("?")[0].endswith("/*")
    given = text.replace("/*", "/everything", 1) if everything else text
    try:
        purl = PackageURL.from_string(given)
    except ValueError as error:
        raise BadPurl(f"{text!r} is no purl; write it like pkg:npm/left-pad or pkg:npm/@acme/*") from error
    if "*" in given or (everything and purl.name != "everything"):
        raise BadPurl(f"{text!r}: a star stands for everything below, as in pkg:npm/@acme/*, and nowhere else")
    if purl.version and versions:
        raise BadPurl(f"{text!r} names a version already; leave that or `versions` away")
    if purl.version and everything:
        raise BadPurl(f"{text!r}: a version belongs to one package")
    key = fold(purl.to_string())
    return (key.replace("/everything", "/*", 1) if everything else key), _range(
        purl.type, purl.version or versions.strip()
    )


def fold(purl: str) -> str:
    """A canonical purl without version, subpath and what does not tell packages apart: equal for equal packages."""
    name, origin = _cut(purl)[::2]
    kind, _, path = name.removeprefix("pkg:").partition("/")
    if kind in _CASELESS:
        path = path.lower()
    if kind == "pypi":
        path = re.sub(r"[-_.]+", "-", path)
    if kind == "docker" and "/" not in path and not origin and path != "everything":
        path = f"library/{path}"  # the two ways to write an official image
    return f"pkg:{kind}/{path}{origin}"


def elsewhere(purl: str, origin: str) -> str:
    """The purl of a package of that name that comes from `origin`: a git address, or the host of a registry."""
    if not origin:
        return purl
    try:
        plain = PackageURL.from_string(purl)
        told = {"vcs_url" if origin.startswith("git+") else "repository_url": origin}
        return plain._replace(qualifiers=plain.qualifiers | told).to_string()
    except ValueError:
        return f"{purl}?repository_url={quote(origin, safe='')}"


def version(purl: str) -> str:
    """The version of a canonical purl, decoded; "" where it has none."""
    return unquote(_cut(purl)[1])


def above(key: str) -> Iterator[str]:
    """The entries with a star under which a folded purl falls, nearest first."""
    path, mark, origin = key.partition("?")
    while "/" in path:
        path = path.rpartition("/")[0]
        yield f"{path}/*{mark}{origin}"


def admits(versions: str, found: str) -> bool:
    """Whether `versions`, as `read` answers them, hold the version `found`. Unreadable versions are in no range."""
    if not versions.startswith("vers:"):
        return versions in ("", found)
    if not found or len(found) > _LONGEST_RANGE:
        return False
    try:
        span = _parsed(versions)
        return span.version_class(found) in span
    except Exception:  # univers raises whatever its parsers meet: such a version is in no range
        return False


def _cut(purl: str) -> tuple[str, str, str]:
    """Name, version, and the qualifiers that say where it comes from (with their question mark)."""
    bare, _, qualifiers = purl.partition("#")[0].partition("?")
    name, _, found = bare.partition("@")  # a canonical purl has any other @ percent-encoded
    origins = sorted(one for one in qualifiers.split("&") if one.partition("=")[0] in _ORIGINS)
    return name, found, f"?{'&'.join(origins)}" if origins else ""


def _range(kind: str, versions: str) -> str:
    if not versions or not versions.startswith(("vers:", "<", ">", "=", "!")):
        return versions
    bounds = versions.removeprefix(f"vers:{kind}/").replace(" ", "")
    try:
        if len(bounds) > _LONGEST_RANGE or not _RANGE.fullmatch(bounds):
            raise ValueError(bounds)
        return str(_parsed(f"vers:{kind}/{bounds}"))
    except Exception as error:  # univers raises whatever its parsers meet
        raise BadPurl(
            f"{versions!r} is no range of {kind}'s versions; write it like '>=1.2|<2', or one version"
        ) from error


@lru_cache(maxsize=256)
def _parsed(text: str) -> Any:
    from univers.version_range import VersionRange  # takes 90 ms to import: only lists with ranges pay

    return VersionRange.from_string(text)  # type: ignore[no-untyped-call]


def escape(text: str) -> str:
    """As purls spell it."""
    return quote(text, safe=":")


def name(purl: str) -> str:
    """What a purl's own ecosystem calls the package: "@acme/shop", "img.example/acme/app"."""
    bare, _, origin = fold(purl).partition("?")
    kind, _, path = bare.removeprefix("pkg:").partition("/")
    if kind != "docker":
        return unquote(path)
    registry = origin.removeprefix("repository_url=")
    return unquote(f"{registry}/{path}" if registry else path.removeprefix("library/"))


def unescape(text: str) -> str:
    """As people read it."""
    return unquote(text)
