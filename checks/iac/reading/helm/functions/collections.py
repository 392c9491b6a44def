"""Lists and maps. What is set is set in the map itself, as Helm does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from checks.iac.reading.helm.values import Unrendered, copied, inner, items, mapping, text, truth, whole

_MOST_DEPTH = 60


def _dict(*parts: Any) -> dict[str, Any]:
    return {_key(key): (parts[at * 2 + 1] if at * 2 + 1 < len(parts) else "") for at, key in enumerate(parts[::2])}


def _key(value: Any) -> str:
    return value if isinstance(value, str) else inner(value) if not isinstance(value, (list, dict)) else text(value)


def _set(target: Any, key: Any, value: Any) -> dict[str, Any]:
    found = mapping(target)
    found[text(key)] = value
    return found


def _unset(target: Any, key: Any) -> dict[str, Any]:
    mapping(target).pop(text(key), None)
    return mapping(target)


def _merge(target: Any, *sources: Any, over: bool = False, depth: int = 0) -> dict[str, Any]:
    """What is in `sources` and not, or empty, in the target; with `over`, what is there as well."""
    if depth > _MOST_DEPTH:
        raise Unrendered("it makes values that are too large")
    found = mapping(target)
    for source in map(mapping, sources):
        for key, value in list(source.items()):
            own = found.get(key)
            if isinstance(own, dict) and isinstance(value, dict):
                _merge(own, value, over=over, depth=depth + 1)
            elif value is not None if over else (key not in found or not truth(own)):
                found[key] = copied(value)
    return found


def _index(value: Any, *ways: Any) -> Any:
    for way in ways:
        if isinstance(value, dict):
            value = value.get(_key(way))
        elif value is None:
            raise Unrendered("it looks into what is not there")
        else:
            at = whole(way)
            if not 0 <= at < len(value):
                raise Unrendered("it looks behind the end of a list")
            value = value[at] if isinstance(value, list) else ord(text(value)[at])
    return value


def _dig(*parts: Any) -> Any:
    *ways, standard, value = parts
    for way in ways:
        if not isinstance(value, dict) or way not in value:
            return standard
        value = value[way]
    return value


def _keys(*sources: Any) -> list[str]:
    return [key for source in sources for key in sorted(mapping(source))]


def _pick(source: Any, *keys: Any) -> dict[str, Any]:
    return {key: mapping(source)[key] for key in keys if key in mapping(source)}


def _omit(source: Any, *keys: Any) -> dict[str, Any]:
    return {key: value for key, value in mapping(source).items() if key not in keys}


def _parts(value: Any) -> list[Any]:
    return list(value) if isinstance(value, str) else items(value)


def _first(value: Any) -> Any:
    found = _parts(value)
    return found[0] if found else None


def _last(value: Any) -> Any:
    found = _parts(value)
    return found[-1] if found else None


def _uniq(value: Any) -> list[Any]:
    seen: dict[str, Any] = {}
    for one in items(value):
        seen.setdefault(f"{type(one).__name__} {inner(one)}", one)
    return list(seen.values())


def _slice(value: Any, *bounds: Any) -> Any:
    first, last = (*map(whole, bounds), *(0, len(value))[len(bounds) :])
    if not 0 <= first <= last <= len(value):
        raise Unrendered("it looks behind the end of a list")
    return value[first:last]


def _has(wanted: Any, value: Any) -> bool:
    return any(type(one) is type(wanted) and one == wanted for one in items(value))


def _chunk(size: Any, value: Any) -> list[Any]:
    step = max(1, whole(size))
    return [items(value)[at : at + step] for at in range(0, len(items(value)), step)]


def _length(value: Any) -> int:
    return len(value.encode("utf-8", "replace")) if isinstance(value, str) else len(value)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "list": lambda *parts: list(parts),
    "tuple": lambda *parts: list(parts),
    "dict": _dict,
    "get": lambda source, key: mapping(source).get(text(key), ""),
    "set": _set,
    "unset": _unset,
    "hasKey": lambda source, key: text(key) in mapping(source),
    "pluck": lambda key, *sources: [mapping(one)[key] for one in sources if key in mapping(one)],
    "dig": _dig,
    "index": _index,
    "slice": _slice,
    "len": _length,
    "keys": _keys,
    "values": lambda source: [mapping(source)[key] for key in sorted(mapping(source))],
    "pick": _pick,
    "omit": _omit,
    "merge": _merge,
    "mergeOverwrite": lambda target, *sources: _merge(target, *sources, over=True),
    "deepCopy": copied,
    "concat": lambda *lists: [one for some in lists for one in items(some)],
    "append": lambda value, one: [*items(value), one],
    "push": lambda value, one: [*items(value), one],
    "prepend": lambda value, one: [one, *items(value)],
    "first": _first,
    "last": _last,
    "rest": lambda value: _parts(value)[1:],
    "initial": lambda value: _parts(value)[:-1],
    "reverse": lambda value: items(value)[::-1],
    "uniq": _uniq,
    "compact": lambda value: [one for one in items(value) if truth(one)],
    "without": lambda value, *gone: [one for one in items(value) if not _has(one, list(gone))],
    "has": _has,
    "chunk": _chunk,
}
