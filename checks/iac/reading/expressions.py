"""What HCL's expressions come to, as far as the files tell. Bounded: nothing here can take long or grow large."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from checks.iac.model import Node
from checks.iac.reading import functions, hcl, json_nodes
from checks.iac.reading.functions import Unknown
from checks.iac.reading.gathering import Budget
from checks.iac.reading.hcl import Tree
from checks.iac.reading.yaml_nodes import moved
from checks.texts.unreadable import Unreadable

MOST_DEPTH = 60
MOST_TEXT = functions.MOST_TEXT
_MOST_ITEMS = 1_000
"""That a `for` goes through."""
_MOST_NUMBER = 10**15
_ESCAPE = re.compile(r"\\(?:[nrt\"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|[$%](?=[$%]\{)")
_ESCAPED = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\\\": "\\", "$": "", "%": ""}
_POSTFIXES = frozenset({"get_attr", "index", "splat"})
_PASSED = frozenset({"expression", "literal_value", "collection_value", "operation", "template_expr", "for_expr"})

Find = Callable[[str, Sequence[str]], tuple[Node, int]]
"""What a reference comes to ("var", ["cidr", "x"]), and how many of its steps that took. Raises Unknown."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean where an expression stands."""

    find: Find
    budget: Budget
    names: Mapping[str, Node] = field(default_factory=dict)
    """Of loops and iterators: each, count, what `for` and `dynamic` name."""

    def within(self, **names: Node) -> Scope:
        """The same with more names."""
        return replace(self, names={**self.names, **names})


def value(tree: Tree, scope: Scope, depth: int = 0) -> Node:
    """What the expression comes to; its source text where nobody knows. Raises Unreadable where it is too much."""
    try:
        return _value(tree, scope, depth)
    except Unknown:
        return Node(hcl.text(tree)[:MOST_TEXT], *hcl.lines(tree), known=False)


def of_text(written: str, where: Node, scope: Scope) -> Node:
    """What a text comes to that Terraform's JSON holds: with ${…} put in. Raises Unreadable where it is too much."""
    if "${" not in written and "%{" not in written:
        return where
    body = hcl.parse(f"x = {json.dumps(written)}\n".encode()).body
    for _, _, tree in hcl.attributes(body):
        return scope_placed(value(tree, scope), where, scope)
    return replace(where, known=False)


def scope_placed(node: Node, where: Node, scope: Scope) -> Node:
    """All of the value on the lines of `where`."""
    return _placed(node, (where.start_line, where.end_line), scope)


def _value(tree: Tree, scope: Scope, depth: int) -> Node:
    scope.budget.spend()
    if depth > MOST_DEPTH:
        raise Unknown
    while tree.type in _PASSED and tree.child_count == 1:
        tree = tree.children[0]
    make = _KINDS.get(tree.type)
    if make:
        return make(tree, scope, depth + 1)
    raise Unknown


def _number(tree: Tree, scope: Scope, depth: int) -> Node:
    written = hcl.text(tree)
    if len(written) > 40:
        raise Unknown
    try:
        return Node(float(written) if set(written) & set(".eE") else int(written), *hcl.lines(tree))
    except ValueError as error:
        raise Unknown from error


def _boolean(tree: Tree, scope: Scope, depth: int) -> Node:
    return Node(hcl.text(tree) == "true", *hcl.lines(tree))


def _null(tree: Tree, scope: Scope, depth: int) -> Node:
    return Node(None, *hcl.lines(tree))


def _plain_text(tree: Tree, scope: Scope, depth: int) -> Node:
    return Node(_unescaped(hcl.text(tree)[1:-1]), *hcl.lines(tree))


