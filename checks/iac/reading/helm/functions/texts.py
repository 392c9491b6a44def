"""Texts, and the patterns in them. Pure; what could grow without end is measured before it is made."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import re2

from checks.iac.reading.helm.functions.formatting import formatted
from checks.iac.reading.helm.values import MOST_TEXT, Unrendered, inner, items, text, whole, written

_MOST_FOUND = 20_000
_MOST_MEMORY = 8_000_000
_OPTIONS = re2.Options()
_OPTIONS.max_mem = _MOST_MEMORY
_OPTIONS.log_errors = False
_GROUP = re.compile(r"\$(?:\$|\{(\w+)\}|(\w+))")


def _room(length: int) -> None:
    if length > MOST_TEXT:
        raise Unrendered("it makes a text that is too large")


def _string(value: Any) -> str:
    """As sprig's strval."""
    return written(value)


def _quote(*values: Any) -> str:
    return " ".join(json.dumps(_string(one), ensure_ascii=False) for one in values if one is not None)


def _squote(*values: Any) -> str:
    return " ".join(f"'{_string(one)}'" for one in values if one is not None)


def _indent(spaces: Any, value: Any) -> str:
    width, own = max(0, whole(spaces)), text(value)
    _room(len(own) + width * (own.count("\n") + 1))
    return " " * width + own.replace("\n", "\n" + " " * width)


def _replace(old: Any, new: Any, value: Any) -> str:
    own = text(value)
    _room(len(own) + len(text(new)) * own.count(text(old)))
    return own.replace(text(old), new)


def _repeat(count: Any, value: Any) -> str:
    _room(len(text(value)) * max(0, whole(count)))
    return text(value) * max(0, whole(count))


def _trunc(length: Any, value: Any) -> str:
    count = whole(length)
    return text(value)[:count] if count >= 0 else text(value)[count:]


def _abbrev(width: Any, value: Any) -> str:
    most = max(3, whole(width))
    return text(value) if len(text(value)) <= most else value[: most - 3] + "..."


def _substr(start: Any, end: Any, value: Any) -> str:
    first, last = max(0, whole(start)), whole(end)
    return text(value)[first:last] if last >= 0 else text(value)[first:]


def _title(value: Any) -> str:
    return re.sub(r"(?<![\w'])\w", lambda found: found[0].upper(), text(value))


def _words(value: Any) -> list[str]:
    return [one for one in re.split(r"[\s_\-./]+|(?<=[a-z0-9])(?=[A-Z])", text(value)) if one]


def _camel(value: Any) -> str:
    return "".join(one[:1].upper() + one[1:] for one in _words(value))


def _joined(with_mark: str) -> Callable[[Any], str]:
    return lambda value: with_mark.join(_words(value)).lower()


def _strings(value: Any) -> list[str]:
    return [_string(one) for one in (value if isinstance(value, list) else [value]) if one is not None]


def _join(mark: Any, value: Any) -> str:
    found = _strings(value)
    _room(sum(map(len, found)) + len(text(mark)) * len(found))
    return text(mark).join(found)


def _split(mark: Any, value: Any) -> dict[str, str]:
    return {f"_{at}": one for at, one in enumerate(_parts(mark, value))}


def _parts(mark: Any, value: Any, most: int = -1) -> list[str]:
    return text(value).split(text(mark), most) if mark else list(text(value))


def _print(*values: Any) -> str:
    made = ""
    for at, one in enumerate(values):
        between = at > 0 and not isinstance(one, str) and not isinstance(values[at - 1], str)
        made += (" " if between else "") + inner(one)
    return made


def _pattern(source: Any) -> Any:
    try:
        return re2.compile(text(source), _OPTIONS)
    except re2.error as error:
        raise Unrendered("it has a pattern that is none") from error


