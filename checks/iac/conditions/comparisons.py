"""What a value can be compared to. What is not known before it is deployed is never a violation.

Texts are compared without regard to case, and as what they say: "true" is true, "22" is 22.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import re2

from checks.iac.conditions import networks, ports
from checks.iac.model import Node

Test = Callable[[Node], bool]


class BadComparison(Exception):
    """A comparison that nobody can make; the text says what to write."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison."""

    name: str
    test: Test = field(repr=False)
    whole: bool = False
    """Of a list as a whole; else of each that is in it."""


ABSENT, PRESENT = "absent", "present"


def several(value: Any) -> tuple[Comparison, ...]:
    """Of a mapping of names to what is compared to; a scalar is short for `equal`, a list for `one_of`.

    Raises BadComparison.
    """
    if isinstance(value, Mapping):
        return tuple(_comparison(str(name), argument) for name, argument in value.items())
    if isinstance(value, list):
        return (_comparison("one_of", value),)
    return (_comparison("equal", value),)


def _comparison(name: str, argument: Any) -> Comparison:
    if name not in _MAKERS:
        raise BadComparison(f"there is no comparison {name!r}; there are: {', '.join(sorted(_MAKERS))}")
    make, whole = _MAKERS[name]
    try:
        return Comparison(name, make(argument), whole)
    except (TypeError, ValueError, re2.error) as error:
        raise BadComparison(f"{name}: {argument!r}: {error}") from error


def plain(value: Any) -> Any:
    """A scalar as it is compared: texts in lower case, "true" as True, "22" as 22, no text as None."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return float(value)
    text = str(value).strip().casefold()
    if text in ("true", "false"):
        return text == "true"
    return _number(text)


def _number(text: str) -> float | str:
    if not (text[:1].isdecimal() or text[:1] == "-") or not text.isascii() or len(text) > 30:
        return text
    try:
        return float(text)
    except ValueError:
        return text


def _flag(test: Test) -> Callable[[Any], Test]:
    def make(argument: Any) -> Test:
        if argument is not True:
            raise ValueError("write true, or leave it out")
        return test

    return make


def _scalars(argument: Any) -> frozenset[Any]:
    found = argument if isinstance(argument, list) else [argument]
    if not found or not all(isinstance(one, (str, bool, int, float)) for one in found):
        raise ValueError("write a text, a number, true, false, or a list of these")
    return frozenset((type(plain(one)) is bool, plain(one)) for one in found)


def _is_in(wanted: frozenset[Any], node: Node) -> bool:
    value = plain(node.value)
    return (type(value) is bool, value) in wanted


def _scalar(node: Node) -> bool:
    return node.known and node.value is not None and not isinstance(node.value, (Mapping, tuple))


def _one_of(argument: Any) -> Test:
    wanted = _scalars(argument)
    return lambda node: _scalar(node) and _is_in(wanted, node)


def _not_one_of(argument: Any) -> Test:
    wanted = _scalars(argument)
    return lambda node: _scalar(node) and not _is_in(wanted, node)


def _matches(argument: Any) -> Test:
    pattern = re2.compile(argument)
    return lambda node: _scalar(node) and bool(pattern.search(_text(node)))


def _not_matches(argument: Any) -> Test:
    pattern = re2.compile(argument)
    return lambda node: _scalar(node) and not pattern.search(_text(node))


def _text(node: Node) -> str:
    return str(node.value).lower() if isinstance(node.value, bool) else str(node.value)


def _below(argument: Any) -> Test:
    limit = float(argument)
    return lambda node: _scalar(node) and isinstance(value := plain(node.value), float) and value < limit


def _above(argument: Any) -> Test:
    limit = float(argument)
    return lambda node: _scalar(node) and isinstance(value := plain(node.value), float) and value > limit


def _version_below(argument: Any) -> Test:
    limit = _version(str(argument))
    if not limit:
        raise ValueError("write a version, as in '1.2'")
    return lambda node: _scalar(node) and bool(have := _version(str(node.value))) and have < limit


_VERSION = re2.compile(r"\d{1,9}(?:[._]\d{1,9})*")


def _version(text: str) -> tuple[int, ...]:
    found = _VERSION.search(text)
    return tuple(map(int, found[0].replace("_", ".").split("."))) if found else ()


def items(node: Node) -> tuple[Node, ...]:
    """A list's items; what is no list counts as a list of itself, nothing as an empty one."""
    if isinstance(node.value, tuple):
        return node.value
    return () if node.value is None else (node,)


def _contains(argument: Any) -> Test:
    wanted = _scalars(argument)
    return lambda node: node.known and any(_scalar(item) and _is_in(wanted, item) for item in items(node))


def _lacks(argument: Any) -> Test:
    wanted = _scalars(argument)

    def test(node: Node) -> bool:
        have = items(node)
        if not node.known or not all(item.known for item in have):
            return False
        return any(not any(_scalar(item) and _is_in(frozenset({one}), item) for item in have) for one in wanted)

    return test


def _fewer_than(argument: Any) -> Test:
    limit = int(argument)
    return lambda node: (
        (node.known and all(item.known for item in items(node)) and isinstance(node.value, tuple))
        and len(items(node)) < limit
    )


def _empty(node: Node) -> bool:
    return node.known and node.value in ("", (), {})


def _open_to(argument: Any) -> Test:
    wanted = tuple(map(int, argument if isinstance(argument, list) else [argument]))
    return lambda node: ports.open_to(node, wanted)


def _nothing(node: Node) -> bool:
    raise NotImplementedError("absent and present are seen where the way leads, not in a value")


_MAKERS: Mapping[str, tuple[Callable[[Any], Test], bool]] = {
    ABSENT: (_flag(_nothing), True),
    PRESENT: (_flag(_nothing), True),
    "empty": (_flag(_empty), True),
    "equal": (_one_of, False),
    "not_equal": (_not_one_of, False),
    "one_of": (_one_of, False),
    "not_one_of": (_not_one_of, False),
    "matches": (_matches, False),
    "not_matches": (_not_matches, False),
    "below": (_below, False),
    "above": (_above, False),
    "version_below": (_version_below, False),
    "contains": (_contains, True),
    "lacks": (_lacks, True),
    "fewer_than": (_fewer_than, True),
    "open_cidr": (_flag(lambda node: _scalar(node) and networks.is_open(str(node.value))), False),
    "public_cidr": (_flag(lambda node: _scalar(node) and networks.is_public(str(node.value))), False),
    "wider_than": (lambda bits: lambda node: _scalar(node) and networks.wider(str(node.value), int(bits)), False),
    "opens_port": (_open_to, True),
    "known": (_flag(lambda node: _scalar(node) and node.value != ""), False),
}
"""Name -> what makes its test of what stands beside it, and whether that is about a list as a whole."""


def holds(comparison: Comparison, node: Node) -> Sequence[Node]:
    """The nodes of which it holds: `node` itself, or some that are in it."""
    if comparison.whole or not isinstance(node.value, tuple):
        return (node,) if comparison.test(node) else ()
    return tuple(item for item in node.value if holds(comparison, item))