def _unescaped(text: str) -> str:
    def put(match: re.Match[str]) -> str:
        found = match[0]
        if found in _ESCAPED:
            return _ESCAPED[found]
        code = int(found[2:], 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "�"

    return _ESCAPE.sub(put, text) if "\\" in text or "$${" in text or "%%{" in text else text


def _tuple(tree: Tree, scope: Scope, depth: int) -> Node:
    found = [value(one, scope, depth) for one in tree.named_children if one.type == "expression"]
    return Node(tuple(found), *hcl.lines(tree))


def _object(tree: Tree, scope: Scope, depth: int) -> Node:
    found: dict[str, Node] = {}
    for one in tree.named_children:
        parts = [part for part in one.named_children if part.type == "expression"] if one.type == "object_elem" else ()
        if len(parts) == 2:
            below = value(parts[1], scope, depth)
            found[_key(parts[0], scope, depth)] = moved(below, one.start_point.row + 1, one.end_point.row + 1)
    return Node(found, *hcl.lines(tree))


def _key(tree: Tree, scope: Scope, depth: int) -> str:
    written = hcl.text(tree)
    if written.replace("_", "").replace("-", "").isalnum():
        return written
    try:
        return functions.string(functions.plain(_value(tree, scope, depth)))
    except Unknown:
        return written


def _template(tree: Tree, scope: Scope, depth: int) -> Node:
    inner = tree.children[1:-1]
    if len(inner) == 1 and inner[0].type == "template_interpolation":
        return moved(_interpolated(inner[0], scope, depth), *hcl.lines(tree))
    made, known = _put_together(tree, inner, scope, depth, (tree.start_byte + 1, tree.end_byte - 1), _unescaped)
    if not known:
        raise Unknown
    return Node(made, *hcl.lines(tree))


def _heredoc(tree: Tree, scope: Scope, depth: int) -> Node:
    """Its text; what is JSON becomes what it holds, and what is not known of that stays unknown."""
    if any(one.type == "template_directive" for one in tree.children):
        raise Unknown
    whole = tree.text or b""
    start, end = whole.find(b"\n") + 1, whole.rfind(b"\n") + 1
    limits = tree.start_byte + start, tree.start_byte + max(start, end)
    made, known = _put_together(tree, tree.children, scope, depth, limits, _without_marks)
    first, last = hcl.lines(tree)
    if made.lstrip()[:1] in ("{", "["):
        try:
            found = json_nodes.read_text(made, first + 1)
        except Unreadable:
            pass
        else:
            return moved(_doubting(found, last, scope), first, last)
    if not known:
        raise Unknown
    return Node(_dedented(made) if hcl.text(tree).startswith("<<-") else made, first, last)


def _dedented(text: str) -> str:
    found = text.split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in found if line.strip()), default=0)
    return "\n".join(line[margin:] for line in found)


def _without_marks(text: str) -> str:
    return text.replace("$${", "${").replace("%%{", "%{")


def _doubting(node: Node, last: int, scope: Scope) -> Node:
    """Texts that hold what could not be put in are not known."""
    scope.budget.spend()
    lines = min(node.start_line, last), min(node.end_line, last)
    if isinstance(node.value, Mapping):
        return Node({key: _doubting(one, last, scope) for key, one in node.value.items()}, *lines)
    if isinstance(node.value, tuple):
        return Node(tuple([_doubting(one, last, scope) for one in node.value]), *lines)
    return Node(node.value, *lines, not (isinstance(node.value, str) and "${" in node.value))


def _put_together(
    tree: Tree,
    parts: Sequence[Tree],
    scope: Scope,
    depth: int,
    limits: tuple[int, int],
    literal: Callable[[str], str],
) -> tuple[str, bool]:
    """The text with what its ${…} come to, and whether all of them are known: those that are not stay as they are."""
    source, begin = tree.text or b"", tree.start_byte
    pieces, at, known = list[str](), limits[0], True
    for part in parts:
        if part.type in ("template_literal", "heredoc_identifier", "heredoc_start") or not part.is_named:
            continue
        if part.type != "template_interpolation":
            raise Unknown
        pieces.append(literal(source[at - begin : part.start_byte - begin].decode("utf-8", "replace")))
        at = part.end_byte
        try:
            pieces.append(_as_text(_interpolated(part, scope, depth)))
        except Unknown:
            known = False
            pieces.append(hcl.text(part).replace('"', "'").replace("\\", "/").replace("\n", " "))
    pieces.append(literal(source[at - begin : limits[1] - begin].decode("utf-8", "replace")))
    made = "".join(pieces)
    if len(made) > MOST_TEXT:
        raise Unknown
    return made, known


def _as_text(node: Node) -> str:
    found = functions.plain(node)
    return json.dumps(found) if isinstance(found, (dict, list)) else functions.string(found)


def _interpolated(tree: Tree, scope: Scope, depth: int) -> Node:
    inner = next((one for one in tree.named_children if one.type == "expression"), None)
    if inner is None:
        raise Unknown
    return _value(inner, scope, depth)


def _chain(tree: Tree, scope: Scope, depth: int) -> Node:
    return _operand(tree.children, scope, depth)


