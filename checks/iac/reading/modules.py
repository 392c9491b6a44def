"""One Terraform module as it is written, and as it is called: its blocks, and what its variables and locals come to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from checks.iac.model import Framework, Node, Resource
from checks.iac.reading import expressions, functions, gathering, hcl, json_nodes
from checks.iac.reading.expressions import Scope
from checks.iac.reading.functions import Unknown
from checks.iac.reading.gathering import Budget, below, items
from checks.iac.reading.hcl import Block, File, Tree
from checks.iac.reading.yaml_nodes import moved
from checks.texts import bounds
from checks.texts.unreadable import Unreadable

_MOST_NESTING = 20
"""Blocks within blocks."""
_MOST_MADE = 50
"""Instances of one resource, or repetitions of one block, that are told apart."""
_MOST_REFERENCES = 30
"""Locals and variables that refer to each other in a row."""
_META = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})
_UNSET = Node(None, 1, 1, known=False)

Written = Tree | Node
"""An expression: of HCL, or as JSON holds it."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A block at the top of a file."""

    path: str
    type: str
    labels: tuple[str, ...]
    body: Tree | Node | None
    start_line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Call:
    """A module's call."""

    name: str
    source: str
    path: str
    line: int
    declared: Declared


@dataclass(slots=True)
class Module:
    """A folder."""

    folder: str
    declared: list[Declared] = field(default_factory=list)
    locals: dict[str, Written] = field(default_factory=dict)
    variables: dict[str, Declared] = field(default_factory=dict)
    outputs: dict[str, Declared] = field(default_factory=dict)

    def add(self, path: str, file: File) -> None:
        """One of its files."""
        for block in hcl.blocks(file.body):
            if block.type == "locals":
                self.locals |= {name: tree for name, _, tree in hcl.attributes(block.body)}
            self._declare(Declared(path, block.type, block.labels, block.body, block.start_line, block.end_line))

    def add_json(self, path: str, root: Node) -> None:
        """One of its files in Terraform's JSON."""
        for kind, node in below(root).items():
            for part in items(node) or (node,):
                if kind == "locals":
                    self.locals |= below(part)
                else:
                    for labels, one in _labelled(part, _LABELS.get(kind, 0)):
                        for body in items(one) or (one,):
                            self._declare(Declared(path, kind, labels, body, body.start_line, body.end_line))

    def _declare(self, one: Declared) -> None:
        self.declared.append(one)
        if one.labels and one.type in ("variable", "output"):
            (self.variables if one.type == "variable" else self.outputs)[one.labels[0]] = one

    def sources(self) -> Iterator[str]:
        """What its module calls name, where that is plain text."""
        for one in self.declared:
            if one.type == "module" and (source := _source(one)):
                yield source


_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "module": 1, "provider": 1, "variable": 1, "output": 1}


