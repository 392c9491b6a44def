"""Comparison, logic, defaults, kinds, and what ends a template. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from checks.iac.reading.helm.values import Unrendered, inner, kind, truth


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, (list, dict)) or isinstance(other, (list, dict)):
        raise Unrendered("it compares what cannot be compared")
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def _eq(one: Any, *others: Any) -> bool:
    return any(_same(one, other) for other in others)


def _ordered(one: Any, other: Any) -> tuple[Any, Any]:
    if kind(one) != kind(other) or kind(one) not in ("string", "float64"):
        raise Unrendered("it compares what has no order")
    return one, other


def _less(one: Any, other: Any) -> bool:
    small, large = _ordered(one, other)
    return bool(small < large)


def _not_more(one: Any, other: Any) -> bool:
    small, large = _ordered(one, other)
    return bool(small <= large)


def _default(standard: Any, value: Any = None) -> Any:
    return value if truth(value) else standard


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if truth(value)), None)


def _ternary(yes: Any, no: Any, which: bool) -> Any:
    if not isinstance(which, bool):
        raise Unrendered("it asks what is neither true nor false")
    return yes if which else no


def _fail(message: Any = "") -> NoReturn:
    raise Unrendered(f"it ends itself: {_said(message)}")


def _required(message: Any, value: Any) -> Any:
    if value is None or value == "":
        raise Unrendered(f"it needs a value that the chart does not have: {_said(message)}")
    return value


def _said(message: Any) -> str:
    words = " ".join(inner(message)[:500].split()) if isinstance(message, str) else ""
    return "".join(mark for mark in words if mark.isprintable() and mark not in "`<>|")[:150]


def _kind_is(wanted: str, value: Any) -> bool:
    """A number is of any kind of number: of where it came from nothing is left."""
    own = kind(value)
    return wanted == own or (own == "float64" and _is_number(wanted, value)) or (wanted == "array" and own == "slice")


def _is_number(wanted: str, value: Any) -> bool:
    return isinstance(value, int) and wanted in ("int", "int64", "json.Number")


def _type(value: Any) -> str:
    types = {"slice": "[]interface {}", "map": "map[string]interface {}", "invalid": "<nil>"}
    return types.get(kind(value), kind(value))


def _type_is(wanted: str, value: Any) -> bool:
    return wanted.lstrip("*") == _type(value) or _kind_is(wanted, value) or (wanted, kind(value)) == (_VALUES, "map")


_VALUES = "chartutil.Values"

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "eq": _eq,
    "ne": lambda one, other: not _same(one, other),
    "lt": _less,
    "le": _not_more,
    "gt": lambda one, other: not _not_more(one, other),
    "ge": lambda one, other: not _less(one, other),
    "not": lambda value: not truth(value),
    "empty": lambda value=None: not truth(value),
    "default": _default,
    "coalesce": _coalesce,
    "ternary": _ternary,
    "all": lambda *values: all(map(truth, values)),
    "any": lambda *values: any(map(truth, values)),
    "fail": _fail,
    "required": _required,
    "kindOf": kind,
    "kindIs": _kind_is,
    "typeOf": _type,
    "typeIs": _type_is,
    "typeIsLike": _type_is,
    "deepEqual": lambda one, other: bool(one == other),
}
