"""Go's printf. Pure; widths are bounded."""

from __future__ import annotations

import json
import re
from typing import Any

from checks.iac.reading.helm.values import MOST_TEXT, Unrendered, inner, kind, text

_VERB = re.compile(r"%(?P<flags>[-+# 0]{0,5})(?P<width>\d{0,4})(?:\.(?P<precision>\d{0,3}))?(?P<verb>.)", re.DOTALL)


def formatted(pattern: Any, *values: Any) -> str:
    """As fmt.Sprintf does it, with its words for what does not fit."""
    waiting, made, at, size = list(values), list[str](), 0, 0
    for found in _VERB.finditer(text(pattern)):
        made += [pattern[at : found.start()], _verb(found, waiting)]
        at, size = found.end(), size + len(made[-1])
        if size > MOST_TEXT:
            raise Unrendered("it makes a text that is too large")
    extra = ", ".join(f"{kind(one)}={inner(one)}" for one in waiting)
    return "".join([*made, pattern[at:], f"%!(EXTRA {extra})" if extra else ""])


def _verb(found: re.Match[str], waiting: list[Any]) -> str:
    verb = found["verb"]
    if verb == "%":
        return "%"
    if not waiting:
        return f"%!{verb}(MISSING)"
    made = _written(verb, waiting.pop(0), found["precision"], found["flags"])
    width = int(found["width"] or 0)
    if "-" in found["flags"]:
        return made.ljust(width)
    zeros = "0" in found["flags"] and verb in "dxXobfFeEgG"
    return made.zfill(width) if zeros else made.rjust(width)


def _written(verb: str, value: Any, precision: str | None, flags: str) -> str:
    whole_number = isinstance(value, int) and not isinstance(value, bool)
    if verb in "sv":
        own = inner(value) if verb == "v" or value is not None else "%!s(<nil>)"
        return own[: int(precision or 0)] if precision is not None and isinstance(value, str) else own
    if verb == "q":
        return json.dumps(inner(value), ensure_ascii=False)
    if verb in "dxXobc" and whole_number:
        return (
            chr(value) if verb == "c" and 0 <= value < 0x110000 else format(value, ("+" if "+" in flags else "") + verb)
        )
    if verb == "d" and isinstance(value, float) and value.is_integer():
        return str(int(value))
    if verb in "fFeEgG" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return format(float(value), f".{precision or 6}{verb}" if verb not in "gG" or precision else "")
    if verb == "t" and isinstance(value, bool):
        return inner(value)
    if verb == "T":
        return kind(value)
    if verb in "xX" and isinstance(value, str):
        return value.encode("utf-8", "replace").hex()
    return f"%!{verb}({kind(value)}={inner(value)})"
