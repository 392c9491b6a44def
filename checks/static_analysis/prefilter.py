"""Which rules could find anything in a text at all: the engine's own necessary conditions, evaluated before it starts.

The engine knows for each rule which words a file must hold, and passes over the others; but it reads all rules first,
and with hundreds of them that takes longer than looking at a few files. What is not understood counts as met.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

Condition = Callable[["Text"], bool]
_WORD = re.compile(r"\w+")


class Text:
    """One file's content, with its words at hand."""

    def __init__(self, content: bytes) -> None:
        self.text = content.decode("utf-8", "replace")
        self.words = frozenset(_WORD.findall(self.text))

    def holds(self, identifier: str) -> bool:
        """Whether the identifier stands in the text: as a word where it is one."""
        return identifier in self.words if _WORD.fullmatch(identifier) else identifier in self.text


def conditions(answer: Any) -> Mapping[str, Condition]:
    """Rule id -> condition, from the engine's answer to `-prefilter_of_rules`; rules without one are left out."""
    found = {}
    for rule in answer if isinstance(answer, list) else ():
        match rule:
            case {"rule_id": str(name), "filter": ["Some", formula]}:
                found[name] = _read(formula)
    return found


def _read(formula: Any) -> Condition:
    match formula:
        case ["And", [*parts]]:
            every = [_read(part) for part in parts]
            return lambda text: all(part(text) for part in every)
        case ["Or", [*parts]]:
            some = [_read(part) for part in parts]
            return lambda text: any(part(text) for part in some)
        case ["Pred", ["Idents", [*names]]] if all(isinstance(name, str) for name in names):
            return lambda text: all(text.holds(name) for name in names)
        case ["Pred", ["Regexp", str(pattern)]] if (compiled := _compiled(pattern)) is not None:
            return lambda text: compiled.search(text.text) is not None
    return lambda _: True


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """None for what the two kinds of regular expressions could read differently."""
    if re.search(r"[\^$]|\\[^wWdDsS.()\[\]/+*?|{}-]|\(\?(?!:|i\))", pattern):
        return None
    try:
        return re.compile(pattern)
    except re.error:
        return None
