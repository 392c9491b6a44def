"""Where packages may come from: the ecosystem's own hosts, as the purl library knows them, and the operator's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from urllib.parse import urlsplit

from packageurl import PackageURL
from packageurl.contrib import purl2url
from packageurl.contrib.url2purl import purl_router, url2purl

Declared = Mapping[str, Sequence[str]]
"""Purl type -> hosts that the operator takes packages from."""

_TRACED = frozenset({"cargo", "gem", "npm", "pub", "pypi"})
"""Purl types whose files tell one registry from another. Composer's name the host of the code instead, always;
an image's registry is part of its purl."""
_LITERAL = re.compile(r"https\?://([a-z0-9-]+(?:\\?\.[a-z0-9-]+)+)/")
"""A route of the library that names its host in full; those with wildcards in it would let look-alikes pass."""


def host(origin: str) -> str:
    """The host of a URL or git address ("git+ssh://git@example.org/x"), lower case; "" for a path and for no origin."""
    plain = origin.partition("+")[2] if re.match(r"[a-z]+\+[a-z]+:", origin) else origin
    try:
        parts = urlsplit(plain)
        return (parts.hostname or "").lower() if parts.scheme and parts.netloc else _scp_host(plain)
    except ValueError:
        return ""


def usual(type_: str, origin: str, declared: Declared) -> bool:
    """Whether packages of this purl type usually come from this origin's host."""
    name = host(origin)
    if name in _official(type_) or name in declared.get(type_, ()):
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
def _official(type_: str) -> frozenset[str]:
    sample = PackageURL(type=type_, namespace="a" if type_ in ("composer", "maven") else None, name="b", version="1")
    urls = purl2url.get_inferred_urls(sample.to_string())  # type: ignore[no-untyped-call]
    return frozenset(found for url in urls if (found := host(url)))


@cache
def _literal_hosts() -> frozenset[str]:
    found = (_LITERAL.match(pattern) for pattern in map(str, purl_router.route_map))
    return frozenset(match[1].replace("\\", "") for match in found if match)


def _told(origin: str) -> PackageURL | None:
    try:
        return url2purl(origin.partition("#")[0])  # type: ignore[no-any-return, no-untyped-call]
    except (ValueError, AttributeError, TypeError):  # the library's patterns meet hostile addresses here
        return None


def _scp_host(address: str) -> str:
    """git@example.org:acme/shop.git, as git and ssh write it."""
    before, colon, _ = address.partition(":")
    _, at, name = before.rpartition("@")
    return name.lower() if colon and at and "/" not in before else ""
