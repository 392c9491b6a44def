"""A dependency as a purl, by the purl project's own library."""

from __future__ import annotations

from functools import lru_cache

from packageurl import PackageURL

from checks.packages.model import Dependency


def purl(dependency: Dependency) -> str:
    """Canonical, with the version where one is pinned. Of an image, its registry is part of the name."""
    registry = dependency.origin if dependency.type == "docker" else ""
    return made(dependency.type, dependency.name, dependency.version, registry)


@lru_cache(maxsize=100_000)
def made(type_: str, name: str, version: str, registry: str = "") -> str:
    """Of a name with its namespace. What no purl can say ("" as a name) is written as generic."""
    namespace, _, last = name.rpartition("/")
    try:
        elsewhere = {"repository_url": registry} if registry else None
        return PackageURL(type_, namespace or None, last, version or None, elsewhere).to_string()
    except ValueError:
        return PackageURL("generic", None, name or "?", version or None).to_string()
