"""Dockerfiles: instructions with all their lines, by stage. Nothing is built, and no argument put in.

https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checks.iac.model import Framework, Node, Reading, Resource
from checks.iac.reading import gathering
from checks.texts import bounds
from checks.texts.unreadable import Unreadable
from checks.texts.written import lines

_DIRECTIVE = re.compile(r"#\s*(syntax|escape|check)\s*=\s*(\S+)\s*", re.IGNORECASE)
_WORD = re.compile(r"\s*(\w{1,30})(?:\s+(.*))?$", re.DOTALL)
_FLAG = re.compile(r"\s*--([a-z-]{1,30})(?:=(\S*))?(?:\s+|$)")
_HEREDOC = re.compile(r"""(?<!\S)\d{0,3}<<-?(["']?)([A-Za-z_]\w{0,100})\1(?=[\s;&|>)]|$)""")
_PAIR = re.compile(r"""([\w.-]{1,200})=("(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s\\]|\\.)*)""", re.DOTALL)
_MOST_LENGTH = 100_000
"""Characters of one instruction; what comes after is not read."""
_MOST = 5_000
"""Instructions."""


@dataclass(slots=True)
class _Instruction:
    word: str
    """In capital letters."""
    start: int
    """1-based, its first line."""
    parts: list[tuple[int, str]] = field(default_factory=list)
    """Its lines without continuation marks and comments."""
    documents: list[tuple[int, str]] = field(default_factory=list)
    """Lines of its here-documents."""
    end: int = 0

    @property
    def rest(self) -> str:
        """What follows the word, joined."""
        match = _WORD.match(" ".join(text for _, text in self.parts)[:_MOST_LENGTH])
        return (match[2] or "").strip() if match else ""


@dataclass(slots=True)
class _Stage:
    name: str
    begin: Node | None
    instructions: list[Node] = field(default_factory=list)
    user: Node | None = None


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader.

    Kinds: each instruction's word, addressed by its stage ("build.RUN": several have the same), and "stage" with
    `name`, `image`, `user`, `final` and `instructions`.
    """
    return gathering.each(files, targets, _file)


def _file(path: str, content: bytes) -> Iterator[Resource]:
    stages = [_Stage("", None)]
    for count, one in enumerate(_instructions(bounds.text(content))):
        if count >= _MOST:
            raise Unreadable(f"it has more than {_MOST} instructions")
        if not count and one.word not in ("FROM", "ARG"):
            raise Unreadable(f"line {one.start} is none that a Dockerfile begins with")
        node = _node(one)
        if one.word == "FROM":
            alias = gathering.text(node.at(["as"]))
            stages.append(_Stage(alias or f"stage{len(stages) - 1}", node))
        stage = stages[-1]
        stage.instructions.append(node)
        stage.user = node.at(["user"]) or stage.user
        yield Resource(Framework.DOCKERFILE, one.word, f"{stage.name}.{one.word}".lstrip("."), path, node)
    if len(stages) == 1:
        raise Unreadable("it holds no instruction of a Dockerfile")
    for stage in stages[1:]:
        yield _stage(path, stage, stage is stages[-1])


def _stage(path: str, stage: _Stage, final: bool) -> Resource:
    first, last = stage.instructions[0], stage.instructions[-1]
    lines = first.start_line, first.end_line
    values = {
        "name": Node(stage.name, *lines),
        "final": Node(final, *lines),
        "instructions": Node(tuple(stage.instructions), first.start_line, last.end_line),
    }
    if image := first.at(["image"]):
        values["image"] = image
    if stage.user:
        values["user"] = stage.user
    return Resource(Framework.DOCKERFILE, "stage", stage.name, path, Node(values, first.start_line, last.end_line))


def _node(one: _Instruction) -> Node:
    lines = one.start, one.end
    flags, rest = _flags(one.rest)
    values = {"instruction": Node(one.word, *lines), "arguments": Node(rest, *lines)}
    for name in dict.fromkeys(name for name, _ in flags):
        given = [value for other, value in flags if other == name]
        values[name] = (
            Node(given[0], *lines) if len(given) == 1 else Node(tuple(Node(v, *lines) for v in given), *lines)
        )
    if one.word == "ONBUILD" and (inner := _WORD.match(rest)):
        values["instruction"] = Node(f"ONBUILD {inner[1].upper()}", *lines)
    if made := _OWN.get(one.word):
        values |= made(one, rest)
    return Node(values, *lines)


def _from(one: _Instruction, rest: str) -> dict[str, Node]:
    words = rest.split()
    values = {"image": Node(words[0], one.start, one.end, "$" not in words[0])} if words else {}
    if len(words) > 2 and words[1].upper() == "AS":
        values["as"] = Node(words[2], one.start, one.end)
    return values


def _run(one: _Instruction, rest: str) -> dict[str, Node]:
    """`command`: the shell's text, with its here-documents; `words` of the exec form; `lines`: each with its own."""
    lines = one.start, one.end
    body = "\n".join([rest, *(text for _, text in one.documents)])[:_MOST_LENGTH]
    parts = tuple(Node(text.strip(), number, number) for number, text in (*one.parts, *one.documents))
    return {"command": Node(body, *lines), "lines": Node(parts, *lines), **_words(one, rest)}


def _words(one: _Instruction, rest: str) -> dict[str, Node]:
    try:
        found = json.loads(rest) if rest.startswith("[") else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        return {}
    return {"words": Node(tuple(Node(word, one.start, one.end) for word in found), one.start, one.end)}


def _copy(one: _Instruction, rest: str) -> dict[str, Node]:
    words = [str(word.value) for word in gathering.items(_words(one, rest).get("words"))] or rest.split()
    lines = one.start, one.end
    if len(words) < 2:
        return {}
    sources = tuple(Node(word, *_line(one, word)) for word in words[:-1])
    return {"sources": Node(sources, *lines), "destination": Node(words[-1], *_line(one, words[-1]))}


def _variables(one: _Instruction, rest: str) -> dict[str, Node]:
    """`variables`: those that are set, each on its own line."""
    found: dict[str, Node] = {}
    if one.word == "ENV" and not _PAIR.match(rest):
        name, _, value = rest.partition(" ")
        found[name] = Node(value.strip(), one.start, one.end)
    for number, text in one.parts:
        for match in _PAIR.finditer(text):
            found[match[1]] = Node(match[2].strip("\"'"), number, number, "$" not in match[2])
    if one.word == "ARG" and "=" not in rest:
        found = {name: Node(None, one.start, one.end) for name in rest.split()}
    return {"variables": Node(found, one.start, one.end)}


def _ports(one: _Instruction, rest: str) -> dict[str, Node]:
    ports = tuple(Node(word, *_line(one, word), "$" not in word) for word in rest.split())
    return {"ports": Node(ports, one.start, one.end)}


def _user(one: _Instruction, rest: str) -> dict[str, Node]:
    return {"user": Node(rest.strip("\"'"), one.start, one.end, "$" not in rest)}


_OWN = {
    "FROM": _from,
    "RUN": _run,
    "CMD": _words,
    "ENTRYPOINT": _words,
    "SHELL": _words,
    "COPY": _copy,
    "ADD": _copy,
    "ENV": _variables,
    "ARG": _variables,
    "LABEL": _variables,
    "EXPOSE": _ports,
    "USER": _user,
}


def _line(one: _Instruction, word: str) -> tuple[int, int]:
    """The line that holds the word."""
    number = next((number for number, text in one.parts if word in text), one.start)
    return number, number


def _flags(rest: str) -> tuple[list[tuple[str, str]], str]:
    """The flags before an instruction's arguments, and the arguments."""
    found = []
    at = 0
    while match := _FLAG.match(rest, at):
        found.append((match[1], match[2] or ""))
        at = match.end()
    return found, rest[at:]


def _instructions(text: str) -> Iterator[_Instruction]:
    """With continued lines and here-documents, without comments."""
    escape, directives = "\\", True
    one: _Instruction | None = None
    waiting: list[str] = []
    for number, line in enumerate(lines(text), 1):
        if one and waiting:
            one.end = number
            if line.lstrip("\t") == waiting[0]:
                waiting.pop(0)
            else:
                one.documents.append((number, line))
            if not waiting:
                yield one
                one = None
            continue
        if directives and (directive := _DIRECTIVE.fullmatch(line)):
            escape = directive[2] if directive[1].lower() == "escape" and directive[2] in "\\`" else escape
            continue
        directives = False
        if line.lstrip().startswith("#") or not line.strip():
            continue  # also within a continued instruction
        if one is None:
            if not (word := _WORD.match(line.rstrip().removesuffix(escape))):
                raise Unreadable(f"line {number} is no instruction of a Dockerfile")
            one = _Instruction(word[1].upper(), number)
        bare = line.rstrip()
        one.parts.append((number, bare.removesuffix(escape)))
        one.end = number
        if bare.endswith(escape):
            continue
        if one.word in ("RUN", "COPY", "ADD"):
            waiting = [match[2] for match in _HEREDOC.finditer(one.rest)]
        if not waiting:
            yield one
            one = None
    if waiting and one:
        raise Unreadable(f"line {one.start} opens a here-document {waiting[0]} that never ends")
    if one:
        yield one
