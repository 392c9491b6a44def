"""Bicep: resources with nested ones, parameters' defaults and variables put in; what is computed stays unknown.

https://learn.microsoft.com/azure/azure-resource-manager/bicep/file
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import tree_sitter
import tree_sitter_bicep

from checks.iac.model import Framework, Node, Reading, Resource
from checks.iac.reading import gathering
from checks.iac.reading.gathering import Budget, placed
from checks.texts import bounds
from checks.texts.unreadable import Unreadable

MOST_BYTES = 2_000_000
_MOST_DEPTH = 60
_MOST_TEXT = 100_000
_LANGUAGE = tree_sitter.Language(tree_sitter_bicep.language())
_ESCAPES = {"\\\\": "\\", "\\'": "'", "\\n": "\n", "\\r": "\r", "\\t": "\t", "\\$": "$"}

Tree = tree_sitter.Node


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader."""
    return gathering.each(files, targets, _file)


def _file(path: str, content: bytes) -> Iterator[Resource]:
    if len(content) > MOST_BYTES:
        raise Unreadable(f"it is larger than {MOST_BYTES} bytes")
    root = tree_sitter.Parser(_LANGUAGE).parse(bounds.text(content).encode()).root_node
    yield from _File(path, root).resources()
    if root.has_error:
        raise Unreadable(f"it is no Bicep from line {_broken(root)} on")


def _broken(root: Tree) -> int:
    node = root
    while not (node.is_error or node.is_missing):
        inner = next((one for one in node.children if one.has_error or one.is_missing), None)
        if inner is None:
            break
        node = inner
    return node.start_point.row + 1


class _File:
    def __init__(self, path: str, root: Tree) -> None:
        self._path = path
        self._root = root
        self._budget = Budget()
        self._named: dict[str, Tree | None] = {}
        self._known: dict[str, Node] = {}
        self._open: set[str] = set()
        for one in root.named_children:
            parts = one.named_children
            if one.type in ("parameter_declaration", "variable_declaration") and parts:
                has_value = any(child.type == "=" for child in one.children)
                self._named[_text(parts[0])] = parts[-1] if has_value else None

    def resources(self) -> Iterator[Resource]:
        """Those at the top, with their nested ones."""
        for one in self._root.named_children:
            if one.type == "resource_declaration":
                yield from self._resource(one, "", 0)
            elif one.type == "module_declaration" and (body := _object(one)):
                name = _text(one.named_children[0])
                node = Node(self._properties(body, 0), *_lines(one))
                yield Resource(Framework.BICEP, "module", f"module.{name}", self._path, node)

    def _resource(self, tree: Tree, parent: str, depth: int) -> Iterator[Resource]:
        parts = tree.named_children
        body = _object(tree)
        if len(parts) < 3 or body is None or depth > 5:
            return
        own = _text(parts[1]).strip("'").partition("@")[0]
        kind = f"{parent}/{own}" if parent else own
        condition = next((one for one in parts if one.type == "if_statement"), None)
        if condition and self._value(condition.named_children[0], 0).value is False:
            return
        node = Node(self._properties(body, 0), *_lines(tree))
        yield Resource(Framework.BICEP, kind, f"{kind}.{_text(parts[0])}", self._path, node)
        for one in body.named_children:
            for inner in one.named_children:
                if inner.type == "resource_declaration":
                    yield from self._resource(inner, kind, depth + 1)

    def _properties(self, body: Tree, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for one in body.named_children:
            parts = one.named_children
            if one.type == "object_property" and len(parts) > 1:
                value = self._value(parts[-1], depth)
                key = self._key(parts[0])
                found[key] = replace(value, start_line=one.start_point.row + 1, end_line=one.end_point.row + 1)
        return found

    def _key(self, tree: Tree) -> str:
        return _text(tree).strip("'")

    def _value(self, tree: Tree, depth: int) -> Node:
        self._budget.spend()
        lines = _lines(tree)
        match tree.type if depth < _MOST_DEPTH else "":
            case "object":
                return Node(self._properties(tree, depth + 1), *lines)
            case "array":
                items = [self._value(one, depth + 1) for one in tree.named_children if one.type != "comment"]
                return Node(tuple(items), *lines)
            case "string":
                return self._string(tree, depth)
            case "number":
                written = _text(tree)
                return Node(int(written) if len(written) < 20 and written.lstrip("-").isdecimal() else written, *lines)
            case "boolean":
                return Node(_text(tree) == "true", *lines)
            case "null":
                return Node(None, *lines)
            case "identifier":
                return self._called(tree)
            case "parenthesized_expression" if tree.named_child_count == 1:
                return self._value(tree.named_children[0], depth + 1)
            case "member_expression" if tree.named_child_count == 2:
                found = self._value(tree.named_children[0], depth + 1)
                below = found.at([_text(tree.named_children[1])]) if found.known else None
                return placed(below, Node(None, *lines), self._budget) if below and below.known else _unknown(tree)
            case "ternary_expression" if tree.named_child_count == 3:
                holds = self._value(tree.named_children[0], depth + 1)
                if holds.known and isinstance(holds.value, bool):
                    return self._value(tree.named_children[1 if holds.value else 2], depth + 1)
            case "binary_expression" if tree.child_count == 3 and tree.children[1].type in ("==", "!="):
                one, other = (self._value(side, depth + 1) for side in tree.named_children)
                if one.known and other.known:
                    return Node((one.value == other.value) is (tree.children[1].type == "=="), *lines)
        return _unknown(tree)

    def _string(self, tree: Tree, depth: int) -> Node:
        """With its ${…} put in; three quotes mean all as it is."""
        source = _text(tree)
        if source.startswith("'''"):
            return Node(source[3:-3].removeprefix("\n"), *_lines(tree))
        pieces = list[str]()
        for one in tree.named_children:
            if one.type == "interpolation" and one.named_children:
                found = self._value(one.named_children[0], depth + 1)
                if not found.known or found.value is None or isinstance(found.value, (Mapping, tuple)):
                    return _unknown(tree)
                pieces.append(str(found.value).lower() if isinstance(found.value, bool) else str(found.value))
            else:
                pieces.append(_ESCAPES.get(_text(one), _text(one)))
        made = "".join(pieces)
        return Node(made, *_lines(tree)) if len(made) <= _MOST_TEXT else _unknown(tree)

    def _called(self, tree: Tree) -> Node:
        """A parameter's default or a variable, on the line that names it."""
        name = _text(tree)
        if name not in self._known:
            written = self._named.get(name)
            if written is None or name in self._open or len(self._open) > 20:
                return _unknown(tree)
            self._open.add(name)
            try:
                self._known[name] = self._value(written, 0)
            finally:
                self._open.discard(name)
        found = self._known[name]
        return placed(found, Node(None, *_lines(tree)), self._budget) if found.known else _unknown(tree)


def _object(tree: Tree) -> Tree | None:
    """The body of a declaration, also of one with a condition or a loop."""
    for one in tree.named_children:
        if one.type == "object":
            return one
        if one.type in ("if_statement", "for_statement") and (inner := _object(one)):
            return inner
    return None


def _text(tree: Tree) -> str:
    return (tree.text or b"").decode("utf-8", "replace")


def _lines(tree: Tree) -> tuple[int, int]:
    return tree.start_point.row + 1, tree.end_point.row + 1


def _unknown(tree: Tree) -> Node:
    return Node(_text(tree)[:_MOST_TEXT], *_lines(tree), known=False)
