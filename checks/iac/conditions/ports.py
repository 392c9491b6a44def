"""Which ports a rule opens, whoever's notation it is in. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checks.iac.model import Node

_PAIRS = (
    ("from_port", "to_port"),
    ("FromPort", "ToPort"),
    ("fromPort", "toPort"),
    ("port_range_min", "port_range_max"),
    ("start_port", "end_port"),
)
_PROTOCOLS = ("protocol", "ip_protocol", "IpProtocol", "Protocol")
_ALL = frozenset({"-1", "all", "any", "*"})
_NO_PORTS = frozenset({"icmp", "icmpv6", "1", "58", "esp", "ah", "50", "51"})
_RANGE_MARKS = ("-", "/", ":")


def open_to(node: Node, wanted: Sequence[int]) -> bool:
    """Whether it surely lets one of these ports through.

    `node` is a rule with its two ends and protocol ("from_port", "FromPort"…), a text ("22", "20-30", "1/65535",
    "*"), or a list of such texts.
    """
    if not node.known:
        return False
    if isinstance(node.value, tuple):
        return any(open_to(item, wanted) for item in node.value)
    if isinstance(node.value, Mapping):
        return _rule(node.value, wanted)
    return _text(str(node.value), wanted)


def _rule(rule: Mapping[str, Node], wanted: Sequence[int]) -> bool:
    protocol = next((_plain(rule[name]) for name in _PROTOCOLS if name in rule), "tcp")
    if protocol in _NO_PORTS or protocol is None:
        return False
    if protocol in _ALL:
        return True
    for low, high in _PAIRS:
        if low in rule or high in rule:
            ends = (_number(rule.get(low) or rule[high]), _number(rule.get(high) or rule[low]))
            return _between(*ends, wanted)
    return False


def _between(low: int | None, high: int | None, wanted: Sequence[int]) -> bool:
    if low is None or high is None:
        return False
    if low == -1 or (low == 0 and high == 0):
        return low == -1 or 0 in wanted
    return any(low <= port <= high for port in wanted)


def _text(text: str, wanted: Sequence[int]) -> bool:
    text = text.strip().casefold()
    if text in _ALL:
        return True
    for mark in _RANGE_MARKS:
        low, found, high = text.partition(mark)
        if found and low.isdecimal() and high.isdecimal():
            return _between(int(low), int(high), wanted)
    return text.isdecimal() and len(text) < 6 and int(text) in wanted


def _plain(node: Node) -> str | None:
    """None where it is not known."""
    return str(node.value).casefold() if node.known else None


def _number(node: Node) -> int | None:
    text = str(node.value).strip()
    return int(text) if node.known and text.lstrip("-").isdecimal() and len(text) < 8 else None
