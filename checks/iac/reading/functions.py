"""Terraform's pure functions, of values that are known. What could grow without bound is not computed.

https://developer.hashicorp.com/terraform/language/functions
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from checks.iac.model import Node

MOST_TEXT = 100_000
MOST_ITEMS = 10_000
_SPEC = re.compile(r"%(?:%|[sdvq])")


class Unknown(Exception):
    """A value that only deployment tells, or that is not worth computing."""


def plain(node: Node) -> Any:
    """The value as Python has it. Raises Unknown."""
    if not node.known:
        raise Unknown
    if isinstance(node.value, Mapping):
        return {key: plain(one) for key, one in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain(one) for one in node.value]
    return node.value


def node(value: Any, lines: tuple[int, int]) -> Node:
    """Python's value as a node, all of it on these lines. Raises Unknown where it is too much."""
    if isinstance(value, Node):
        return value
    if isinstance(value, dict):
        return Node({str(key): node(one, lines) for key, one in value.items()}, *lines)
    if isinstance(value, (list, tuple)):
        if len(value) > MOST_ITEMS:
            raise Unknown
        return Node(tuple([node(one, lines) for one in value]), *lines)
    if isinstance(value, str) and len(value) > MOST_TEXT:
        raise Unknown
    return Node(value, *lines)


