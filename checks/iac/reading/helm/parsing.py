"""A template's source to its tree. Pure; bounded by the source and the depth of what is nested."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from checks.iac.reading.helm.lexing import Action, Token, Words, pieces
from checks.iac.reading.helm.nodes import (
    Branch,
    Chain,
    Command,
    Dot,
    Function,
    Leave,
    Literal,
    Operand,
    Output,
    Pipe,
    Range,
    Step,
    Template,
    Text,
    Use,
    Variable,
)
from checks.iac.reading.helm.values import Unrendered

_MOST_SOURCE = 1_000_000
_MOST_DEPTH = 60
_WORDS = {"true": True, "false": False, "nil": None}
_ESCAPE = re.compile(r"\\(\\|x[0-9a-fA-F]{2}|[0-7]{3}|U[0-9a-fA-F]{8}|[av'])")
_OPENING = ("if", "with", "range", "define", "block")


def parse(source: str) -> Template:
    """Raises Unrendered."""
    if len(source) > _MOST_SOURCE:
        raise Unrendered("it is too large")
    reader = _Reader(source)
    body, closing = reader.steps(0)
    if closing:
        raise Unrendered(f"line {closing.line} has {{{{ {closing.word} }}}} too many")
    return Template(body, reader.defined)


class _Closing:
    """What ended a list of steps: end, or else with what follows it."""

    def __init__(self, word: str, rest: _Tokens, line: int) -> None:
        self.word, self.rest, self.line = word, rest, line


class _Reader:
    def __init__(self, source: str) -> None:
        self._pieces: Iterator[Words | Action] = pieces(source)
        self.defined: dict[str, tuple[Step, ...]] = {}

    def steps(self, depth: int) -> tuple[tuple[Step, ...], _Closing | None]:
        """Up to what closes them."""
        if depth > _MOST_DEPTH:
            raise Unrendered("it is nested too deeply")
        found: list[Step] = []
        for piece in self._pieces:
            if isinstance(piece, Words):
                found.append(Text(piece.text, piece.line))
                continue
            tokens = _Tokens(piece)
            word = tokens.word()
            if word in ("end", "else"):
                return tuple(found), _Closing(word, tokens, piece.line)
            if step := self._step(word, tokens, piece.line, depth):
                found.append(step)
        return tuple(found), None

    def _step(self, word: str, tokens: _Tokens, line: int, depth: int) -> Step | None:
        if word in ("break", "continue"):
            return Leave(word == "break")
        if word == "template":
            return Use(tokens.quoted(), tokens.rest(), line)
        if word not in _OPENING:
            return Output(tokens.pipe(), line)
        if word not in ("define", "block"):
            return self._opened(word, tokens, line, depth)
        name, pipe = tokens.quoted(), tokens.rest()
        body, closing = self.steps(depth + 1)
        self._ended(closing, word, line)
        if word == "define" or name not in self.defined:
            self.defined[name] = body
        return Use(name, pipe, line) if word == "block" else None

    def _opened(self, word: str, tokens: _Tokens, line: int, depth: int) -> Branch | Range:
        pipe = tokens.pipe()
        body, closing = self.steps(depth + 1)
        other: tuple[Step, ...] = ()
        if closing and closing.word == "else":
            further = closing.rest.word()
            if further in ("if", "with"):
                other = (self._opened(further, closing.rest, closing.line, depth + 1),)
                return Branch(pipe, body, other, line, word == "with")
            other, closing = self.steps(depth + 1)
        self._ended(closing, word, line)
        if word == "range":
            return Range(pipe, body, other, line)
        return Branch(pipe, body, other, line, word == "with")

    def _ended(self, closing: _Closing | None, word: str, line: int) -> None:
        if closing is None or closing.word != "end":
            raise Unrendered(f"{{{{ {word} }}}} in line {line} has no end")


class _Tokens:
    """An action's, read from left to right."""

    def __init__(self, action: Action) -> None:
        self._tokens = action.tokens
        self._at = 0
        self._line = action.line
        self._depth = 0

    def _peek(self, ahead: int = 0) -> Token | None:
        return self._tokens[self._at + ahead] if self._at + ahead < len(self._tokens) else None

    def _is(self, text: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token is not None and token.kind == "mark" and token.text == text

    def word(self) -> str:
        """The keyword that comes next; "" where there is none."""
        token = self._peek()
        if token is None or token.kind != "name" or token.text not in (*_OPENING, *_KEYWORDS):
            return ""
        self._at += 1
        return token.text

    def quoted(self) -> str:
        """A template's name."""
        token = self._peek()
        if token is None or token.kind != "text":
            raise self._odd()
        self._at += 1
        return _unquoted(token.text)

    def rest(self) -> Pipe | None:
        """What is left, if there is anything."""
        return self.pipe() if self._peek() else None

    def pipe(self) -> Pipe:
        """All that is left."""
        made = self._pipe()
        if self._peek():
            raise self._odd()
        return made

    def _pipe(self) -> Pipe:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise Unrendered("it is nested too deeply")
        names, declares = self._names()
        commands = [self._command()]
        while self._is("|"):
            self._at += 1
            commands.append(self._command())
        self._depth -= 1
        return Pipe(tuple(commands), names, declares)

    def _names(self) -> tuple[tuple[str, ...], bool]:
        first = self._peek()
        if first is None or first.kind != "variable":
            return (), False
        count = 3 if self._is(",", 1) else 1
        if not self._is(":=", count) and not self._is("=", count):
            return (), False
        declares = self._is(":=", count)
        names = tuple(token.text for token in self._tokens[self._at : self._at + count : 2])
        self._at += count + 1
        return names, declares

    def _command(self) -> Command:
        operands = []
        while (token := self._peek()) and not self._is("|") and not self._is(")"):
            operands.append(self._operand(token))
        if not operands:
            raise self._odd()
        return Command(tuple(operands))

    def _operand(self, token: Token) -> Operand:
        self._at += 1
        base = self._base(token)
        names = [token.text[1:]] if token.kind == "field" else []
        while (following := self._peek()) and following.kind == "field" and following.glued:
            names.append(following.text[1:])
            self._at += 1
        return Chain(base, tuple(names)) if names else base

    def _base(self, token: Token) -> Operand:
        if token.kind == "field" or token.text == ".":
            return Dot()
        if token.kind == "variable":
            return Variable(token.text)
        if token.kind == "name":
            return Literal(_WORDS[token.text]) if token.text in _WORDS else Function(token.text)
        if token.kind == "number":
            return Literal(_number(token.text))
        if token.kind in ("text", "letter"):
            return Literal(_unquoted(token.text) if token.kind == "text" else ord(_unquoted(f'"{token.text[1:-1]}"')))
        if token.text != "(":
            raise self._odd()
        made = self._pipe()
        if not self._is(")"):
            raise self._odd()
        self._at += 1
        return made

    def _odd(self) -> Unrendered:
        return Unrendered(f"line {self._line} cannot be read as a template")


_KEYWORDS = ("end", "else", "template", "break", "continue")


def _number(written: str) -> int | float:
    plain = written.replace("_", "")
    if plain.lstrip("+-")[:2].lower() in ("0x", "0o"):
        return int(plain, 0)
    return float(plain) if set(plain) & set(".eE") else int(plain)


def _unquoted(written: str) -> str:
    if written.startswith("`"):
        return written[1:-1]
    try:
        return str(json.loads(_ESCAPE.sub(_for_json, written), strict=False))
    except ValueError as error:
        raise Unrendered(f"{written[:40]} is no text") from error


def _for_json(found: re.Match[str]) -> str:
    code = found[1]
    if code == "\\":
        return found[0]
    if code in "av'":
        return {"a": "\\u0007", "v": "\\u000b", "'": "'"}[code]
    point = int(code[1:], 16) if code[0] in "xU" else int(code, 8)
    return f"\\u{point:04x}" if point < 0x10000 else chr(min(point, 0x10FFFF))
