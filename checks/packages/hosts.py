"""Which host an address names, and which are a registry's own, as the purl library knows them. Pure."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from packageurl import PackageURL
from packageurl.contrib import purl2url


def host(origin: str) -> str:
    """The host of a URL or git address ("git+ssh://git@example.org/x"), lower case; "" for a path and for no origin."""
    plain = origin.partition("+")[2] if re.match(r"[a-z]+\+[a-z]+:", origin) else origin
    try:
        parts = urlsplit(plain)
        return (parts.hostname or "").lower() if parts.scheme and parts.netloc else _scp_host(plain)
    except ValueError:
        return ""


@cache
def official(type_: str) -> frozenset[str]:
    """Hosts of the ecosystem's own registry; empty where the purl library knows none."""
    return frozenset(found for url in addresses(type_) if (found := host(url)))


@cache
def addresses(type_: str) -> tuple[str, ...]:
    """Where a package of this purl type is found on its own registry: the page for people first, then the download."""
    sample = PackageURL(type=type_, namespace="a" if type_ in ("composer", "maven") else None, name="b", version="1")
    return tuple(purl2url.get_inferred_urls(sample.to_string()))  # type: ignore[no-untyped-call]


def _scp_host(address: str) -> str:
    """git@example.org:acme/shop.git, as git and ssh write it."""
    before, colon, _ = address.partition(":")
    _, at, name = before.rpartition("@")
    return name.lower() if colon and at and "/" not in before else ""