def _found(source: Any, value: Any, most: int = _MOST_FOUND) -> list[Any]:
    found: list[Any] = []
    for match in _pattern(source).finditer(text(value)):
        if len(found) >= most:
            break
        found.append(match)
    if len(found) >= _MOST_FOUND:
        raise Unrendered("its pattern is found too often")
    return found


def _regex_replace(source: Any, value: Any, new: Any, *, literal: bool = False) -> str:
    own, made, at, size = text(value), list[str](), 0, 0
    for match in _found(source, own):
        put = text(new) if literal else _GROUP.sub(partial(_group, match), text(new))
        made += [own[at : match.start()], put]
        at, size = match.end(), size + len(put)
        _room(size)
    return "".join([*made, own[at:]])


def _group(match: Any, group: re.Match[str]) -> str:
    name = group[1] or group[2]
    if name is None:
        return "$"
    try:
        return str(match[int(name)] if name.isdecimal() and len(name) < 4 else match[name]) or ""
    except (IndexError, KeyError):
        return ""


def _regex_split(source: Any, value: Any, count: Any) -> list[str]:
    own, most, parts, at = text(value), whole(count), list[str](), 0
    for match in _found(source, own):
        if most > 0 and len(parts) >= most - 1:
            break
        if match.end() > match.start():
            parts.append(own[at : match.start()])
            at = match.end()
    return [*parts, own[at:]]


def _regex_find(source: Any, value: Any) -> str:
    found = _found(source, value, 1)
    return str(found[0][0]) if found else ""


def _regex_find_all(source: Any, value: Any, count: Any) -> list[str]:
    most = whole(count)
    return [str(match[0]) for match in _found(source, value, most if most >= 0 else _MOST_FOUND)]


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "print": _print,
    "println": lambda *values: " ".join(map(inner, values)) + "\n",
    "printf": formatted,
    "quote": _quote,
    "squote": _squote,
    "toString": _string,
    "toStrings": _strings,
    "cat": lambda *values: " ".join(_string(one) for one in values if one is not None),
    "upper": lambda value: text(value).upper(),
    "lower": lambda value: text(value).lower(),
    "title": _title,
    "untitle": lambda value: re.sub(r"(?<!\w)\w", lambda found: found[0].lower(), text(value)),
    "camelcase": _camel,
    "snakecase": _joined("_"),
    "kebabcase": _joined("-"),
    "trim": lambda value: text(value).strip(),
    "trimAll": lambda marks, value: text(value).strip(text(marks)),
    "trimSuffix": lambda end, value: text(value).removesuffix(text(end)),
    "trimPrefix": lambda start, value: text(value).removeprefix(text(start)),
    "trunc": _trunc,
    "abbrev": _abbrev,
    "substr": _substr,
    "nospace": lambda value: "".join(text(value).split()),
    "initials": lambda value: "".join(one[0] for one in text(value).split()),
    "repeat": _repeat,
    "replace": _replace,
    "contains": lambda part, value: text(part) in text(value),
    "hasPrefix": lambda start, value: text(value).startswith(text(start)),
    "hasSuffix": lambda end, value: text(value).endswith(text(end)),
    "indent": _indent,
    "nindent": lambda spaces, value: "\n" + _indent(spaces, value),
    "plural": lambda one, many, count: one if whole(count) == 1 else many,
    "join": _join,
    "split": _split,
    "splitn": lambda mark, count, value: {
        f"_{at}": one for at, one in enumerate(_parts(mark, value, max(0, whole(count) - 1)))
    },
    "splitList": _parts,
    "sortAlpha": lambda value: sorted(_strings(items(value))),
    "regexMatch": lambda source, value: _pattern(source).search(text(value)) is not None,
    "regexFind": _regex_find,
    "regexFindAll": _regex_find_all,
    "regexReplaceAll": _regex_replace,
    "regexReplaceAllLiteral": lambda source, value, new: _regex_replace(source, value, new, literal=True),
    "regexSplit": _regex_split,
    "regexQuoteMeta": lambda value: re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", text(value)),
}
