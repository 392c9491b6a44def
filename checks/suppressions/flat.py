"""A file of settings as its leaves: which way leads to each, what it says, and on which line. YAML, TOML, JSON, INI.

What people write in a table or a list there is one leaf an entry, so that two sides can be held against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from checks.texts import bounds, json_lines, toml, yaml
from checks.texts.unreadable import Unreadable

_MOST = 200_000
"""Leaves of one file."""
_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*+")|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/|,(?=\s*+[\]}])')


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value."""

    way: tuple[str, ...]
    """Keys from the root; a list's elements are all "*"."""
    value: str
    line: int
    """1-based."""
    item: tuple[int, ...] = ()
    """Positions in the lists on the way: which leaves are of one element."""


def read(path: str, content: bytes) -> list[Leaf]:
    """By the file's suffix; YAML where it has none. Raises Unreadable."""
    suffix = path.rpartition("/")[2].rpartition(".")[2].lower()
    found = _READERS.get(suffix, _yaml)(content)
    leaves: list[Leaf] = []
    for leaf in found:
        if len(leaves) >= _MOST:
            raise Unreadable(f"it holds more than {_MOST} values")
        leaves.append(leaf)
    return leaves


def matching(leaves: Sequence[Leaf], way: str) -> Iterator[Leaf]:
    """Those at a dotted way, in which * is any key or element, and ** any number of them."""
    wanted = tuple(way.split("."))
    return (leaf for leaf in leaves if _match(leaf.way, wanted))


def _match(way: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    if not wanted:
        return not way
    if wanted[0] == "**":
        return any(_match(way[at:], wanted[1:]) for at in range(min(len(way), 12) + 1))
    return bool(way) and wanted[0] in ("*", way[0]) and _match(way[1:], wanted[1:])


def _yaml(content: bytes) -> Iterator[Leaf]:
    for document in yaml.documents(content):
        yield from _walk(document, (), (), (), lambda path, node: getattr(node, "line", 0))


def _toml(content: bytes) -> Iterator[Leaf]:
    document = toml.located(content)
    return _walk(document.data, (), (), (), lambda path, node: document.line(*path))


def _json(content: bytes) -> Iterator[Leaf]:
    located = json_lines.read_text(_plain_json(bounds.text(content)), deeper=lambda path: len(path) < 12)
    return _walk(located.data, (), (), (), lambda path, node: located.line(*path))


def _ini(content: bytes) -> Iterator[Leaf]:
    section, key, start = "", "", 0
    for number, line in enumerate(bounds.text(content).split("\n"), 1):
        text = line.strip()
        if not text or text[0] in "#;":
            continue
        if text[0] == "[" and text[-1] == "]":
            section, key = text[1:-1].strip(), ""
        elif key and line[0] in " \t":
            yield Leaf((section, key), text, number)
        elif "=" in text or ":" in text:
            key, value = (part.strip() for part in re.split("[=:]", text, maxsplit=1))
            start = number
            if value:
                yield Leaf((section, key), value, start)


def _properties(content: bytes) -> Iterator[Leaf]:
    for number, line in enumerate(bounds.text(content).split("\n"), 1):
        key, found, value = line.strip().partition("=")
        if found and not key.startswith(("#", "!")):
            yield Leaf(("", key.strip()), value.strip(), number)


def _plain_json(text: str) -> str:
    """Without comments and trailing commas; line ends stay."""
    return _COMMENT.sub(lambda found: found[1] or re.sub(r"[^\n]", " ", found[0]), text)


_READERS: dict[str, Callable[[bytes], Iterator[Leaf]]] = {
    "toml": _toml, "json": _json, "jsonc": _json, "json5": _json, "baseline": _json, "ignore": _json, "nsprc": _json,
    "auditrc": _json, "ini": _ini, "cfg": _ini, "flake8": _ini, "bandit": _ini, "properties": _properties,
    "npmrc": _properties,
}  # fmt: skip

Line = Callable[[json_lines.Path, Any], int]


def _walk(
    node: Any, path: json_lines.Path, way: tuple[str, ...], item: tuple[int, ...], line: Line, around: int = 1
) -> Iterator[Leaf]:
    """Depth is bounded by the readers."""
    if isinstance(node, dict) and node:
        for key, value in node.items():
            here = line((*path, str(key)), key) or around
            yield from _walk(value, (*path, str(key)), (*way, str(key)), item, line, here)
    elif isinstance(node, list | tuple) and node:
        for number, value in enumerate(node):
            here = line((*path, number), value) or _first_line(value, line, (*path, number)) or around
            yield from _walk(value, (*path, number), (*way, "*"), (*item, number), line, here)
    else:
        value = (
            "" if node is None or node in ({}, [], ()) else str(node).lower() if isinstance(node, bool) else str(node)
        )
        yield Leaf(way, value, line(path, node) or around, item)


def _first_line(value: Any, line: Line, path: json_lines.Path) -> int:
    """Of a mapping in YAML: its first key's."""
    return line((*path, ""), next(iter(value))) if isinstance(value, dict) and value else 0
