"""CloudFormation's intrinsic functions, as far as the template itself knows what they come to.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
What depends on the deployment (a resource's attribute, a parameter without default) stays as its source text, unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from checks.iac.model import Node
from checks.iac.reading.gathering import Budget, below, items, placed, text
from checks.iac.reading.yaml_nodes import Raw, moved, scalar
from checks.texts.unreadable import Unreadable

MOST_DEPTH = 150
MOST_TEXT = 100_000
"""Characters of a text that is put together."""
_VARIABLE = re.compile(r"\$\{(!?)([^{}$]{1,500})\}")
_NO_VALUE = "AWS::NoValue"
_PARTS = ("Function", "Api", "HttpApi", "SimpleTable", "StateMachine")
"""Of SAM, what can have Globals."""


def short_tags(tag: str, raw: Raw) -> Raw:
    """`!Ref x` as {"Ref": x}, `!GetAtt a.b` as {"Fn::GetAtt": [a, b]}."""
    if not tag.startswith("!") or len(tag) < 2:
        return raw
    name, value = tag[1:], raw.value
    if name == "GetAtt" and isinstance(value, str):
        value = tuple(Node(part, raw.start, raw.end) for part in value.split(".", 1))
    name = name if name in ("Ref", "Condition") else f"Fn::{name}"
    return Raw({name: Node(value, raw.start, raw.end)}, raw.start, raw.end)


class Template:
    """One template with the parameters it is given."""

    def __init__(self, root: Node, given: Mapping[str, Node]) -> None:
        self._root = root
        self._given = given
        self._conditions = below(root, "Conditions")
        self._decided: dict[str, bool | None] = {}
        self._budget = Budget()
        self._functions: Mapping[str, Callable[[Node, int], Node | None]] = {
            "Ref": self._ref,
            "Fn::If": self._if,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::FindInMap": self._find_in_map,
            "Fn::Base64": self._as_it_is,
            "Fn::ToJsonString": self._as_it_is,
        }

    def resources(self) -> Iterator[tuple[str, Node]]:
        """Name and node of each resource that is made. Raises Unreadable."""
        for name, node in below(self._root, "Resources").items():
            if name.startswith("Fn::ForEach::"):
                loop = items(node)
                for inner, one in below(loop[2] if len(loop) > 2 else None).items():
                    yield inner, self.resolved(one)
            elif isinstance(node.value, Mapping) and not self._is_left_out(node):
                yield name, self._with_globals(self.resolved(node))

    def _is_left_out(self, node: Node) -> bool:
        condition = text(node.at(["Condition"]))
        return bool(condition) and self.condition(condition) is False

    def _with_globals(self, node: Node) -> Node:
        kind = text(node.at(["Type"]))
        shared = below(self._root, "Globals", kind.rpartition("::")[2]) if kind.startswith("AWS::Serverless::") else {}
        if not shared or kind.rpartition("::")[2] not in _PARTS or not isinstance(node.value, Mapping):
            return node
        own = node.value.get("Properties") or Node({}, node.start_line, node.start_line)
        if not isinstance(own.value, Mapping):
            return node
        both = dict(own.value)
        for name, value in shared.items():
            both[name] = _merged(self.resolved(value), both.get(name))
        return replace(node, value={**node.value, "Properties": replace(own, value=both)})

    def resolved(self, node: Node, depth: int = 0) -> Node:
        """The value with its intrinsics put in, on its own lines. Raises Unreadable."""
        self._budget.spend()
        if depth > MOST_DEPTH:
            raise Unreadable("its functions are nested too deeply")
        if isinstance(node.value, tuple):
            found = [self.resolved(one, depth + 1) for one in node.value]
            return replace(node, value=tuple([one for one in found if not _is_nothing(one)]))
        if not isinstance(node.value, Mapping):
            return node
        if len(node.value) == 1:
            [(name, argument)] = node.value.items()
            if name in self._functions or name.startswith("Fn::") or (name == "Ref"):
                function = self._functions.get(name)
                made = function(argument, depth + 1) if function else None
                return _unknown(node) if made is None else moved(made, node.start_line, node.end_line)
        values = {key: self.resolved(one, depth + 1) for key, one in node.value.items()}
        return replace(node, value={key: one for key, one in values.items() if not _is_nothing(one)})

    def condition(self, name: str) -> bool | None:
        """Whether it holds; None: nobody knows, or it asks for itself."""
        if name not in self._decided:
            self._decided[name] = None
            if name in self._conditions:
                self._decided[name] = self._holds(self._conditions[name], 0)
        return self._decided[name]

    def _holds(self, node: Node, depth: int) -> bool | None:
        if depth > MOST_DEPTH or not isinstance(node.value, Mapping) or len(node.value) != 1:
            return None
        [(name, argument)] = node.value.items()
        if name == "Condition":
            return self.condition(text(argument))
        if name == "Fn::Equals":
            sides = [self.resolved(one, depth + 1) for one in items(argument)]
            if len(sides) != 2 or not all(one.known and _is_scalar(one) for one in sides):
                return None
            return _written(sides[0].value) == _written(sides[1].value)
        claims = [self._holds(one, depth + 1) for one in items(argument)]
        if name == "Fn::Not":
            return None if len(claims) != 1 or claims[0] is None else not claims[0]
        if name in ("Fn::And", "Fn::Or"):
            telling = name == "Fn::Or"
            if telling in claims:
                return telling
            return None if None in claims or not claims else not telling
        return None

    def _ref(self, node: Node, depth: int) -> Node | None:
        name = text(node)
        if name == _NO_VALUE:
            return Node(_NO_VALUE, node.start_line, node.end_line, known=False)
        if name in self._given:
            given = self._given[name]
            return placed(given, node, self._budget) if given.known else None
        parameter = below(self._root, "Parameters").get(name)
        default = parameter.at(["Default"]) if parameter else None
        kind = text(parameter.at(["Type"])) if parameter else ""
        if default is None or not _is_scalar(default) or kind.startswith("AWS::SSM::"):
            return None
        return _parameter(default, kind, node)

    def _if(self, node: Node, depth: int) -> Node | None:
        parts = items(node)
        holds = self.condition(text(parts[0])) if len(parts) == 3 else None
        return None if holds is None else self.resolved(parts[1 if holds else 2], depth)

    def _sub(self, node: Node, depth: int) -> Node | None:
        parts = items(node)
        template = parts[0] if parts else node
        own = below(parts[1]) if len(parts) > 1 else {}
        if not isinstance(template.value, str):
            return None
        pieces, at = list[str](), 0
        for match in _VARIABLE.finditer(template.value):
            pieces.append(template.value[at : match.start()])
            at = match.end()
            value = match[2] if match[1] else self._variable(match[2].strip(), own, template, depth)
            if value is None:
                return None
            pieces.append(f"${{{value}}}" if match[1] else value)
        made = "".join([*pieces, template.value[at:]])
        return Node(made, template.start_line, template.end_line) if len(made) <= MOST_TEXT else None

    def _variable(self, name: str, own: Mapping[str, Node], where: Node, depth: int) -> str | None:
        found = self.resolved(own[name], depth + 1) if name in own else self._ref(replace(where, value=name), depth)
        return _written(found.value) if found and found.known and _is_scalar(found) else None

    def _join(self, node: Node, depth: int) -> Node | None:
        parts = items(node)
        listed = self.resolved(parts[1], depth) if len(parts) == 2 else None
        if listed is None or not isinstance(listed.value, tuple):
            return None
        if not all(one.known and _is_scalar(one) for one in listed.value):
            return None
        made = text(parts[0]).join(_written(one.value) for one in listed.value)
        return Node(made, node.start_line, node.end_line) if len(made) <= MOST_TEXT else None

    def _select(self, node: Node, depth: int) -> Node | None:
        parts = items(node)
        if len(parts) != 2:
            return None
        number = text(self.resolved(parts[0], depth))
        listed = items(self.resolved(parts[1], depth))
        return listed[int(number)] if number.isdecimal() and len(number) < 9 and int(number) < len(listed) else None

    def _split(self, node: Node, depth: int) -> Node | None:
        parts = items(node)
        mark = text(parts[0]) if len(parts) == 2 else ""
        whole = self.resolved(parts[1], depth) if mark else None
        if whole is None or not whole.known or not isinstance(whole.value, str):
            return None
        lines = node.start_line, node.end_line
        return Node(tuple([Node(piece, *lines) for piece in whole.value.split(mark)[:1000]]), *lines)

    def _find_in_map(self, node: Node, depth: int) -> Node | None:
        names = [text(self.resolved(one, depth)) for one in items(node)[:3]]
        found = self._root.at(["Mappings", *names]) if len(names) == 3 and all(names) else None
        return placed(found, node, self._budget) if found else None

    def _as_it_is(self, node: Node, depth: int) -> Node | None:
        return self.resolved(node, depth)


def _is_scalar(node: Node) -> bool:
    return not isinstance(node.value, (Mapping, tuple))


def _is_nothing(node: Node) -> bool:
    return not node.known and node.value == _NO_VALUE


def _written(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else "" if value is None else str(value)


def _parameter(default: Node, kind: str, where: Node) -> Node:
    lines = where.start_line, where.end_line
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        parts = [part.strip() for part in _written(default.value).split(",")[:1000]]
        return Node(tuple([Node(part, *lines) for part in parts]), *lines)
    value = default.value
    return Node(scalar(value) if kind == "Number" and isinstance(value, str) else value, *lines)


def _unknown(node: Node) -> Node:
    return Node(source(node), node.start_line, node.end_line, known=False)


def source(node: Node) -> str:
    """An intrinsic as JSON has it: {"Fn::GetAtt": ["Bucket", "Arn"]}."""
    return json.dumps(_plain(node, 20))[:MOST_TEXT]


def _plain(node: Node, left: int) -> Any:
    if not left:
        return "…"
    if isinstance(node.value, Mapping):
        return {key: _plain(one, left - 1) for key, one in list(node.value.items())[:200]}
    if isinstance(node.value, tuple):
        return [_plain(one, left - 1) for one in node.value[:200]]
    return node.value


def _merged(shared: Node, own: Node | None) -> Node:
    """As SAM merges: mappings key by key, lists one after the other, else the resource's own."""
    if own is None:
        return shared
    if isinstance(shared.value, Mapping) and isinstance(own.value, Mapping):
        return replace(own, value={**shared.value, **own.value})
    if isinstance(shared.value, tuple) and isinstance(own.value, tuple):
        return replace(own, value=(*shared.value, *own.value))
    return own
