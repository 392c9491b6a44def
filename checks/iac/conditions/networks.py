"""Who an address range lets in. Pure."""

from __future__ import annotations

import ipaddress

_EVERYONE = frozenset({"*", "any", "internet", "0.0.0.0", "0.0.0.0/0", "::/0", "::", "<nw>/0", "all"})
"""Azure's and Google's words for it, too."""
_CARRIER_GRADE = ipaddress.IPv4Network("100.64.0.0/10")


def is_open(text: str) -> bool:
    """Whether it is the whole internet, or a half of it."""
    text = text.strip().casefold()
    network = _network(text)
    return text in _EVERYONE or (network is not None and network.prefixlen <= 1)


def is_public(text: str) -> bool:
    """Whether it reaches beyond private networks."""
    network = _network(text.strip())
    if network is None:
        return text.strip().casefold() in _EVERYONE
    shared = isinstance(network, ipaddress.IPv4Network) and network.subnet_of(_CARRIER_GRADE)
    return not network.is_private and not shared


def wider(text: str, bits: int) -> bool:
    """Whether its prefix is shorter than `bits`."""
    network = _network(text.strip())
    return text.strip().casefold() in _EVERYONE if network is None else network.prefixlen < bits


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False) if "/" in text else None
    except ValueError:
        return None
