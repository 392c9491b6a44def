"""YAML as nodes that know their lines, with typed scalars. Hostile text is refused before it can unfold.

Beside `checks.texts.yaml`, which leaves scalars as they are written: here `yes`, `0644` and `1.5` are what the tools
that read such files take them for. Keys are always texts, as written. Times, sexagesimal numbers and binary are texts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from checks.iac.model import Node, Scalar
from checks.texts import bounds
from checks.texts.unreadable import Unreadable

MOST_DEPTH = 60
MOST_NODES = 300_000
"""Of one file, with every alias counted as what it stands for: a template of 50,000 lines has half of it."""
_BREAKS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_ODD_BREAK = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
_TYPED = frozenset("0123456789+-.~tTfFyYnNoO")
"""What a plain scalar that is no text begins with."""
_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_OLD_WORDS: Mapping[str, bool | None] = {
    **_WORDS,
    **dict.fromkeys(("yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("no", "No", "NO", "off", "Off", "OFF"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9_]{0,30})")
_OCTAL = re.compile(r"[-+]?0o?([0-7]{1,20})")
_HEXADECIMAL = re.compile(r"0x([0-9a-fA-F]{1,16})")
_FLOAT = re.compile(r"[-+]?(?:[0-9]{1,30}\.[0-9]{0,30}|\.[0-9]{1,30}|[0-9]{1,30}(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?")


class Raw(NamedTuple):
    """A value whose place in its parent is not known yet."""

    value: Any
    start: int
    end: int


Tags = Callable[[str, Raw], Raw]
"""What a tag ("!Ref") makes of the value it stands before."""


def documents(content: bytes, *, old: bool = False, tags: Tags | None = None) -> list[Node]:
    """All documents of the file that hold anything. Raises Unreadable.

    `old`: words as YAML 1.1 has them, as Kubernetes, CloudFormation and GitLab do: yes, no, on, off. Of equal keys the
    last counts; what `<<` merges in keeps its own lines, what an alias stands for keeps those of the anchor.
    """
    return read_text(bounds.text(content), old=old, tags=tags)


def read_text(decoded: str, *, old: bool = False, tags: Tags | None = None) -> list[Node]:
    """As `documents`, of text that somebody else decoded. Raises Unreadable."""
    if "\0" in decoded:
        raise Unreadable("it holds NUL bytes")
    try:
        parser = yaml.CSafeLoader(decoded)
        try:
            return _Builder(parser.get_event, decoded, _OLD_WORDS if old else _WORDS, tags).documents()
        finally:
            parser.dispose()
    except yaml.MarkedYAMLError as error:
        where = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise Unreadable(f"it is no YAML: {error.problem}{where}") from error
    except yaml.YAMLError as error:  # characters that YAML does not allow
        raise Unreadable(f"it is no YAML: {str(error).splitlines()[0]}") from error


def scalar(written: str, words: Mapping[str, bool | None] = _WORDS) -> Scalar:
    """What a plain scalar is."""
    if written[:1] not in _TYPED and written:
        return written
    if written in words:
        return words[written]
    if _INTEGER.fullmatch(written):
        return int(written.replace("_", ""))
    if octal := _OCTAL.fullmatch(written):
        return int(octal[1], 8) * (-1 if written.startswith("-") else 1)
    if digits := _HEXADECIMAL.fullmatch(written):
        return int(digits[1], 16)
    if _FLOAT.fullmatch(written) and math.isfinite(number := float(written)):
        return number
    return written


class _Builder:
    """From events to nodes, without recursion. An alias shares what its anchor holds, and is weighed as often."""

    def __init__(
        self, event: Callable[[], Any], decoded: str, words: Mapping[str, bool | None], tags: Tags | None
    ) -> None:
        self._event = event
        self._decoded = decoded
        self._lines = _lines(decoded)
        self._words = words
        self._tags = tags
        self._nodes = 0
        self._anchors: dict[str, tuple[Raw, int]] = {}
        self._stack: list[_Open] = []

    def documents(self) -> list[Node]:
        found = []
        while type(event := self._event()) is not yaml.StreamEndEvent:
            if type(event) is yaml.DocumentStartEvent and (made := self._document()):
                found.append(Node(*made))
        return found

    def _document(self) -> Raw | None:
        self._anchors = {}
        root = _Open(None, 0, self._nodes)
        self._stack = [root]
        while (kind := type(event := self._event())) is not yaml.DocumentEndEvent:
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._open(event)
            elif kind is yaml.AliasEvent:
                self._alias(event)
            else:
                self._close(event)
        made = root.items[0] if root.items else None
        return made if made and made.value is not None else None

    def _scalar(self, event: Any) -> None:
        self._count(1)
        items, mark = self._stack[-1].items, event.start_mark
        start = self._lines[mark.line]
        end = start if event.end_mark.line == mark.line else self._end(event, mark.line)
        if event.implicit[0] and not (self._stack[-1].mapping and len(items) % 2 == 0):
            made = Raw(scalar(event.value, self._words), start, end)
        else:
            made = Raw(event.value, start, end)
            if event.tag and self._tags:
                made = self._tags(event.tag, made)
        items.append(made)
        if event.anchor:
            self._anchors[event.anchor] = (made, 1)

    def _end(self, event: Any, first: int) -> int:
        """The last line of a scalar that has several: a block's mark is where the next thing begins."""
        last: int = event.end_mark.line
        if event.style in ("|", ">"):
            lines = self._split
            last = min(last, len(lines)) - (event.end_mark.column == 0 or last >= len(lines))
            while last > first and not lines[last].strip():
                last -= 1
        return self._lines[last]

    @cached_property
    def _split(self) -> list[str]:
        return _BREAKS.split(self._decoded)

    def _open(self, event: Any) -> None:
        self._count(1)
        line = self._lines[event.start_mark.line]
        if len(self._stack) > MOST_DEPTH:
            raise Unreadable(f"line {line} is nested too deeply")
        self._stack.append(_Open(event, line, self._nodes))

    def _close(self, event: Any) -> None:
        done = self._stack.pop()
        flow = done.event.flow_style
        last = self._lines[event.end_mark.line] if flow else (done.items[-1].end if done.items else done.line)
        value = self._mapping(done.items) if done.mapping else tuple([Node(*item) for item in done.items])
        made = Raw(value, done.line, max(last, done.line))
        if self._tags and done.event.tag:
            made = self._tags(done.event.tag, made)
        self._stack[-1].items.append(made)
        if done.event.anchor:
            self._anchors[done.event.anchor] = (made, self._nodes - done.before + 1)

    def _alias(self, event: Any) -> None:
        line = self._lines[event.start_mark.line]
        if event.anchor not in self._anchors:
            raise Unreadable(f"*{event.anchor} in line {line} names nothing that is complete before it")
        made, weight = self._anchors[event.anchor]
        self._count(weight)
        self._stack[-1].items.append(Raw(made.value, line, line))

    def _mapping(self, items: list[Raw]) -> dict[str, Node]:
        data: dict[str, Node] = {}
        merged: list[Any] = []
        for key, (value, _, end) in zip(items[::2], items[1::2], strict=True):
            name, line, _ = key
            if type(name) is not str:
                raise Unreadable(f"it has a key that is no plain text in line {line}")
            if name == "<<":
                merged += [one.value for one in value] if isinstance(value, tuple) else [value]
                continue
            data[name] = Node(value, line, end if end > line else line)
        for source in merged:
            for name, node in source.items() if isinstance(source, dict) else ():
                self._count(1)
                data.setdefault(name, node)
        return data

    def _count(self, weight: int) -> None:
        self._nodes += weight
        if self._nodes > MOST_NODES:
            raise Unreadable(f"it unfolds to more than {MOST_NODES} values")


class _Open:
    """A collection whose end has not been seen."""

    __slots__ = ("before", "event", "items", "line", "mapping")

    def __init__(self, event: Any, line: int, before: int) -> None:
        self.event = event
        self.mapping = type(event) is yaml.MappingStartEvent
        self.line = line
        self.before = before
        """Values that were counted before its first."""
        self.items: list[Raw] = []
        """A mapping's keys and values in turn."""


def _lines(decoded: str) -> Sequence[int]:
    """The library's line (0-based) -> ours: it takes some characters for line ends that no one else does."""
    if not _ODD_BREAK.search(decoded):
        last = decoded.count("\n") + 1
        return [*range(1, last + 1), last]  # a mark may lie behind the end
    lines = [1]
    for found in _BREAKS.finditer(decoded):
        lines.append(lines[-1] + found[0].endswith("\n"))
    return [*lines, lines[-1]]


def moved(node: Node, start: int, end: int) -> Node:
    """The same value at another place; what lies below keeps its own."""
    return node if (node.start_line, node.end_line) == (start, end) else replace(node, start_line=start, end_line=end)
