"""A template's source as text and actions, and an action as tokens. Pure; linear in the source.

Trim markers are done here: the text that comes out is what is printed, with the line on which it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.iac.reading.helm.values import Unrendered

_SPACE = " \t\r\n"
_COMMENT = re.compile(r"/\*.*?\*/(?:(\s+-)|\s*)\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<end>[ \t\r\n]+-\}\}|\}\})
    |(?P<space>[ \t\r\n]+)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|`[^`]*`)
    |(?P<letter>'(?:[^'\\\n]|\\[^\n])[^'\n]{0,8}')
    |(?P<number>[+-]?(?:0[xX][0-9a-fA-F_]{1,16}|0o[0-7]{1,20}|[0-9][0-9_]{0,30}(?:\.[0-9]{0,30})?(?:[eE][+-]?[0-9]{1,3})?))
    |(?P<field>\.[^\W\d]\w*)
    |(?P<variable>\$\w*)
    |(?P<name>[^\W\d]\w*)
    |(?P<mark>:=|=|\||\(|\)|,|\.)""",
    re.VERBOSE,
)
_BREAKS = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class Words:
    """Text between actions, trimmed."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Token:
    """One of an action's."""

    kind: str
    """text | letter | number | field | variable | name | mark"""
    text: str
    line: int
    glued: bool
    """No space before it."""


@dataclass(frozen=True, slots=True)
class Action:
    """What stands between the braces."""

    tokens: tuple[Token, ...]
    line: int


def pieces(source: str) -> Iterator[Words | Action]:
    """In their order. Raises Unrendered for what is no template."""
    source = _BREAKS.sub("\n", source)
    at, line, trim = 0, 1, False
    while True:
        begin = source.find("{{", at)
        end = len(source) if begin < 0 else begin
        trimmed = begin >= 0 and source[begin + 2 : begin + 3] == "-" and source[begin + 3 : begin + 4] in (*_SPACE,)
        yield from _words(source[at:end], line, trim, trimmed)
        line += source.count("\n", at, end)
        if begin < 0:
            return
        at, trim, action = _action(source, begin + (3 if trimmed else 2), line)
        if action:
            yield action
        line += source.count("\n", begin, at)


def _words(text: str, line: int, left: bool, right: bool) -> Iterator[Words]:
    if left:
        kept = text.lstrip(_SPACE)
        line += text.count("\n", 0, len(text) - len(kept))
        text = kept
    if text := text.rstrip(_SPACE) if right else text:
        yield Words(text, line)


def _action(source: str, at: int, line: int) -> tuple[int, bool, Action | None]:
    """Where it ends, whether what follows is trimmed, and it; None for a comment."""
    inside = at
    while source[inside : inside + 1] in (*_SPACE,):
        inside += 1
    if source.startswith("/*", inside):
        comment = _COMMENT.match(source, inside)
        if comment is None:
            raise Unrendered(f"a comment in line {line} does not end")
        return comment.end(), comment[1] is not None, None
    tokens, first, glued = list[Token](), line, True
    while found := _TOKEN.match(source, at):
        kind = found.lastgroup or ""
        if kind == "end":
            return found.end(), found[0] != "}}", Action(tuple(tokens), first)
        if kind != "space":
            tokens.append(Token(kind, found[0], line, glued))
        line += found[0].count("\n")
        at, glued = found.end(), kind != "space"
    raise Unrendered(f"line {line} cannot be read as a template")
