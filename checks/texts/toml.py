"""TOML as plain data, with the lines of its keys and values. What it cannot read it says; it knows no file by name.

rtoml reads it: for a lockfile of 500 packages it takes 13 ms where tomllib takes 110 and compiled tomli 38, and it
refuses deep nesting (a faster one overflows its stack). It gives no positions: those of what it read are found here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import rtoml

from checks.texts import bounds
from checks.texts.unreadable import Unreadable

MOST_LOCATED = 2_000_000
"""Characters of a file whose every key gets its line; lockfiles, where only tables get one, may be longer."""
Path = tuple[str | int, ...]
"""("project", "dependencies", 0): keys, and positions in arrays."""
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|\#[^\n]*+"
    r"|[\[\]{},=.\n]"
    r"|[^\s\[\]{},=.\"'\#]++",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Document:
    """Data, and where it stands."""

    data: dict[str, Any]
    lines: Mapping[Path, int]
    """1-based: of a key, of an element of an array, of a table's header."""

    def line(self, *path: str | int) -> int:
        """Of this key or element, or else of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def from_toml(content: bytes) -> dict[str, Any]:
    """The file's data. Raises Unreadable."""
    return from_text(bounds.text(content))


def located(content: bytes) -> Document:
    """The data and the lines of everything in it, for a file that people write. Raises Unreadable."""
    text = bounds.text(content)
    if len(text) > MOST_LOCATED:
        raise Unreadable(f"it is longer than {MOST_LOCATED} characters")
    return Document(from_text(text), _Scanner(text).lines())


def tables(
    content: bytes, name: str, key: str, parse: Callable[[str], tuple[dict[str, Any], bool]] | None = None
) -> tuple[dict[str, Any], list[int]]:
    """The data of a lockfile, and for each `[[name]]` the line of its `key`, or of itself without one.

    Quick for the form in which lockfiles are written, and right for any other. `parse` may know a quicker way to the
    data; it says, too, whether no string of the file spans lines. Raises Unreadable.
    """
    text = bounds.text(content)
    data, plain = parse(text) if parse else (from_text(text), is_plain(text))
    entries = data[name] if isinstance(data.get(name), list) else []
    found = _table_lines(text, name, key) if plain else []
    if [own for _, own in found] == [isinstance(entry, dict) and key in entry for entry in entries]:
        return data, [line for line, _ in found]
    document = located(content)
    return data, [document.line(name, number, key) for number in range(len(entries))]


def is_plain(text: str) -> bool:
    """Whether no string can span lines."""
    return "'''" not in text and '"""' not in text


def from_text(text: str) -> dict[str, Any]:
    """As `from_toml`, of text that somebody else decoded. Raises Unreadable."""
    try:
        return rtoml.loads(text)
    except rtoml.TomlParsingError as error:
        raise Unreadable(f"it is no TOML: {error}") from error
    except (ValueError, OverflowError) as error:  # of dates, which Python makes
        raise Unreadable(f"it holds a value that cannot be read: {error}") from error


def _table_lines(text: str, name: str, key: str) -> list[tuple[int, bool]]:
    """Where no string spans lines, a line that begins with a header is one. With each: whether the key was found."""
    header, assigned = f"[[{name}]]", f"\n{key} ="
    found = []
    line, counted, at = 1, 0, text.find(header)
    while at >= 0:
        following = text.find(header, at + len(header))
        if at == 0 or text[at - 1] == "\n":
            line += text.count("\n", counted, at)
            counted = at
            own = text.find(assigned, at, _end(text, at + 1, following))
            found.append((line + text.count("\n", at, own) + 1, True) if own >= 0 else (line, False))
        at = following
    return found


def _end(text: str, at: int, following: int) -> int:
    """Where the table's own keys end: at any other header."""
    end = text.find("\n[", at, following if following >= 0 else len(text))
    return end if end >= 0 else (following if following >= 0 else len(text))


class _Scanner:
    """Finds lines in a text that is known to be TOML; in any other it would find wrong ones, and end all the same."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, int]] = []
        self._at = 0
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        """How many tables each array of tables has so far."""
        line = 1
        for found in _TOKEN.finditer(text):
            token = found[0]
            if token[0] != "#":
                self._tokens.append((token, line))
            line += token.count("\n")
        self._tokens.append(("", line))

    def lines(self) -> dict[Path, int]:
        table: Path = ()
        while token := self._peek():
            if token == "[":
                table = self._header()
            elif token in "\n,]}=.{":
                self._at += 1
            else:
                self._pair(table)
        return self._lines

    def _header(self) -> Path:
        line = self._next()[1]
        many = self._peek() == "["
        self._at += many
        path: Path = ()
        keys = self._keys("]")
        for number, (key, _) in enumerate(keys, 1):
            path = (*path, key)
            if many and number == len(keys):
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                self._lines.setdefault(path, line)
                path = (*path, self._counts[path] - 1)
            self._lines.setdefault(path, line)
        return path

    def _pair(self, path: Path) -> None:
        for key, line in self._keys("="):
            path = (*path, key)
            self._lines.setdefault(path, line)
        self._value(path)

    def _keys(self, end: str) -> list[tuple[str, int]]:
        """The parts of a dotted key, and its end passed over."""
        keys = []
        while (token := self._peek()) not in ("", end, "\n"):
            if token not in ".[]{},=":
                keys.append((_unquoted(token), self._tokens[self._at][1]))
            self._at += 1
        while self._peek() == end != "":
            self._at += 1
        return keys

    def _value(self, path: Path) -> None:
        token = self._peek()
        if token == "[":
            self._array(path)
        elif token == "{":
            self._inline(path)
        else:
            while self._peek() not in ("", "\n", ",", "]", "}"):
                self._at += 1

    def _array(self, path: Path) -> None:
        self._at += 1
        number = 0
        while (token := self._peek()) not in ("", "]"):
            if token in "\n,=.}":
                self._at += 1
                continue
            self._lines.setdefault((*path, number), self._tokens[self._at][1])
            self._value((*path, number))
            number += 1
        self._at += token == "]"

    def _inline(self, path: Path) -> None:
        self._at += 1
        while (token := self._peek()) not in ("", "}"):
            if token in "\n,=.[]":
                self._at += 1
            else:
                self._pair(path)
        self._at += token == "}"

    def _peek(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _next(self) -> tuple[str, int]:
        self._at += 1
        return self._tokens[self._at - 1]


def _unquoted(token: str) -> str:
    if token[0] not in "\"'":
        return token
    return str(rtoml.loads(f"key = {token}")["key"]) if "\\" in token else token[1:-1]
