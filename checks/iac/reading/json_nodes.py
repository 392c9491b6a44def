"""JSON as nodes that know their lines; comments and line breaks in texts are allowed, as ARM templates have them."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from checks.iac.model import Node
from checks.texts import bounds
from checks.texts.unreadable import Unreadable

MOST_DEPTH = 100
MOST_NODES = 300_000
_TOKEN = re.compile(
    r"""(?:[ \t\r\n]++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+
    (?:(?P<mark>[{}\[\]:,])|"(?P<plain>[^"\\\x00-\x1f]*+)"|(?P<text>"(?:[^"\\]|\\.)*+")|(?P<word>[-+.\w]++))""",
    re.VERBOSE | re.DOTALL,
)
_REST = re.compile(r"(?:[ \t\r\n]++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,40})(\.\d{1,40})?([eE][-+]?\d{1,3})?")
_lenient = json.JSONDecoder(strict=False).decode


def read(content: bytes) -> Node:
    """The file. Raises Unreadable."""
    return read_text(bounds.text(content))


def read_text(text: str, line: int = 1) -> Node:
    """As `read`, of text that begins on `line` of its file. Raises Unreadable."""
    return _Reader(text, line).whole()


class _Reader:
    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._at = 0
        self._line = line
        self._counted = 0
        self._nodes = 0

    def whole(self) -> Node:
        node = self._value(self._token(), 0)
        rest = _REST.match(self._text, self._at)
        if rest and rest.end() != len(self._text):
            raise self._broken("something follows the end")
        return node

    def _token(self) -> re.Match[str]:
        """The next, with its first line in `self._line`."""
        found = _TOKEN.match(self._text, self._at)
        if not found:
            self._upto(self._at)
            raise self._broken("an unfinished or unknown word")
        self._at = found.end()
        self._upto(found.start(found.lastgroup or 0))
        return found

    def _upto(self, at: int) -> None:
        self._line += self._text.count("\n", self._counted, at)
        self._counted = at

    def _broken(self, what: str) -> Unreadable:
        return Unreadable(f"it is no JSON: {what} in line {self._line}")

    def _value(self, token: re.Match[str], depth: int, start: int = 0) -> Node:
        start = start or self._line
        self._nodes += 1
        if self._nodes > MOST_NODES or depth > MOST_DEPTH:
            raise Unreadable("it is nested too deeply, or holds too many values")
        kind = token.lastgroup
        if kind == "plain":
            return Node(token["plain"], start, self._line)
        if kind == "text":
            value = self._string(token["text"])
            self._upto(self._at)
            return Node(value, start, self._line)
        if kind == "word":
            return Node(self._word(token["word"]), start, self._line)
        if token["mark"] == "{":
            members = self._members(depth)
            return Node(members, start, self._line)
        if token["mark"] == "[":
            elements = self._elements(depth)
            return Node(elements, start, self._line)
        raise self._broken(f"{token['mark']} stands where a value belongs")

    def _members(self, depth: int) -> dict[str, Node]:
        data: dict[str, Node] = {}
        token = self._token()
        while token["mark"] != "}":
            line = self._line
            key = token["plain"]
            if key is None:
                if token["text"] is None:
                    raise self._broken("a key is missing")
                key = self._string(token["text"])
            self._expect(":")
            data[key] = self._value(self._token(), depth + 1, line)
            token = self._more("}")
        return data

    def _elements(self, depth: int) -> tuple[Node, ...]:
        found: list[Node] = []
        token = self._token()
        while token["mark"] != "]":
            found.append(self._value(token, depth + 1))
            token = self._more("]")
        return tuple(found)

    def _more(self, closing: str) -> re.Match[str]:
        """The closing mark, or what follows the comma."""
        token = self._token()
        if token["mark"] == closing:
            return token
        if token["mark"] != ",":
            raise self._broken("a comma is missing")
        return self._token()

    def _expect(self, mark: str) -> None:
        if self._token()["mark"] != mark:
            raise self._broken(f"{mark} is missing")

    def _string(self, written: str) -> str:
        try:
            return str(_lenient(written))
        except ValueError as error:
            raise self._broken("a text is broken") from error

    def _word(self, word: str) -> Any:
        if word in _WORDS:
            return _WORDS[word]
        number = _NUMBER.fullmatch(word)
        if not number:
            raise self._broken(f"{word[:40]} is no value")
        if number[1] or number[2]:
            return value if math.isfinite(value := float(word)) else word
        return int(word)
