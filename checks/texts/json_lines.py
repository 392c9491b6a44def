"""JSON as plain data, with the lines of the keys and elements that somebody will point at. Exact in any formatting.

The levels of interest are walked here, the rest is left to the standard library's parser in C: a lockfile of 2,000
packages costs a few milliseconds more than `json.loads`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from checks.texts import bounds
from checks.texts.unreadable import Unreadable

Path = tuple[str | int, ...]
"""Keys and positions from the root: ("packages", "node_modules/a"), ("packages", 0)."""

_decode = json.JSONDecoder().raw_decode
_KEY = r'[ \t\n\r]*+"([^"\\\x00-\x1f]*+)"[ \t\n\r]*+:[ \t\n\r]*+'
_first_key, _next_key = re.compile(r"\{" + _KEY).match, re.compile(r"[ \t\n\r]*+," + _KEY).match
"""An opening brace or a comma, then a key without escapes: what nearly every member begins with."""
_more = re.compile(r"[^ \t\n\r]|\Z").search


@dataclass(frozen=True, slots=True)
class Located:
    """What a file holds, and where."""

    data: Any
    """As `json.loads` gives it: of equal keys the last counts, with its line."""
    lines: dict[Path, int]
    """1-based: of a member its key's line, of an element the line on which it begins."""

    def line(self, *path: str | int) -> int:
        """The line of `path`, or of the innermost part of it that was walked; 1 where none was."""
        while path:
            if found := self.lines.get(path):
                return found
            path = path[:-1]
        return 1


def read(content: bytes, depth: int = 2, deeper: Callable[[Path], bool] | None = None) -> Located:
    """The file, with the lines of `depth` levels and of what lies in each path for which `deeper` says so.

    Raises Unreadable.
    """
    return read_text(bounds.text(content), depth, deeper)


def read_text(text: str, depth: int = 2, deeper: Callable[[Path], bool] | None = None) -> Located:
    """As `read`, of text that somebody else decoded. Raises Unreadable."""
    walk = _Walk(text, depth, deeper or (lambda _: False))
    try:
        data, end = walk.value((), walk.skip(0))
        if (end := walk.skip(end)) != len(text):
            raise json.JSONDecodeError("Extra data", text, end)
    except json.JSONDecodeError as error:
        raise Unreadable(f"it is no JSON: {error.msg} in line {error.lineno}") from error
    except (RecursionError, ValueError) as error:
        raise Unreadable("it is nested too deeply, or holds a number too long") from error
    return Located(data, walk.lines)


class _Walk:
    def __init__(self, text: str, depth: int, deeper: Callable[[Path], bool]) -> None:
        self._text = text
        self._depth = depth
        self._deeper = deeper
        self.lines: dict[Path, int] = {}
        self._line, self._counted = 1, 0

    def value(self, path: Path, at: int) -> tuple[Any, int]:
        """The value that begins at `at`, and where it ends."""
        if len(path) < self._depth or self._deeper(path):
            if self._text.startswith("{", at):
                return self._object(path, at)
            if self._text.startswith("[", at):
                return self._array(path, at)
        return _decode(self._text, at)

    def skip(self, at: int) -> int:
        """Past white space."""
        found = _more(self._text, at)
        return found.start() if found else len(self._text)

    def _object(self, path: Path, at: int) -> tuple[dict[str, Any], int]:
        data: dict[str, Any] = {}
        walked = len(path) + 1 < self._depth
        member = _first_key(self._text, at)
        while True:
            if member is not None:
                key, begin, at = member[1], member.start(1) - 1, member.end()
            else:
                key, begin, at = self._odd_key("," if data else "{", at)
                if key is None:
                    return data, at
            inner = (*path, key)
            self._mark(inner, begin)
            data[key], at = self.value(inner, at) if walked or self._deeper(inner) else _decode(self._text, at)
            member = _next_key(self._text, at)

    def _odd_key(self, before: str, at: int) -> tuple[str | None, int, int]:
        """A key with escapes: it, where it begins, where its value does. None and the object's end where that comes."""
        text = self._text
        at = self.skip(at)
        empty = text.startswith("{", at) and before == "{"
        closing = self.skip(at + 1) if empty else at
        if text.startswith("}", closing):
            return None, at, closing + 1
        begin = self._expect(before, at)
        if not text.startswith('"', begin):
            raise json.JSONDecodeError("Expecting property name enclosed in double quotes", text, begin)
        key, end = _decode(text, begin)
        return key, begin, self._expect(":", end)

    def _array(self, path: Path, at: int) -> tuple[list[Any], int]:
        text = self._text
        data: list[Any] = []
        at = self.skip(at + 1)
        if text.startswith("]", at):
            return data, at + 1
        while True:
            inner = (*path, len(data))
            self._mark(inner, at)
            value, end = self.value(inner, at)
            data.append(value)
            at = self.skip(end)
            if text.startswith("]", at):
                return data, at + 1
            at = self._expect(",", at)

    def _expect(self, mark: str, at: int) -> int:
        at = self.skip(at)
        if not self._text.startswith(mark, at):
            raise json.JSONDecodeError(f"Expecting {mark!r} delimiter", self._text, at)
        return self.skip(at + 1)

    def _mark(self, path: Path, at: int) -> None:
        self._line += self._text.count("\n", self._counted, at)
        self._counted = at
        self.lines[path] = self._line
