"""Numbers. Pure; whole ones of 64 bits."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

from checks.iac.reading.helm.values import Unrendered, real, whole

_MOST = 10_000


def _until(*bounds: Any) -> list[int]:
    numbers = range(*map(whole, bounds))
    if len(numbers) > _MOST:
        raise Unrendered("it counts too far")
    return list(numbers)


def _sequence(*bounds: Any) -> str:
    numbers = [whole(one) for one in bounds]
    start, step, end = {1: (1, 1, numbers[-1]), 2: (numbers[0], 1, numbers[-1])}.get(len(numbers), tuple(numbers))
    return " ".join(map(str, _until(start, end + (1 if step > 0 else -1), step)))


def _divided(one: Any, other: Any) -> int:
    return whole(math.trunc(whole(one) / whole(other))) if abs(whole(one)) < 2**52 else whole(one) // whole(other)


def _product(*numbers: Any) -> int:
    return reduce(lambda one, other: whole(one * whole(other)), numbers[1:], whole(numbers[0]))


def _rounded(value: Any, places: Any, _half: Any = 0.5) -> float:
    digits = max(0, min(15, whole(places)))
    return float(math.floor(real(value) * 10**digits + 0.5) / 10**digits)


def _octal(value: Any) -> int:
    return int(str(value), 8) if len(str(value)) < 20 else 0


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "int": whole,
    "int64": whole,
    "float64": real,
    "toDecimal": _octal,
    "atoi": whole,
    "add": lambda *numbers: whole(sum(map(whole, numbers))),
    "add1": lambda number: whole(whole(number) + 1),
    "sub": lambda one, other: whole(whole(one) - whole(other)),
    "mul": _product,
    "div": _divided,
    "mod": lambda one, other: int(math.fmod(whole(one), whole(other))),
    "max": lambda *numbers: max(map(whole, numbers)),
    "min": lambda *numbers: min(map(whole, numbers)),
    "addf": lambda *numbers: sum(map(real, numbers)),
    "subf": lambda one, *others: real(one) - sum(map(real, others)),
    "mulf": lambda *numbers: math.prod(map(real, numbers)),
    "divf": lambda one, other: real(one) / real(other),
    "maxf": lambda *numbers: max(map(real, numbers)),
    "minf": lambda *numbers: min(map(real, numbers)),
    "floor": lambda number: float(math.floor(real(number))),
    "ceil": lambda number: float(math.ceil(real(number))),
    "round": _rounded,
    "until": lambda end: _until(0, end) if whole(end) >= 0 else _until(0, end, -1),
    "untilStep": _until,
    "seq": _sequence,
}
