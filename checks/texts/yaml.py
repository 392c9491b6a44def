"""YAML as plain data in which every key and scalar knows its line. Hostile text is refused before it can unfold.

Scalars are never turned into numbers, dates or truth values: a version that reads 1.10 stays "1.10". Tags mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import yaml

from checks.texts import bounds
from checks.texts.unreadable import Unreadable

MOST_DEPTH = 60
"""Levels of nesting; hand-written files have a handful."""
MOST_NODES = 2_000_000
"""Of one file, with every alias counted as what it stands for."""
_BREAKS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_ODD_BREAK = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Text(str):
    """A scalar as written, and where."""

    __slots__ = ("line",)
    line: int
    """1-based."""


def text(value: str, line: int) -> Text:
    """A scalar of that line."""
    made = Text(value)
    made.line = line
    return made


def from_yaml(content: bytes) -> Any:
    """The only document: dicts with `Text` keys, lists, `Text`, None where there is none. Raises Unreadable.

    A mapping's line is its first key's, a key's line is `key.line`: iterate over `items()` to see the keys. Of equal
    keys the last counts; what `<<` merges in keeps its own lines. `data["on"]`, `data["true"]`: as written.
    """
    found = documents(content)
    if len(found) > 1:
        raise Unreadable(f"it holds {len(found)} YAML documents where one belongs")
    return found[0] if found else None


def documents(content: bytes) -> list[Any]:
    """All documents of the file, each as `from_yaml` gives them. Raises Unreadable."""
    decoded = bounds.text(content)
    if "\0" in decoded:
        raise Unreadable("it holds NUL bytes")
    try:
        parser = yaml.CSafeLoader(decoded)
        try:
            return _Builder(parser.get_event, _lines(decoded)).documents()
        finally:
            parser.dispose()
    except yaml.MarkedYAMLError as error:
        where = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise Unreadable(f"it is no YAML: {error.problem}{where}") from error
    except yaml.YAMLError as error:  # characters that YAML does not allow
        raise Unreadable(f"it is no YAML: {str(error).splitlines()[0]}") from error


def _lines(decoded: str) -> Sequence[int]:
    """The library's line (0-based) -> ours: it takes some characters for line ends that no one else does."""
    if not _ODD_BREAK.search(decoded):
        return range(1, decoded.count("\n") + 3)
    lines = [1]
    for found in _BREAKS.finditer(decoded):
        lines.append(lines[-1] + found[0].endswith("\n"))
    return [*lines, lines[-1]]


class _Builder:
    """From events to data, without recursion. An alias shares what its anchor holds, and is weighed as often."""

    def __init__(self, event: Callable[[], Any], lines: Sequence[int]) -> None:
        self._event = event
        self._lines = lines
        self._nodes = 0
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._stack: list[_Open] = []

    def documents(self) -> list[Any]:
        found = []
        while type(event := self._event()) is not yaml.StreamEndEvent:
            if type(event) is yaml.DocumentStartEvent:
                found.append(self._document())
        return found

    def _document(self) -> Any:
        self._anchors = {}
        root = _Open(None, False, self._nodes)
        self._stack = [root]
        while (kind := type(event := self._event())) is not yaml.DocumentEndEvent:
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._open(event, kind is yaml.MappingStartEvent)
            elif kind is yaml.AliasEvent:
                self._alias(event)
            else:
                self._close()
        return root.items[0] if root.items else None

    def _scalar(self, event: Any) -> None:
        self._count(1)
        top = self._stack[-1]
        null = event.implicit[0] and event.value in _NULLS and not (top.mapping and len(top.items) % 2 == 0)
        value = None if null else text(event.value, self._lines[event.start_mark.line])
        top.items.append(value)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)

    def _open(self, event: Any, mapping: bool) -> None:
        self._count(1)
        if len(self._stack) > MOST_DEPTH:
            raise Unreadable(f"line {self._lines[event.start_mark.line]} is nested too deeply")
        self._stack.append(_Open(event.anchor, mapping, self._nodes))

    def _close(self) -> None:
        done = self._stack.pop()
        value = _mapping(done.items) if done.mapping else done.items
        self._stack[-1].items.append(value)
        if done.anchor:
            self._anchors[done.anchor] = (value, self._nodes - done.before + 1)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:
            line = self._lines[event.start_mark.line]
            raise Unreadable(f"*{event.anchor} in line {line} names nothing that is complete before it")
        value, weight = self._anchors[event.anchor]
        self._count(weight)
        self._stack[-1].items.append(value)

    def _count(self, weight: int) -> None:
        self._nodes += weight
        if self._nodes > MOST_NODES:
            raise Unreadable(f"it unfolds to more than {MOST_NODES} values")


class _Open:
    """A collection whose end has not been seen."""

    __slots__ = ("anchor", "before", "items", "mapping")

    def __init__(self, anchor: str | None, mapping: bool, before: int) -> None:
        self.anchor = anchor
        self.mapping = mapping
        self.before = before
        """Values that were counted before its first."""
        self.items: list[Any] = []
        """A mapping's keys and values in turn."""


def _mapping(items: list[Any]) -> dict[Text, Any]:
    data: dict[Text, Any] = {}
    merged: list[Any] = []
    for key, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(key, Text):
            raise Unreadable("it has a key that is no plain text")
        if key == "<<":
            merged += value if isinstance(value, list) else [value]
            continue
        data.pop(key, None)  # or the key would keep the line of the first of its name
        data[key] = value
    for source in merged:
        for key, value in source.items() if isinstance(source, dict) else ():
            data.setdefault(key, value)
    return data
