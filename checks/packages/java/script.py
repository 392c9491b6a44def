"""Gradle build scripts, which are Groovy or Kotlin programs: read for their string notations, never evaluated."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r'"""(?:[\s\S]*?"""|[\s\S]*)|"(?:\\.|[^"\\\n])*+"?|\'(?:\\.|[^\'\\\n])*+\'?|//[^\n]*|/\*(?:[\s\S]*?\*/|[\s\S]*)'
)
"""A text or a comment. What is not closed ends with its line, or the file, so that no part is looked at twice."""
_COORDINATES = re.compile(r"([^\s:@/]{1,200}):([^\s:@/]{1,200})(?::([^\s:@]{1,200})(?::[^\s:@]*)?(?:@\w+)?)?")
_BEFORE_BRACE = re.compile(r"(\w{1,60})\s{0,20}(?:\([^(){}]{0,60}\)\s{0,20})?$")
_FIRST_WORD = re.compile(r"\s*[\"']?(\w+)")
_QUOTED = r"""["']([^"'\n]{1,200})["']"""
_IS, _AND = r"\s{0,40}[:=]\s{0,40}", r"\s{0,40},\s{0,40}"
_MAP = re.compile(
    rf"\bgroup{_IS}{_QUOTED}{_AND}name{_IS}{_QUOTED}(?:{_AND}version{_IS}(?:{_QUOTED}|([\w.]{{1,100}})))?"
)
_ALIAS = re.compile(r"\blibs\.([A-Za-z][\w.]{0,200})")
_PLUGIN = re.compile(rf"\b(id|kotlin)[\s(]{{1,9}}{_QUOTED}[\s)]{{0,9}}version[\s(]{{1,9}}{_QUOTED}")
_ASSIGNED = re.compile(
    r"""^[ \t]*+(?:(?:def|val|var|final|String) |ext\.)*+(\w{1,100})[ \t]*+="""
    r"""[ \t]*+["']([\w.+-]{1,100})["'][ \t;\r]*+$""",
    re.MULTILINE,
)
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
_NO_CONFIGURATION = frozenset({"exclude", "because", "println", "print", "url", "throw", "apply", "id", "include"})


@dataclass(frozen=True, slots=True)
class Notation:
    """One dependency as a script names it."""

    name: str
    """"group:artifact", or a catalog's alias with dots ("libs." left off)."""
    line: int
    """1-based."""
    configuration: str
    """"testImplementation"; "plugins" for a plugin, "buildscript" for what the build itself needs, "" where unknown."""
    version: str = ""
    """As written, with the script's own plain variables put in."""
    alias: bool = False


@dataclass(slots=True)
class Script:
    """What a script says. Filled by `read_script`, then only read."""

    notations: list[Notation] = field(default_factory=list)
    repositories: list[tuple[int, str]] = field(default_factory=list)
    untold: list[int] = field(default_factory=list)
    """Lines of notations whose names are made by expressions."""


def read_script(text: str) -> Script:
    """Never fails: what is no plain notation is passed over."""
    return _Reader(text).script


class _Reader:
    def __init__(self, text: str) -> None:
        self.script = Script()
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._literals: list[tuple[int, str]] = []
        plain, masked, at = list[str](), list[str](), 0
        for token in _TOKEN.finditer(text):
            between = text[at : token.start()]
            blank = re.sub(r"[^\n]", " ", token[0])
            is_text = token[0][0] in "\"'"
            plain += [between, token[0] if is_text else blank]
            masked += [between, blank]
            if is_text and len(token[0]) > 1 and token[0][-1] == token[0][0] and not token[0].startswith('"""'):
                self._literals.append((token.start(), token[0][1:-1]))
            at = token.end()
        self._text = "".join(plain) + text[at:]
        self._masked = "".join(masked) + text[at:]
        self._variables = self._plain_variables()
        self._blocks = list(self._find_blocks())
        self._block_starts = [start for start, _ in self._blocks]
        self._read()

    def _plain_variables(self) -> dict[str, str]:
        """Those that are given one plain text, and only once."""
        found: dict[str, set[str]] = {}
        for match in _ASSIGNED.finditer(self._text):
            found.setdefault(match[1], set()).add(match[2])
        return {name: values.pop() for name, values in found.items() if len(values) == 1}

    def _find_blocks(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """From where on which blocks are open, outermost first."""
        opened: tuple[str, ...] = ()
        yield 0, opened
        for brace in re.finditer(r"[{}]", self._masked):
            if brace[0] == "}":
                opened = opened[:-1]
            elif len(opened) < 60:
                before = _BEFORE_BRACE.search(self._masked[max(0, brace.start() - 180) : brace.start()])
                opened = (*opened, before[1] if before else "")
            yield brace.start(), opened

    def _within(self, at: int) -> tuple[str, ...]:
        return self._blocks[bisect_right(self._block_starts, at) - 1][1]

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at)

    def _read(self) -> None:
        for at, literal in self._literals:
            within = self._within(at)
            if "repositories" in within and "publishing" not in within and re.match(r"https?://", literal):
                self.script.repositories.append((self._line(at), literal))
            elif "dependencies" in within and (match := _COORDINATES.fullmatch(literal)):
                self._add(at, f"{match[1]}:{match[2]}", match[3] or "", self._configuration(at, within))
        for match in _MAP.finditer(self._text):
            if "dependencies" in (within := self._within(match.start())):
                version = match[3] or (f"${match[4]}" if match[4] else "")
                self._add(match.start(), f"{match[1]}:{match[2]}", version, self._configuration(match.start(), within))
        self._aliases_and_plugins()
        self.script.notations.sort(key=lambda one: one.line)

    def _aliases_and_plugins(self) -> None:
        for match in _ALIAS.finditer(self._masked):
            within, alias = self._within(match.start()), re.sub(r"\.(?:get|asProvider)$", "", match[1])
            if "dependencies" in within or alias.startswith("plugins."):
                where = "plugins" if alias.startswith("plugins.") else self._configuration(match.start(), within)
                self.script.notations.append(Notation(alias, self._line(match.start()), where, alias=True))
        for match in _PLUGIN.finditer(self._text):
            if "plugins" in self._within(match.start()):
                name = f"org.jetbrains.kotlin.{match[2]}" if match[1] == "kotlin" else match[2]
                self._add(match.start(), f"{name}:{name}.gradle.plugin", match[3], "plugins")

    def _add(self, at: int, name: str, version: str, configuration: str) -> None:
        name = self._put_in(name)
        if configuration in _NO_CONFIGURATION:
            return
        if "$" in name or not re.fullmatch(r"[\w.-]+:[\w.-]+", name):
            self.script.untold.append(self._line(at))
        else:
            self.script.notations.append(Notation(name, self._line(at), configuration, self._put_in(version)))

    def _put_in(self, text: str) -> str:
        return _VARIABLE.sub(lambda match: self._variables.get(match[1], match[0]), text)

    def _configuration(self, at: int, within: tuple[str, ...]) -> str:
        if "buildscript" in within:
            return "buildscript"
        start = max(self._starts[self._line(at) - 1], at - 300)
        start = max(start, *(self._masked.rfind(mark, start, at) + 1 for mark in "\n{};"))
        first = _FIRST_WORD.match(self._text[start:at])
        return first[1] if first else ""
