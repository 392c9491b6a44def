"""HCL as a tree: blocks, attributes, and where each stands. What expressions come to is `expressions`' matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter
import tree_sitter_hcl

from checks.texts import bounds
from checks.texts.unreadable import Unreadable

MOST_BYTES = 2_000_000
"""Of one file."""
_LANGUAGE = tree_sitter.Language(tree_sitter_hcl.language())

Tree = tree_sitter.Node


@dataclass(frozen=True, slots=True)
class Block:
    """`resource "aws_s3_bucket" "logs" { … }`."""

    type: str
    labels: tuple[str, ...]
    body: Tree | None
    start_line: int
    """1-based."""
    end_line: int


@dataclass(frozen=True, slots=True)
class File:
    """One file's top level."""

    body: Tree | None
    broken_line: int
    """The first that is no HCL; 0 where all of it is."""


def parse(content: bytes) -> File:
    """As much of it as is HCL. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"it is larger than {MOST_BYTES} bytes")
    decoded = bounds.text(content)
    if "\0" in decoded:
        raise Unreadable("it holds NUL bytes")
    tree = tree_sitter.Parser(_LANGUAGE).parse(decoded.encode())
    root = tree.root_node
    body = next((one for one in root.named_children if one.type == "body"), None)
    return File(body, _broken(root) if root.has_error else 0)


def _broken(root: Tree) -> int:
    """The line of the first error."""
    node = root
    while not (node.is_error or node.is_missing):
        inner = next((one for one in node.children if one.has_error or one.is_missing), None)
        if inner is None:
            break
        node = inner
    return node.start_point.row + 1


def text(node: Tree) -> str:
    """Its source."""
    return (node.text or b"").decode("utf-8", "replace")


def lines(node: Tree) -> tuple[int, int]:
    """Its first and last, 1-based."""
    return node.start_point.row + 1, node.end_point.row + 1


def attributes(body: Tree | None) -> Iterator[tuple[str, Tree, Tree]]:
    """Name, whole attribute, its expression."""
    for node in body.named_children if body else ():
        if node.type == "attribute" and len(inner := node.named_children) > 1:
            yield text(inner[0]), node, inner[-1]


def blocks(body: Tree | None) -> Iterator[Block]:
    """Those directly in the body."""
    for node in body.named_children if body else ():
        if node.type == "block":
            yield _block(node)


def _block(node: Tree) -> Block:
    names, inner = list[str](), None
    for child in node.named_children:
        if child.type == "identifier":
            names.append(text(child))
        elif child.type == "string_lit":
            names.append(text(child).strip('"'))
        elif child.type == "body":
            inner = child
    return Block(names[0] if names else "", tuple(names[1:]), inner, *lines(node))
