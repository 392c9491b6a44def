"""What templates compute with: None, bool, int, float, str, list, dict. How Go prints them, what is empty. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

MOST_WEIGHT = 100_000
"""Of one value that is written out, copied or compared: its parts, and a 32nd of its letters."""
MOST_TEXT = 1_500_000
"""Characters of one text."""
_MOST_DEPTH = 60


class Unrendered(Exception):
    """Why a template comes to nothing, for people."""


class Method:
    """A function that a thing of Helm's has: `.Files.Get`."""

    __slots__ = ("call",)

    def __init__(self, call: Callable[..., Any]) -> None:
        self.call = call


class Thing(dict[str, Any]):
    """A map that has methods beside its keys: `.Files`."""

    __slots__ = ("methods",)

    def __init__(self, items: Mapping[str, Any], methods: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(items)
        self.methods = {name: Method(call) for name, call in methods.items()}


def weight(value: Any) -> int:
    """How much there is to write, copy or compare, shared parts as often as they stand. Raises Unrendered."""
    total, waiting = 0, [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        total += 1 + (len(one) >> 5 if isinstance(one, str) else 0)
        if total > MOST_WEIGHT or depth > _MOST_DEPTH:
            raise Unrendered("it makes values that are too large")
        if isinstance(one, dict):
            total += len(one)
            waiting += [(inner, depth + 1) for inner in one.values()] if total < MOST_WEIGHT else ()
        elif isinstance(one, list):
            waiting += [(inner, depth + 1) for inner in one] if len(one) < MOST_WEIGHT else [(value, _MOST_DEPTH + 1)]
    return total


def truth(value: Any) -> bool:
    """Whether `if` takes it: nothing that is empty."""
    return bool(value)


def written(value: Any) -> str:
    """As `{{ }}` prints it; Helm takes out Go's "<no value>". The value has been weighed."""
    return "" if value is None else inner(value)


def inner(value: Any) -> str:
    """As Go's %v prints it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "<nil>"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return f"[{' '.join(map(inner, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{inner(value[key])}' for key in sorted(value))}]"
    return str(value)


def number(value: float) -> str:
    """A float as Go has it: 1, 0.5, 1e+21."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)


def kind(value: Any) -> str:
    """Go's word for it. Numbers of values files are floats to Helm."""
    if value is None:
        return "invalid"
    for types, word in _KINDS:
        if isinstance(value, types):
            return word
    return "struct"


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "bool"),
    (str, "string"),
    ((int, float), "float64"),
    (list, "slice"),
    (dict, "map"),
)


def text(value: Any) -> str:
    """An argument that has to be one. Raises Unrendered."""
    if isinstance(value, str):
        return value
    raise Unrendered(f"it needs a text where there is {_article(value)}")


def mapping(value: Any) -> dict[str, Any]:
    """An argument that has to be one; nothing is an empty one. Raises Unrendered."""
    if isinstance(value, dict):
        return value
    if value is None:
        return {}
    raise Unrendered(f"it needs a map where there is {_article(value)}")


def items(value: Any) -> list[Any]:
    """An argument that has to be a list; nothing is an empty one. Raises Unrendered."""
    if isinstance(value, list):
        return value
    if value is None:
        return []
    raise Unrendered(f"it needs a list where there is {_article(value)}")


def whole(value: Any) -> int:
    """As sprig's `int` takes anything for one: 0 what is none; 64 bits."""
    if isinstance(value, str):
        try:
            value = int(value, 0) if len(value) < 25 else 0
        except ValueError:
            return _trailing(value)
    return _narrow(int(value)) if isinstance(value, (int, float)) and abs(value) < 1e19 else 0


def _trailing(value: str) -> int:
    try:
        return _narrow(int(float(value))) if len(value) < 25 and abs(float(value)) < 1e19 else 0
    except (ValueError, OverflowError):
        return 0


def _narrow(value: int) -> int:
    return (value + 2**63) % 2**64 - 2**63


def real(value: Any) -> float:
    """As sprig's `float64` does."""
    try:
        return float(value) if isinstance(value, (int, float, str)) and len(str(value)) < 40 else 0.0
    except (ValueError, OverflowError):
        return 0.0


def copied(value: Any) -> Any:
    """Deeply; the value has been weighed."""
    if isinstance(value, dict):
        return {key: copied(one) for key, one in value.items()}
    return [copied(one) for one in value] if isinstance(value, list) else value


def _article(value: Any) -> str:
    words = {"invalid": "nothing", "string": "a text", "float64": "a number", "slice": "a list", "map": "a map"}
    return words.get(kind(value), f"a {kind(value)}")
