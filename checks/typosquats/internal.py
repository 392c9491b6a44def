"""Dependency confusion: a name that only exists inside, where a public index can answer for it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from urllib.parse import urlsplit

from packageurl import PackageURL
from packageurl.contrib import purl2url

from checks.packages.model import Dependency, Index, Reading

Internal = Mapping[str, Sequence[str]]
"""Purl type -> beginnings of names that only exist inside ("acme-", "@acme/")."""


def is_internal(dependency: Dependency, internal: Internal) -> bool:
    """Whether the operator says that this name only exists inside."""
    return dependency.name.startswith(tuple(filter(None, internal.get(dependency.type, ()))))


def exposed(dependency: Dependency, reading: Reading) -> str:
    """How a public index can answer for it, in a sentence; "" where nothing in the files lets it."""
    host = _host(dependency.origin)
    if host and host in public_hosts(dependency.type):
        return f"This name only exists inside, and the lockfile takes it from the public {host}."
    for index in reading.indexes:
        if index.type == dependency.type and _is_extra(index):
            return (
                f"This name only exists inside, and `{index.directive}` in {index.place.path} lets the package manager "
                "take it from whichever index has the highest version."
            )
    return ""


@cache
def public_hosts(type_: str) -> frozenset[str]:
    """Hosts of the ecosystem's own registry, as the purl library knows them."""
    sample = PackageURL(type=type_, namespace="a" if type_ in ("composer", "maven") else None, name="b", version="1")
    urls = purl2url.get_inferred_urls(sample.to_string())  # type: ignore[no-untyped-call]
    return frozenset(found for url in urls if (found := _host(url)))


def _is_extra(index: Index) -> bool:
    """Whether the package manager asks it beside another one, without saying which is for what."""
    return "extra-index-url" in index.directive or "find-links" in index.directive


def _host(url: str) -> str:
    try:
        return (urlsplit(url.rpartition("+")[2] if "+http" in url else url).hostname or "").lower()
    except ValueError:
        return ""