def _operand(parts: Sequence[Tree], scope: Scope, depth: int) -> Node:
    """A value with what is taken of it: `var.a.b[0]`, `(…).x`, `aws_x.y[*].id`."""
    if not parts:
        raise Unknown
    lines = parts[0].start_point.row + 1, parts[-1].end_point.row + 1
    first, rest = parts[0], list(parts[1:])
    if first.type == "(":
        inner = next((one for one in rest if one.type == "expression"), None)
        closing = next((at for at, one in enumerate(rest) if one.type == ")"), len(rest))
        if inner is None:
            raise Unknown
        found, rest = _value(inner, scope, depth), rest[closing + 1 :]
    elif first.type == "variable_expr":
        found, rest = _referred(first, rest, scope, lines)
    else:
        found = _value(first, scope, depth)
    for step in rest:
        found = _taken(found, step, scope, depth)
    return found if not rest and first.type != "variable_expr" else moved(found, *lines)


def _referred(first: Tree, rest: list[Tree], scope: Scope, lines: tuple[int, int]) -> tuple[Node, list[Tree]]:
    name = hcl.text(first)
    if name in scope.names:
        return _placed(scope.names[name], lines, scope), rest
    steps = []
    for one in rest:
        if one.type != "get_attr":
            break
        steps.append(hcl.text(one).lstrip(". \n"))
    found, taken = scope.find(name, steps)
    if not found.known:
        raise Unknown
    return _placed(found, lines, scope), rest[taken:]


def _placed(node: Node, lines: tuple[int, int], scope: Scope) -> Node:
    scope.budget.spend()
    if isinstance(node.value, Mapping):
        return Node({key: _placed(one, lines, scope) for key, one in node.value.items()}, *lines, node.known)
    if isinstance(node.value, tuple):
        return Node(tuple([_placed(one, lines, scope) for one in node.value]), *lines, node.known)
    return Node(node.value, *lines, node.known)


def _taken(found: Node, step: Tree, scope: Scope, depth: int) -> Node:
    if not found.known:
        raise Unknown
    if step.type == "get_attr":
        return _below(found, hcl.text(step).lstrip(". \n"))
    if step.type == "index":
        inner = next((one for part in step.named_children for one in part.named_children), None)
        if inner is None:
            raise Unknown
        key = functions.plain(_value(inner, scope, depth)) if inner.type == "expression" else hcl.text(inner)
        return _below(found, functions.string(key))
    if step.type == "splat":
        inner_steps = [one for part in step.named_children for one in part.named_children]
        items = found.value if isinstance(found.value, tuple) else (found,)
        return replace(found, value=tuple([_each(one, inner_steps, scope, depth) for one in items]))
    raise Unknown


def _each(node: Node, steps: Sequence[Tree], scope: Scope, depth: int) -> Node:
    for step in steps:
        node = _taken(node, step, scope, depth)
    return node


def _below(found: Node, key: str) -> Node:
    if isinstance(found.value, Mapping) and key in found.value:
        below = found.value[key]
    elif isinstance(found.value, tuple) and key.isdecimal() and len(key) < 9 and int(key) < len(found.value):
        below = found.value[int(key)]
    else:
        raise Unknown
    if not below.known:
        raise Unknown
    return below


def _conditional(tree: Tree, scope: Scope, depth: int) -> Node:
    parts = [one for one in tree.named_children if one.type == "expression"]
    if len(parts) != 3:
        raise Unknown
    holds = functions.plain(_value(parts[0], scope, depth))
    if holds in ("true", "false"):
        holds = holds == "true"
    if not isinstance(holds, bool):
        raise Unknown
    return _value(parts[1 if holds else 2], scope, depth)


def _unary(tree: Tree, scope: Scope, depth: int) -> Node:
    mark, *operand = tree.children
    found = functions.plain(_operand(operand, scope, depth))
    if mark.type == "!" and isinstance(found, bool):
        return Node(not found, *hcl.lines(tree))
    if mark.type == "-" and isinstance(found, (int, float)):
        return Node(-found, *hcl.lines(tree))
    raise Unknown


