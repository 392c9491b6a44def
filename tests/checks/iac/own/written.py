"""Resources written as YAML, for tests of conditions: `(unknown) text` is what is only known once deployed."""

from __future__ import annotations

from typing import Any

from checks.iac.model import Framework, Node, Resource
from checks.texts.yaml import from_yaml

_UNKNOWN = "(unknown) "


def resource(
    text: str, kind: str = "thing", address: str = "thing.a", framework: Framework = Framework.TERRAFORM
) -> Resource:
    """One resource whose lines are the text's."""
    node = _node(from_yaml(text.encode()), 1)
    whole = Node(node.value or {}, 1, max(text.rstrip().count("\n") + 1, 1))
    return Resource(framework, kind, address, "main.tf", whole)


def _node(data: Any, line: int) -> Node:
    if isinstance(data, dict):
        return _around({str(key): _below(value, key.line) for key, value in data.items()}, line)
    if isinstance(data, list):
        return _around(tuple(_node(item, line) for item in data), line)
    if data is None:
        return Node(None, line, line)
    if data.startswith(_UNKNOWN):
        return Node(data.removeprefix(_UNKNOWN), data.line, data.line, known=False)
    return Node(str(data), data.line, data.line)


def _around(value: Any, line: int) -> Node:
    below = list(value.values() if isinstance(value, dict) else value)
    start = min((node.start_line for node in below), default=line)
    return Node(value, start, max((node.end_line for node in below), default=line))


def _below(value: Any, line: int) -> Node:
    node = _node(value, line)
    return Node(node.value, line, max(line, node.end_line), node.known)
