"""Where packages may come from: the ecosystem's own hosts, as the purl library knows them, and the operator's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from packageurl import PackageURL
from packageurl.contrib.url2purl import purl_router, url2purl

from checks.packages.hosts import host, official

Declared = Mapping[str, Sequence[str]]
"""Purl type -> hosts that the operator takes packages from."""

_TRACED = frozenset({"cargo", "gem", "npm", "pub", "pypi"})
"""Purl types whose files tell one registry from another. Composer's name the host of the code instead, always;
an image's registry is part of its purl."""
_LITERAL = re.compile(r"https\?://([a-z0-9-]+(?:\\?\.[a-z0-9-]+)+)/")
"""A route of the library that names its host in full; those with wildcards in it would let look-alikes pass."""


def usual(type_: str, origin: str, declared: Declared) -> bool:
    """Whether packages of this purl type usually come from this origin's host."""
    name = host(origin)
    if name in official(type_) or name in declared.get(type_, ()):
        return True
    told = _told(origin) if name in _literal_hosts() else None
    return told is not None and told.type == type_


def elsewhere(type_: str, origin: str, declared: Declared) -> str:
    """Where a package comes from, if not from where its kind usually does: a git address, or a registry's host."""
    if not origin or type_ not in _TRACED or usual(type_, origin, declared):
        return ""
    return origin.partition("#")[0].partition("?")[0] if origin.startswith("git+") else host(origin)


def named(type_: str, origin: str) -> str:
    """The package that a registry's address is for ("@types/node"); "" where the address does not tell."""
    told = _told(origin)
    if told is None or told.type != type_:
        return ""
    return f"{told.namespace}/{told.name}" if told.namespace else told.name


@cache
def _literal_hosts() -> frozenset[str]:
    found = (_LITERAL.match(pattern) for pattern in map(str, purl_router.route_map))
    return frozenset(match[1].replace("\\", "") for match in found if match)


def _told(origin: str) -> PackageURL | None:
    try:
        return url2purl(origin.partition("#")[0])  # type: ignore[no-any-return, no-untyped-call]
    except (ValueError, AttributeError, TypeError):  # the library's patterns meet hostile addresses here
        return None
