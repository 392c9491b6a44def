"""What ${…} and $(…) stand for in Maven's and MSBuild's files: bounded, so that nothing unfolds without end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from checks.packages.model import Place
from checks.texts.unreadable import Unreadable

MOST_LENGTH = 1000
"""Characters of one value, with its properties put in."""
MOST_DEPTH = 40
"""Properties that stand within one another."""
MAVEN = re.compile(r"\$\{([^${}]{1,200})\}")
MSBUILD = re.compile(r"\$\(([\w.-]{1,200})\)")
"""Calls of functions, as $([System.IO.Path]::…), are none."""


@dataclass(frozen=True, slots=True)
class Value:
    """A text and where it stands."""

    text: str
    place: Place


def caseless(text: str) -> str:
    """With MSBuild's property names in lower case, for it tells none apart by case."""
    return MSBUILD.sub(lambda match: match[0].lower(), text) if "$" in text else text


class Properties:
    """What names stand for in one file, with all that it inherits. Raises Unreadable for what does not end."""

    def __init__(self, told: Mapping[str, Value], pattern: re.Pattern[str] = MAVEN) -> None:
        self._told = told
        self._pattern = pattern
        self._known: dict[str, str] = {}

    def expand(self, text: str) -> str:
        """With every property put in that is known; the others stay as they are written."""
        return self._expand(text, ()) if "$" in text else text

    def stands_at(self, value: Value) -> Place:
        """Where the text is that a value stands for: that of its property, if it is one property and nothing else."""
        for _ in range(MOST_DEPTH):
            match = self._pattern.fullmatch(value.text)
            if match is None or match[1] not in self._told:
                break
            value = self._told[match[1]]
        return value.place

    def _expand(self, text: str, within: tuple[str, ...]) -> str:
        found = text
        if len(text) <= MOST_LENGTH:
            found = self._pattern.sub(lambda match: self._property(match[1], match[0], within), text)
        if len(found) > MOST_LENGTH:
            raise Unreadable(f"{within[0] if within else 'a value'} unfolds to more than {MOST_LENGTH} characters")
        return found

    def _property(self, name: str, written: str, within: tuple[str, ...]) -> str:
        if name in self._known:
            return self._known[name]
        if name in within:
            raise Unreadable(f"{name} stands for itself")
        if len(within) > MOST_DEPTH:
            raise Unreadable(f"{within[0]} stands for properties that are nested too deeply")
        if name not in self._told:
            return written
        self._known[name] = self._expand(self._told[name].text, (*within, name))
        return self._known[name]