def string(value: Any) -> str:
    """As Terraform converts a scalar. Raises Unknown for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, (dict, list)):
        raise Unknown
    return f"{value:g}" if isinstance(value, float) else str(value)


def call(name: str, arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    """What the function comes to. Raises Unknown."""
    try:
        if name in _OF_NODES:
            return _OF_NODES[name](arguments, lines)
        if name in _PURE:
            return node(_PURE[name](*map(plain, arguments)), lines)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise Unknown from error
    raise Unknown


def _items(one: Node) -> tuple[Node, ...]:
    if one.known and isinstance(one.value, tuple):
        return one.value
    raise Unknown


def _mapping(one: Node) -> Mapping[str, Node]:
    if one.known and isinstance(one.value, Mapping):
        return one.value
    raise Unknown


def _concat(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    return node([item for one in arguments for item in _items(one)], lines)


def _merge(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    return node({key: one for part in arguments for key, one in _mapping(part).items()}, lines)


def _flatten(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    found, waiting = list[Node](), list(reversed(_items(arguments[0])))
    while waiting:
        one = waiting.pop()
        if isinstance(one.value, tuple):
            waiting += reversed(one.value)
        else:
            found.append(one)
    return node(found, lines)


def _lookup(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    found = _mapping(arguments[0]).get(string(plain(arguments[1])))
    return found or arguments[2]


def _element(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    items = _items(arguments[0])
    return items[int(plain(arguments[1])) % len(items)] if items else Node(None, *lines)


def _same(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    return arguments[0]


def _as_set(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    seen: dict[str, Node] = {}
    for one in _items(arguments[0]):
        seen.setdefault(repr(one.value), one)
    return node(list(seen.values()), lines)


def _first_known(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    """Of `try`: what cannot be told may well be what counts."""
    return arguments[0] if arguments[0].known else _raise()


def _coalesce(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    for one in arguments:
        if not one.known:
            raise Unknown
        if one.value not in (None, "", ()):
            return one
    raise Unknown


def _compact(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    return node([one for one in _items(arguments[0]) if one.value not in (None, "")], lines)


def _length(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    value = arguments[0].value
    if not arguments[0].known or not isinstance(value, (str, tuple, Mapping)):
        raise Unknown
    return Node(len(value), *lines)


def _keys(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    return node(sorted(_mapping(arguments[0])), lines)


def _values(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    return node([one for _, one in sorted(_mapping(arguments[0]).items())], lines)


def _one(arguments: Sequence[Node], lines: tuple[int, int]) -> Node:
    items = _items(arguments[0])
    return items[0] if items else Node(None, *lines)


def _raise() -> Node:
    raise Unknown


_OF_NODES: Mapping[str, Callable[[Sequence[Node], tuple[int, int]], Node]] = {
    "concat": _concat,
    "merge": _merge,
    "flatten": _flatten,
    "lookup": _lookup,
    "element": _element,
    "coalesce": _coalesce,
    "coalescelist": _coalesce,
    "compact": _compact,
    "distinct": _as_set,
    "toset": _as_set,
    "length": _length,
    "keys": _keys,
    "values": _values,
    "one": _one,
    "try": _first_known,
    **dict.fromkeys(("jsonencode", "yamlencode", "tolist", "tomap", "sensitive", "nonsensitive"), _same),
}


def _replace(text: str, old: str, new: str) -> str:
    if len(old) > 1 and old[0] == old[-1] == "/":
        raise Unknown  # a regular expression of the file's
    if not old or text.count(old) * len(new) > MOST_TEXT:
        raise Unknown
    return text.replace(old, new)


def _join(mark: str, *lists: list[Any]) -> str:
    return mark.join(string(one) for part in lists for one in part)


def _format(pattern: str, *arguments: Any) -> str:
    left = list(arguments)

    def put(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        value = string(left.pop(0))
        return json.dumps(value) if match[0] == "%q" else value

    made = _SPEC.sub(put, pattern)
    if "%" in _SPEC.sub("", pattern):
        raise Unknown
    return made


def _range(*numbers: int) -> list[int]:
    found = range(*map(int, numbers))
    if len(found) > MOST_ITEMS:
        raise Unknown
    return list(found)


def _subnet(prefix: str, bits: int, number: int) -> str:
    network = ipaddress.ip_network(prefix, strict=False)
    length = network.prefixlen + int(bits)
    if not network.prefixlen <= length <= network.max_prefixlen or not 0 <= int(number) < 2 ** int(bits):
        raise Unknown
    start = int(network.network_address) + (int(number) << (network.max_prefixlen - length))
    return f"{ipaddress.ip_address(start) if network.version == 4 else ipaddress.IPv6Address(start)}/{length}"


def _number(value: Any) -> Any:
    return (
        value if isinstance(value, (int, float)) else float(value) if "." in str(value)[:40] else int(str(value)[:40])
    )


def _boolean(value: Any) -> bool:
    return {"true": True, "false": False}[string(value)]


def _decode(text: Any) -> Any:
    return json.loads(text) if isinstance(text, str) else text


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Unknown from error


_PURE: Mapping[str, Callable[..., Any]] = {
    "lower": lambda text: text.lower(),
    "upper": lambda text: text.upper(),
    "title": lambda text: text.title(),
    "trimspace": lambda text: text.strip(),
    "chomp": lambda text: text.rstrip("\r\n"),
    "trim": lambda text, marks: text.strip(marks),
    "trimprefix": lambda text, mark: text.removeprefix(mark),
    "trimsuffix": lambda text, mark: text.removesuffix(mark),
    "startswith": lambda text, mark: text.startswith(mark),
    "endswith": lambda text, mark: text.endswith(mark),
    "strcontains": lambda text, part: part in text,
    "substr": lambda text, at, size: text[at:] if size < 0 else text[at : at + size],
    "replace": _replace,
    "join": _join,
    "split": lambda mark, text: text.split(mark) if mark else list(text),
    "format": _format,
    "tostring": string,
    "tonumber": _number,
    "tobool": _boolean,
    "abs": abs,
    "max": max,
    "min": min,
    "contains": lambda items, one: one in items,
    "index": lambda items, one: items.index(one),
    "reverse": lambda items: items[::-1],
    "sort": sorted,
    "slice": lambda items, start, end: items[start:end],
    "zipmap": lambda keys, values: dict(zip(keys, values, strict=True)),
    "setunion": lambda *sets: list(dict.fromkeys(one for part in sets for one in part)),
    "range": _range,
    "cidrsubnet": _subnet,
    "jsondecode": _decode,
    "base64encode": lambda text: base64.b64encode(text.encode()).decode(),
    "base64decode": _from_base64,
    "can": lambda _: True,
}