def _labelled(node: Node, left: int, labels: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
    if not left:
        yield labels, node
        return
    for name, one in below(node).items():
        yield from _labelled(one, left - 1, (*labels, name))


def _source(one: Declared) -> str:
    if isinstance(one.body, Node):
        return gathering.text(one.body.at(["source"]))
    return next((hcl.text(tree).strip('"') for name, _, tree in hcl.attributes(one.body) if name == "source"), "")


class Instance:
    """A module with what it is given."""

    def __init__(
        self, module: Module, given: dict[str, Node], prefix: str, files: Mapping[str, bytes], budget: Budget
    ) -> None:
        self.module = module
        self._given = given
        self._prefix = prefix
        self._files = files
        self._scope = Scope(self._find, budget)
        self._known: dict[tuple[str, str], Node] = {}
        self._open: list[tuple[str, str]] = []
        self._children: dict[str, Instance] = {}

    def give(self, path: str, content: bytes) -> None:
        """The variables that a file sets. Raises Unreadable."""
        if path.endswith(".json"):
            self._given |= below(json_nodes.read(gathering.bounded(content)))
            return
        file = hcl.parse(content)
        for name, _, tree in hcl.attributes(file.body):
            self._given[name] = expressions.value(tree, Scope(_nothing, self._scope.budget))
        if file.broken_line:
            raise Unreadable(f"it is no HCL from line {file.broken_line} on")

    def resources(self) -> Iterator[Resource]:
        """All that it declares by itself. Raises Unreadable where it comes to too much."""
        for one in self.module.declared:
            kind, name = _named(one)
            if kind:
                for key, node in self._made(one):
                    yield Resource(Framework.TERRAFORM, kind, f"{self._prefix}{name}{key}", one.path, node)

    def calls(self) -> Iterator[Call]:
        """The modules it calls, unless that happens no time at all."""
        for one in self.module.declared:
            source = _source(one) if one.type == "module" and one.labels else ""
            if source and self._times(one) != []:
                yield Call(one.labels[0], source, one.path, one.start_line, one)

    def called(self, call: Call, module: Module) -> Instance:
        """The module with the call's arguments."""
        times = self._times(call.declared)
        scope = self._scope.within(**(times[0][1] if times and len(times) == 1 else _EACH))
        given = self._attributes(call.declared, scope)
        prefix = f"{self._prefix}module.{call.name}."
        arguments = {name: node for name, node in given.items() if name not in _META}
        made = Instance(module, arguments, prefix, self._files, self._scope.budget)
        self._children[call.name] = made
        return made

    def _made(self, one: Declared) -> list[tuple[str, Node]]:
        """Index and attributes of what a block makes: one without index, unless its instances differ."""
        lines = one.start_line, one.end_line
        times = self._times(one)
        if times is None:
            return [("", Node(self._attributes(one, self._scope.within(**_EACH)), *lines))]
        made = [(key, Node(self._attributes(one, self._scope.within(**names)), *lines)) for key, names in times]
        return [("", made[0][1])] if made and all(node == made[0][1] for _, node in made) else made

    def _times(self, one: Declared) -> list[tuple[str, dict[str, Node]]] | None:
        """Index and names of each instance; None where nobody knows how many there are, or they are too many."""
        count, each = _attribute(one, "count"), _attribute(one, "for_each")
        try:
            if count is not None:
                number = functions.plain(self._value(count, self._scope))
                return [("", {**_EACH, "count": _UNSET})] if int(functions.string(number)) > 0 else []
            if each is None:
                return [("", {})]
            found = self._pairs(self._value(each, self._scope))
        except (Unknown, ValueError):
            return None
        if len(found) > _MOST_MADE:
            return None
        return [
            (f'["{key.value}"]', {"each": Node({"key": key, "value": value}, key.start_line, key.end_line)})
            for key, value in found
        ]

    def _pairs(self, among: Node) -> list[tuple[Node, Node]]:
        """As `for_each` goes through: a set's items are their own keys."""
        pairs = expressions.pairs(among)
        return [(value, value) for _, value in pairs] if isinstance(among.value, tuple) else pairs

    def _attributes(self, one: Declared, scope: Scope) -> dict[str, Node]:
        if isinstance(one.body, Node):
            return {name: self._of_json(node, scope) for name, node in below(one.body).items()}
        return self._body(one.body, scope, 0)

    def _body(self, body: Tree | None, scope: Scope, depth: int) -> dict[str, Node]:
        """Attributes, and blocks as tuples of mappings."""
        found: dict[str, Node] = {}
        repeated: dict[str, list[Node]] = {}
        for name, whole, tree in hcl.attributes(body):
            found[name] = moved(expressions.value(tree, scope), *hcl.lines(whole))
        for block in hcl.blocks(body) if depth < _MOST_NESTING else ():
            if block.type == "dynamic" and block.labels:
                repeated.setdefault(block.labels[0], []).extend(self._dynamic(block, scope, depth))
            else:
                repeated.setdefault(block.type, []).append(self._block(block, scope, depth))
        for name, nodes in repeated.items():
            if nodes:
                first, last = min(node.start_line for node in nodes), max(node.end_line for node in nodes)
                found[name] = Node(tuple(nodes), first, last)
        return found

    def _block(self, block: Block, scope: Scope, depth: int) -> Node:
        lines = block.start_line, block.end_line
        node = Node(self._body(block.body, scope, depth + 1), *lines)
        for label in reversed(block.labels):
            node = Node({label: Node((node,), *lines)}, *lines)
        return node

    def _dynamic(self, block: Block, scope: Scope, depth: int) -> Iterator[Node]:
        """A block for each that it goes through; one with unknown values where nobody knows."""
        content = next((one for one in hcl.blocks(block.body) if one.type == "content"), None)
        trees = {name: tree for name, _, tree in hcl.attributes(block.body)}
        if content is None or "for_each" not in trees:
            return
        iterator = hcl.text(trees["iterator"]) if "iterator" in trees else block.labels[0]
        try:
            pairs = self._pairs(expressions.value(trees["for_each"], scope))
        except Unknown:
            pairs = [(_UNSET, _UNSET)]
        for key, value in islice(pairs, _MOST_MADE):
            named = Node({"key": key, "value": value}, block.start_line, block.end_line)
            yield self._block(content, scope.within(**{iterator: named}), depth)

    def _of_json(self, node: Node, scope: Scope) -> Node:
        scope.budget.spend()
        if isinstance(node.value, tuple):
            return replace(node, value=tuple([self._of_json(one, scope) for one in node.value]))
        if isinstance(node.value, Mapping):
            return replace(node, value={key: self._of_json(one, scope) for key, one in node.value.items()})
        return expressions.of_text(node.value, node, scope) if isinstance(node.value, str) else node

    def _value(self, written: Written, scope: Scope) -> Node:
        return self._of_json(written, scope) if isinstance(written, Node) else expressions.value(written, scope)

    def _find(self, name: str, steps: Sequence[str]) -> tuple[Node, int]:
        """What var.x, local.x, module.x.y, path.module and file(…) come to. Raises Unknown."""
        if name == "file":
            return self._content(steps[0]), 0
        if name == "path" and steps[:1] in (["module"], ["root"]):
            return Node(self.module.folder or ".", 1, 1), 1
        if not steps or name not in ("var", "local", "module"):
            raise Unknown
        if name == "module":
            child = self._children.get(steps[0])
            output = child.module.outputs.get(steps[1]) if child and len(steps) > 1 else None
            written = _attribute(output, "value") if output else None
            if child is None or written is None:
                raise Unknown
            return child._value(written, child._scope), 2
        return self._remembered(name, steps[0]), 1

    def _remembered(self, name: str, own: str) -> Node:
        key = name, own
        if key in self._open or len(self._open) > _MOST_REFERENCES:
            raise Unknown  # it refers to itself
        if key not in self._known:
            self._open.append(key)
            try:
                self._known[key] = self._variable(own) if name == "var" else self._local(own)
            finally:
                self._open.pop()
        return self._known[key]

    def _variable(self, name: str) -> Node:
        if name in self._given:
            return self._given[name]
        default = _attribute(self.module.variables.get(name), "default")
        return _UNSET if default is None else self._value(default, self._scope)

    def _local(self, name: str) -> Node:
        written = self.module.locals.get(name)
        return _UNSET if written is None else self._value(written, self._scope)

    def _content(self, path: str) -> Node:
        """A file of the repository that a module reads: what is JSON becomes what it holds."""
        content = self._files.get(posixpath.normpath(path)) if len(path) < 1000 else None
        if content is None:
            raise Unknown
        try:
            text = bounds.text(content[: functions.MOST_TEXT])
            return json_nodes.read_text(text) if text.lstrip()[:1] in ("{", "[") else Node(text, 1, 1)
        except Unreadable as error:
            raise Unknown from error


_EACH = {"each": _UNSET, "count": _UNSET}


def _nothing(name: str, steps: Sequence[str]) -> tuple[Node, int]:
    raise Unknown


def _attribute(one: Declared | None, name: str) -> Written | None:
    if one is None:
        return None
    if isinstance(one.body, Node):
        return one.body.at([name])
    return next((tree for own, _, tree in hcl.attributes(one.body) if own == name), None)


def _named(one: Declared) -> tuple[str, str]:
    """Kind and local address; "" for what is none by itself."""
    if one.type == "resource" and len(one.labels) == 2:
        return one.labels[0], ".".join(one.labels)
    if one.type in ("data", "ephemeral") and len(one.labels) == 2:
        return f"{one.type}.{one.labels[0]}", f"{one.type}.{'.'.join(one.labels)}"
    if one.type in ("module", "provider", "variable", "output") and one.labels:
        return one.type, f"{one.type}.{one.labels[0]}"
    return ("terraform", "terraform") if one.type == "terraform" else ("", "")
