"""Azure firewall rules whose two ends lie far apart. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING

from checks.iac.model import Node
from checks.iac.own.spots import Spot

if TYPE_CHECKING:
    from checks.iac.own.scene import Scene

_ENDS = (
    (("start_ip_address",), ("end_ip_address",)),
    (("start_ip",), ("end_ip",)),
    (("properties", "startIpAddress"), ("properties", "endIpAddress")),
    (("properties", "startIP"), ("properties", "endIP")),
)
_MOST = 256
"""Addresses that one site may have."""
_EVERYONE = 223 << 24
"""From the first address to beyond the last that anybody has: another rule's."""


def wide(root: Spot, scene: Scene) -> Iterable[Spot]:
    """The end of a range of more than 256 addresses, short of all there are and of private ones."""
    for start, end in _ENDS:
        first, last = _address(root.node.at(start)), _address(place := root.node.at(end))
        if place is None or first is None or last is None or (first.is_private and int(first) >> 24):
            continue
        if int(last) - int(first) + 1 > _MOST and not (int(first) < 2 << 24 and int(last) >= _EVERYONE):
            yield Spot(root.resource, (*root.way, *end), place)


def _address(node: Node | None) -> ipaddress.IPv4Address | None:
    if node is None or not node.known or not isinstance(node.value, str):
        return None
    try:
        return ipaddress.IPv4Address(node.value)
    except ValueError:
        return None
