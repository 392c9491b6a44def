"""What lies below values, and what is gone through. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.iac.reading.helm.nodes import Chain, Dot
from checks.iac.reading.helm.values import Method, Unrendered

_MOST_ROUNDS = 10_000


def short(name: Any) -> str:
    """A name from the chart, fit to stand in a sentence."""
    return "".join(mark for mark in str(name)[:80] if mark.isprintable() and mark not in "`<>|")


def field(value: Any, name: str, chain: Chain, at: int) -> Any:
    """What is below a key; None where it is not. Raises Unrendered."""
    if isinstance(value, Method):
        value = method(value, [])
    methods = getattr(value, "methods", None)
    if methods and name in methods:
        return methods[name]
    if isinstance(value, dict):
        return value.get(name)
    way = ".".join(("", *chain.names[:at]))
    if value is None:
        raise Unrendered(f"it needs {way if isinstance(chain.base, Dot) else f'…{way}'}, which the values do not have")
    raise Unrendered(f"it looks for {name} in {way or 'what'}, which is no map")


def method(called: Method, arguments: list[Any]) -> Any:
    """What it makes of its arguments. Raises Unrendered."""
    try:
        return called.call(*arguments)
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise Unrendered("it gives a method what that does not take") from error


def rounds(value: Any) -> Iterator[tuple[Any, Any]]:
    """What `range` goes through: keys and values. Raises Unrendered."""
    if isinstance(value, dict):
        found: list[tuple[Any, Any]] = [(key, value[key]) for key in sorted(value)]
    elif isinstance(value, list):
        found = [*enumerate(value)]
    elif isinstance(value, int) and not isinstance(value, bool):
        if value > _MOST_ROUNDS:
            raise Unrendered("it goes round too often")
        found = [(number, number) for number in range(max(0, value))]
    elif value is None:
        found = []
    else:
        raise Unrendered("it goes through what is no list")
    yield from found


def size(value: Any) -> int:
    """What it costs to look at it once."""
    if isinstance(value, str):
        return 1 + (len(value) >> 5)
    return 1 + (len(value) >> 2) if isinstance(value, (list, dict)) else 1