def _binary(tree: Tree, scope: Scope, depth: int) -> Node:
    children = tree.children
    at = next((n for n, one in enumerate(children) if not one.is_named and one.type in _OPERATORS), 0)
    if not at:
        raise Unknown
    mark = children[at].type
    left, right = children[:at], children[at + 1 :]
    if mark in ("&&", "||"):
        return Node(_either(mark, left, right, scope, depth), *hcl.lines(tree))
    one, other = functions.plain(_operand(left, scope, depth)), functions.plain(_operand(right, scope, depth))
    if mark not in ("==", "!="):
        for number in (one, other):
            if not isinstance(number, (int, float)) or isinstance(number, bool) or abs(number) > _MOST_NUMBER:
                raise Unknown
    try:
        return Node(_OPERATORS[mark](one, other), *hcl.lines(tree))
    except (ArithmeticError, TypeError) as error:
        raise Unknown from error


def _either(mark: str, left: Sequence[Tree], right: Sequence[Tree], scope: Scope, depth: int) -> bool:
    """What one side alone decides is known, whatever the other is."""
    telling = mark == "||"
    unknown = False
    for side in (left, right):
        try:
            found = functions.plain(_operand(side, scope, depth))
        except Unknown:
            unknown = True
            continue
        if found == telling and isinstance(found, bool):
            return telling
        if not isinstance(found, bool):
            raise Unknown
    if unknown:
        raise Unknown
    return not telling


_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a // b if a % b == 0 else a / b,
    "%": lambda a, b: a % b,
    "==": lambda a, b: a == b and isinstance(a, bool) == isinstance(b, bool),
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "&&": lambda a, b: a and b,
    "||": lambda a, b: a or b,
}


def _call(tree: Tree, scope: Scope, depth: int) -> Node:
    name = hcl.text(tree.named_children[0])
    listed = next((one for one in tree.named_children if one.type == "function_arguments"), None)
    if listed and any(one.type == "ellipsis" for one in listed.named_children):
        raise Unknown
    given = [value(one, scope, depth) for one in (listed.named_children if listed else ()) if one.type == "expression"]
    if name in ("file", "jsondecode") and given and not given[0].known:
        raise Unknown
    if name == "file" and given:
        return _placed(scope.find("file", [str(given[0].value)])[0], hcl.lines(tree), scope)
    return functions.call(name, given, hcl.lines(tree))


def _for(tree: Tree, scope: Scope, depth: int) -> Node:
    """`[for k, v in x : y if z]` and `{for k, v in x : a => b}`."""
    intro = next(one for one in tree.named_children if one.type == "for_intro")
    condition = next((one for one in tree.named_children if one.type == "for_cond"), None)
    results = [one for one in tree.named_children if one.type == "expression"]
    names = [hcl.text(one) for one in intro.named_children if one.type == "identifier"]
    among = _value(next(one for one in intro.named_children if one.type == "expression"), scope, depth)
    listed = tree.type == "for_tuple_expr"
    if not names or len(results) != (1 if listed else 2) or any(one.type == "ellipsis" for one in tree.children):
        raise Unknown
    found: list[Node] = []
    named: dict[str, Node] = {}
    for key, item in pairs(among):
        inner = scope.within(**{names[-1]: item}, **({names[0]: key} if len(names) > 1 else {}))
        if condition and functions.plain(_value(condition.named_children[0], inner, depth)) is not True:
            continue
        if listed:
            found.append(value(results[0], inner, depth))
        else:
            named[functions.string(functions.plain(_value(results[0], inner, depth)))] = value(results[1], inner, depth)
    return Node(tuple(found) if listed else named, *hcl.lines(tree))


def pairs(among: Node) -> list[tuple[Node, Node]]:
    """Keys and values that one goes through. Raises Unknown."""
    lines = among.start_line, among.end_line
    if not among.known:
        raise Unknown
    if isinstance(among.value, Mapping):
        found = [(Node(key, *lines), one) for key, one in among.value.items()]
    elif isinstance(among.value, tuple):
        found = [(Node(at, *lines), one) for at, one in enumerate(among.value)]
    else:
        raise Unknown
    if len(found) > _MOST_ITEMS:
        raise Unknown
    return found


_KINDS: Mapping[str, Callable[[Tree, Scope, int], Node]] = {
    "numeric_lit": _number,
    "bool_lit": _boolean,
    "null_lit": _null,
    "string_lit": _plain_text,
    "tuple": _tuple,
    "object": _object,
    "quoted_template": _template,
    "heredoc_template": _heredoc,
    "expression": _chain,
    "variable_expr": lambda tree, scope, depth: _operand([tree], scope, depth),
    "conditional": _conditional,
    "unary_operation": _unary,
    "binary_operation": _binary,
    "function_call": _call,
    "for_tuple_expr": _for,
    "for_object_expr": _for,
}
