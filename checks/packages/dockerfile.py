"""Dockerfiles: instructions with their lines, and the images that they name. Nothing is built.

https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass

from checks.interface import Scope
from checks.packages import images
from checks.packages.model import Dependency, Place
from checks.texts.unreadable import Unreadable
from checks.texts.written import lines

_DIRECTIVE = re.compile(r"#\s*(syntax|escape|check)\s*=\s*(\S+)\s*", re.IGNORECASE)
_WORD = re.compile(r"\s*(\w{1,30})(?:\s+(.*))?$", re.DOTALL)
_FLAG = re.compile(r"\s*--([a-z-]{1,30})(?:=(\S*))?(?:\s+|$)")
_HEREDOC = re.compile(r"""(?<!\S)\d{0,3}<<-?(["']?)([A-Za-z_]\w{0,100})\1(?=[\s;&|>)]|$)""")
_ARGUMENT = re.compile(r"""(\w{1,200})(?:=("[^"]*"|'[^']*'|\S*))?""")
_SINGLE_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)\})")
_MOST_LENGTH = 20_000
"""Characters of one instruction; what comes after names no images."""


@dataclass(frozen=True, slots=True)
class _Instruction:
    word: str
    """In capital letters."""
    rest: str
    line: int
    """1-based, its first."""


def read_dockerfile(path: str, text: str) -> list[Dependency]:
    """The images that its stages start from and copy from, and the frontend that builds it. Raises Unreadable."""
    reader = _Reader(path)
    for instruction in _instructions(text):
        if instruction.word == "#":
            reader.add(instruction.rest, instruction.line, Scope.DEVELOPMENT)
        else:
            reader.take(instruction)
    if reader.first is None:
        raise Unreadable("it holds no instruction of a Dockerfile")
    return reader.found


class _Reader:
    def __init__(self, path: str) -> None:
        self._found: dict[tuple[int, str, str], Dependency] = {}
        self.first: _Instruction | None = None
        self._path = path
        self._global: dict[str, str] = {}
        """Arguments that stand before the first stage: only these count in FROM."""
        self._lines: dict[str, int] = {}
        """Of the global arguments."""
        self._own: dict[str, str] = {}
        """Arguments of the stage."""
        self._stages = set[str]()
        self._begun = False

    def take(self, one: _Instruction) -> None:
        """Reads one instruction."""
        if self.first is None:
            self.first = one
            if one.word not in ("FROM", "ARG"):
                raise Unreadable(f"line {one.line} is none that a Dockerfile begins with")
        if one.word == "ONBUILD" and (inner := _WORD.match(one.rest)):
            one = _Instruction(inner[1].upper(), inner[2] or "", one.line)
        if one.word == "FROM":
            self._from(one)
        elif one.word == "ARG":
            self._argument(one)
        elif one.word in ("COPY", "ADD"):
            flags, _ = _flags(one.rest)
            self._used(dict(flags).get("from", ""), one.line)
        elif one.word == "RUN":
            for name, value in _flags(one.rest)[0]:
                options = dict(option.partition("=")[::2] for option in value.split(",")) if name == "mount" else {}
                self._used(options.get("from", ""), one.line)

    def _from(self, one: _Instruction) -> None:
        words = _flags(one.rest)[1].split()
        self._begun, self._own = True, {}
        if not words:
            return
        image = images.put_in(words[0].strip("\"'"), self._global)
        if image.lower() not in self._stages and image != "scratch":
            self.add(image, one.line, Scope.RUNTIME, self._stands(words[0]))
        if len(words) > 2 and words[1].upper() == "AS":
            self._stages.add(words[2].lower())

    def _stands(self, written: str) -> int | None:
        """The line of the argument that is the whole of a reference."""
        match = _SINGLE_VARIABLE.fullmatch(written.strip("\"'"))
        return self._lines.get(match[1] or match[2]) if match else None

    def _argument(self, one: _Instruction) -> None:
        for match in _ARGUMENT.finditer(one.rest[:_MOST_LENGTH]):
            name, value = match[1], match[2]
            if value is None:
                if self._begun and name in self._global:
                    self._own[name] = self._global[name]
                continue
            plain = images.put_in(value.strip("\"'"), ChainMap(self._own, self._global))
            if self._begun:
                self._own[name] = plain
            else:
                self._global[name], self._lines[name] = plain, one.line

    def _used(self, image: str, line: int) -> None:
        """An image or stage that something is taken from: stages also go by their numbers."""
        image = images.put_in(image.strip("\"'"), self._own)
        if image and not image.isdigit() and image.lower() not in self._stages and image != "scratch":
            self.add(image, line, Scope.RUNTIME)

    def add(self, image: str, line: int, scope: Scope, stands: int | None = None) -> None:
        """One image, if it is known which."""
        place = Place(self._path, line)
        made = images.dependency(image, place, Place(self._path, stands) if stands else None, scope)
        if made:
            self._found.setdefault((line, made.written or made.name, made.requirement + made.version), made)

    @property
    def found(self) -> list[Dependency]:
        """The images so far, each once for each line that names it."""
        return list(self._found.values())


def _flags(rest: str) -> tuple[list[tuple[str, str]], str]:
    """The flags before an instruction's arguments, and the arguments."""
    found = []
    at = 0
    while match := _FLAG.match(rest, at):
        found.append((match[1], match[2] or ""))
        at = match.end()
    return found, rest[at:]


def _instructions(text: str) -> Iterator[_Instruction]:
    """Without comments, with continued lines joined and here-documents passed over. A frontend's word is "#"."""
    escape, directives = "\\", True
    open_documents: list[str] = []
    joined, started, length = list[str](), 0, 0
    for number, line in enumerate(lines(text), 1):
        if open_documents:
            if line.lstrip("\t") == open_documents[0]:
                open_documents.pop(0)
            continue
        if directives and (directive := _DIRECTIVE.fullmatch(line)):
            escape = directive[2] if directive[1].lower() == "escape" and directive[2] in "\\`" else escape
            if directive[1].lower() == "syntax":
                yield _Instruction("#", directive[2], number)
            continue
        directives = False
        if line.lstrip().startswith("#") or not line.strip():
            continue  # also within a continued instruction
        started = started if joined else number
        bare = line.rstrip()
        length += len(bare)
        if length <= _MOST_LENGTH:
            joined.append(bare.removesuffix(escape))
        elif not joined:
            joined.append(bare[:_MOST_LENGTH])
        if bare.endswith(escape):
            continue
        whole = " ".join(joined)
        joined, length = [], 0
        if word := _WORD.match(whole):
            made = _Instruction(word[1].upper(), word[2] or "", started)
            if made.word in ("RUN", "COPY", "ADD"):
                open_documents = [match[2] for match in _HEREDOC.finditer(made.rest)]
            yield made
    if open_documents:
        raise Unreadable(f"line {started} opens a here-document {open_documents[0]} that never ends")
    if joined and (word := _WORD.match(" ".join(joined))):
        yield _Instruction(word[1].upper(), word[2] or "", started)
